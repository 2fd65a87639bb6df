#pragma once
// One origin's forecasts, week by week: nothing of a week or later is touched before its forecast stands.

#include <span>
#include <vector>

#include "forecast/baselines.h"
#include "forecast/weekly_total.h"

namespace vigie::foresight {

using ExpectedCounts = std::vector<std::vector<float>>;  // [week][cell]

struct WalkForward {
  ExpectedCounts forecast;
  std::vector<WeeklyTotal> totals;
  std::array<ExpectedCounts, 3> baselines;
};

// `events` by day.
WalkForward walk_forward(const StudyArea& area, std::span<const Event> events, int start, int weeks);

}  // namespace vigie::foresight
