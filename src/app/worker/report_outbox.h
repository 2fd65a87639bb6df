#pragma once
// What must not be lost on its way to the server: facts and rows of the segment index. Each stays here until the server
// says that it is committed, and is sent again after every reconnect. In memory only: a worker that is killed loses what
// was never acknowledged, and the minute counts of that minute with it (docs/worker-protocol.md).

#include <deque>
#include <memory>
#include <mutex>

#include "worker/messages.h"

namespace vigie::app {

// Thread-safe. Full: `add` refuses, and `refused()` says so in the worker's health; nothing that is inside is dropped.
class ReportOutbox {
 public:
  // At 3 reports a camera and minute 4096 are 20 minutes of 64 cameras. The window keeps the server's queue bounded.
  explicit ReportOutbox(std::size_t capacity = 4096, std::size_t window = 64) : capacity_(capacity), window_(window) {}

  bool add(Report report);               // gives it its seq
  std::shared_ptr<const Report> next();  // oldest not yet sent on this connection; null when none or the window is full
  // The report that may be forgotten; null for an unknown or repeated number.
  std::shared_ptr<const Report> acknowledge(std::uint64_t seq);
  void resend_all();  // a new connection
  std::size_t waiting() const;
  std::uint64_t refused() const;

 private:
  const std::size_t capacity_, window_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Report>> reports_;  // by seq; holes where a later one was acknowledged first
  std::uint64_t last_seq_ = 0, sent_up_to_ = 0, refused_ = 0;
  std::size_t in_flight_ = 0;
};

}  // namespace vigie::app
