#pragma once
// 90 % intervals from the model's own earlier forecasts: the quantiles of what it missed by, in logarithms (split conformal
// prediction with a sliding window; Vovk et al., Algorithmic Learning in a Random World, 2005; Lei et al., JASA 2018).

#include <array>
#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

namespace vigie::foresight {

class Intervals {
 public:
  explicit Intervals(std::size_t sensors) : misses_(sensors * 24), bounds_(sensors * 24) {}
  // Only misses of forecasts issued before their hour.
  void learn(std::size_t sensor, int hour, double miss);
  void settle();
  // Added to the logarithm of the forecast: lower and upper end.
  std::pair<double, double> around(std::size_t sensor, int hour) const { return bounds_[sensor * 24 + static_cast<std::size_t>(hour)]; }

 private:
  std::vector<std::deque<float>> misses_;
  std::vector<std::pair<double, double>> bounds_;
};

}  // namespace vigie::foresight
