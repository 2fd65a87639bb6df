#pragma once
// Pictures on their way to the server. Bounded in bytes; when full, that stream alone is dropped up to its next key
// fragment, and counted. Never waits, so that a slow server can't slow down a camera's thread.

#include <deque>
#include <mutex>
#include <set>
#include <tuple>

#include "worker/messages.h"

namespace vigie::app {

class PictureQueue {
 public:
  explicit PictureQueue(std::size_t max_bytes = 32u << 20) : max_bytes_(max_bytes) {}

  void put(Picture picture);
  void put(PlayEnd end);  // behind the pictures of its session
  std::optional<ToServer> take();
  void clear();           // the server is gone: what waits is of no use to the next one
  bool has_room() const;  // half empty: playback, which can wait, asks before it puts
  std::uint64_t dropped() const;

 private:
  using Stream = std::tuple<city::SourceId, city::StreamKind, std::uint64_t>;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::deque<ToServer> waiting_;
  std::set<Stream> waiting_for_key_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace vigie::app
