#pragma once
// One ridge regression per hour of the day, on the departure from the base, over all counters; its normal equations grow by a
// day at a time and forget, so that the walk through ten years solves only small systems. Eigen stays behind this header.

#include <memory>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

class Regression {
 public:
  explicit Regression(std::size_t features);
  ~Regression();
  // Of one hour: the expected departure; 0 until enough was learnt.
  double predict(int hour, const double* features) const;
  bool ready(int hour) const;
  // Rows are learnt by importance: an hour with many people weighs more, a surprise weighs less (least absolute deviation).
  void learn(int hour, const std::vector<double>& features, const std::vector<double>& departures, const std::vector<double>& people);
  void solve();
  void age_by_a_day();

 private:
  struct Hour;
  std::size_t features_;
  std::vector<Hour> hours_;
};

}  // namespace vigie::foresight
