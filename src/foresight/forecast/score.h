#pragma once
// What a forecast of one origin is worth, by the definitions of issue 6, kept per week so that weeks can be resampled.

#include <array>
#include <span>
#include <vector>

#include "forecast/study_area.h"
#include "forecast/weekly_total.h"

namespace vigie::foresight {

inline constexpr std::array<double, 3> top_shares{0.01, 0.02, 0.05};
inline constexpr std::size_t calibration_bins = 10;

// One value per week of the test.
struct WeekScores {
  std::array<std::vector<double>, 3> hits;  // events in the top 1, 2, 5 % of the cells
  std::vector<double> gain;                 // nats, summed over the week's events
  std::vector<double> events, all_events;   // in the area; everywhere
  std::array<std::vector<double>, calibration_bins> bin_expected, bin_observed, part_expected, part_observed;
  std::vector<double> inside;        // 1 where the week's total lay in its interval; empty for a map without one
  std::array<double, 3> top_area{};  // share of the cells that the top 1, 2, 5 % are after rounding

  void add(const WeekScores& other);  // of another origin, same weeks
};

struct TestWeeks {
  std::vector<std::vector<int>> counts;  // [week][cell]
  std::vector<int> outside;              // [week]
};

TestWeeks count_test_weeks(const StudyArea& area, std::span<const Event> events, int start, int weeks);
// `expected` is [week][cell]; `totals` may be empty.
WeekScores score(const StudyArea& area, const TestWeeks& truth, const std::vector<std::vector<float>>& expected,
                 const std::vector<WeeklyTotal>& totals);

}  // namespace vigie::foresight
