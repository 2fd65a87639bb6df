#pragma once
// Finds holes between one recorded segment and the next. Rows of a rotation come from two threads in either order: the
// next one's opening (camera) and the last one's closing (disk).

#include <mutex>

#include "city/words.h"

namespace vigie::app {

// Thread-safe.
class RecordingGaps {
 public:
  explicit RecordingGaps(std::chrono::milliseconds tolerated = std::chrono::seconds{2}) : tolerated_(tolerated) {}
  // Each returns the gap that has become known by it.
  std::optional<city::Interval> opened(UtcTime from);
  std::optional<city::Interval> closed(UtcTime to);
  // Recorded by a process before this one: the hole up to the first segment of ours is told however short it is.
  void adopted(UtcTime to);

 private:
  std::optional<city::Interval> settle();
  const std::chrono::milliseconds tolerated_;  // a rotation leaves one picture's time
  std::mutex mutex_;
  std::optional<UtcTime> last_end_, next_start_;
  bool first_opened_ = false, after_adoption_ = false;
};

}  // namespace vigie::app
