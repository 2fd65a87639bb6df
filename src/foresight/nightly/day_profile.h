#pragma once
// How a week's events share out over its days and the parts of a day: the city's habits, and where a cell has had many events, its own.

#include <array>
#include <span>
#include <vector>

#include "forecast/study_area.h"

namespace vigie::foresight {

inline constexpr std::array<const char*, 4> part_names{"night", "morning", "afternoon", "evening"};  // six hours each from 00:00
inline constexpr std::size_t day_parts = part_names.size();

class DayProfile {
 public:
  // From the two years before `at`; `events` by day.
  DayProfile(const StudyArea& area, std::span<const Event> events, int at);
  // False where too few events have a time of the day: then only whole days are told apart.
  bool has_parts() const { return has_parts_; }
  double day_share(int day) const;                               // of a week's events
  double part_share(int day, std::size_t part, int cell) const;  // of the cell's events of that day
  // Variance of a day's count beyond what its share of the week explains, over its mean; 1: Poisson.
  double day_spread() const { return spread_; }
  double own_events() const { return own_events_; }  // so many events of its own make a cell half believe itself

 private:
  void learn_cells(const std::vector<std::array<double, day_parts>>& cells);
  std::array<double, 7> weekday_{};
  std::array<std::array<double, day_parts>, 7> part_{};  // by weekday
  std::array<double, day_parts> all_parts_{};
  std::vector<std::array<double, day_parts>> own_;  // by cell: its parts over the city's, 1: the same
  double spread_ = 1, own_events_ = 0;
  bool has_parts_ = false;
};

}  // namespace vigie::foresight
