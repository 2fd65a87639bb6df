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

// From the events before `day`; `events` by day.
BaselineWeek baseline_week(const StudyArea& area, std::span<const Event> events, int day);

}  // namespace vigie::foresight
