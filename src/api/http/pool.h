#pragma once
// The threads on which handlers run: they may wait on the disk, the connections' threads never do.

#include <functional>
#include <memory>
#include <vector>

#include "base/metrics.h"
#include "base/queue.h"
#include "base/thread.h"

namespace vigie::api {

class Pool {
 public:
  // Above `busy_above` waiting tasks a new request is refused (counter vigie_api_refused_total): the peer is told to come
  // back. Open WebSockets go on: each has at most one task here, so `capacity` is never reached by them.
  Pool(int threads, std::size_t busy_above, std::size_t capacity, Metrics& metrics);
  ~Pool() { stop(); }
  bool try_run(std::function<void()> task);  // of a new request; never waits
  bool run(std::function<void()> task) { return queue_.try_push(task); }  // of a WebSocket; false once stopped
  void stop();  // runs what is waiting, then joins

 private:
  Metrics& metrics_;
  const std::size_t busy_above_;
  BoundedQueue<std::function<void()>> queue_;
  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace vigie::api
