#pragma once
// The plain maps that every forecast is shown beside (issue 6): 0.9 × share of counts + 0.1 × uniform.

#include <array>
#include <span>
#include <vector>

#include "forecast/study_area.h"

namespace vigie::foresight {

inline constexpr std::array<const char*, 3> baseline_names{"last_365_days", "all_history", "smoothed_history"};

struct BaselineWeek {
  std::array<std::vector<double>, 3> shares;
  double weekly_total = 0;  // of the last 365 days
};

// Counts that move on with the days, so that many weeks of many events cost each event once.
class PlainMaps {
 public:
  PlainMaps(const StudyArea& area, std::span<const Event> events);  // both borrowed; `events` by day
  // From the events before `day`; days only rise.
  BaselineWeek week(int day);

 private:
  const StudyArea& area_;
  std::span<const Event> events_;
  std::vector<double> all_, last_;
  std::size_t added_ = 0, forgotten_ = 0;  // events that are in `all_`, that have left `last_`
};

}  // namespace vigie::foresight
