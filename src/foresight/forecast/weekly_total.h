#pragma once
// How many events the whole area will have next week: a level that forgets, times the season's factor of past years, with a 90 % interval.

#include <vector>

namespace vigie::foresight {

struct WeeklyTotal {
  double expected = 0, low = 0, high = 0;
};

class TotalModel {
 public:
  void learn(double count);      // the week forecast last has happened
  WeeklyTotal forecast() const;  // for the week after those learnt

 private:
  double season() const;
  std::vector<double> counts_;
  double level_events_ = 0, level_weeks_ = 0;    // decayed sums; their ratio is the level
  double error_squares_ = 0, error_weight_ = 0;  // of the errors in units of √expected
  double widening_ = 1;
};

}  // namespace vigie::foresight
