#pragma once
// How many events the whole area will have next week: each group's level, times the season's factor of past years, with a 90 % interval.

#include <vector>

#include "forecast/adaptive_level.h"

namespace vigie::foresight {

struct WeeklyTotal {
  double expected = 0, low = 0, high = 0;
};

class TotalModel {
 public:
  explicit TotalModel(std::size_t groups) : levels_(groups) {}
  void learn(const std::vector<double>& counts);  // by group: the week forecast last has happened
  WeeklyTotal forecast() const;                   // for the week after those learnt
  std::vector<double> rates() const;              // by group: events per usual week

 private:
  double season() const;
  std::vector<double> counts_;
  std::vector<AdaptiveLevel> levels_;
  double error_squares_ = 0, error_weight_ = 0;  // of the errors in units of √expected
  double widening_ = 1;
};

}  // namespace vigie::foresight
