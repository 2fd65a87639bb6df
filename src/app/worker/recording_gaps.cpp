#include "worker/recording_gaps.h"

#include <algorithm>
#include <utility>

namespace vigie::app {

std::optional<city::Interval> RecordingGaps::opened(UtcTime from) {
  std::lock_guard lock(mutex_);
  if (!first_opened_) {
    first_opened_ = true;
    if (!last_end_) return std::nullopt;  // nothing was recorded before: no gap
  }
  next_start_ = from;
  return settle();
}

std::optional<city::Interval> RecordingGaps::closed(UtcTime to) {
  std::lock_guard lock(mutex_);
  last_end_ = to;
  return settle();
}

void RecordingGaps::adopted(UtcTime to) {
  std::lock_guard lock(mutex_);
  if (first_opened_) return;
  last_end_ = last_end_ ? std::max(*last_end_, to) : to;
  after_adoption_ = true;
}

std::optional<city::Interval> RecordingGaps::settle() {
  if (!last_end_ || !next_start_) return std::nullopt;
  const city::Interval between{*last_end_, *next_start_};
  last_end_.reset();
  next_start_.reset();
  const bool is_short = between.to - between.from <= tolerated_;
  if (is_short && !std::exchange(after_adoption_, false)) return std::nullopt;
  after_adoption_ = false;
  return between;
}

}  // namespace vigie::app
