#include "footfall/intervals.h"

#include <algorithm>
#include <cmath>

namespace vigie::foresight {
namespace {

constexpr std::size_t window = 364;  // a year of days: Christmas is in it once
constexpr std::size_t enough = 60;
constexpr std::pair<double, double> nothing_known{-3, 3};  // a factor of twenty either way

std::pair<double, double> quantiles(std::vector<float>& values) {
  // The k-th of n with k = ceil(0.95 (n + 1)): the correction for a finite sample of split conformal prediction.
  const auto n = values.size();
  const auto upper = std::min(n, static_cast<std::size_t>(std::ceil(0.95 * static_cast<double>(n + 1)))) - 1;
  const auto lower = n - 1 - upper;
  const auto place = [&](std::size_t k) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(k), values.end());
    return static_cast<double>(values[k]);
  };
  return {place(lower), place(upper)};
}

}  // namespace

void Intervals::learn(std::size_t sensor, int hour, double miss) {
  auto& own = misses_[sensor * 24 + static_cast<std::size_t>(hour)];
  own.push_back(static_cast<float>(miss));
  if (own.size() > window) own.pop_front();
}

void Intervals::settle() {
  std::vector<float> values;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    values.clear();
    for (std::size_t at = hour; at < misses_.size(); at += 24) values.insert(values.end(), misses_[at].begin(), misses_[at].end());
    // A counter with few days of its own borrows from the others.
    const auto pooled = values.size() < enough ? nothing_known : quantiles(values);
    for (std::size_t at = hour; at < misses_.size(); at += 24) {
      values.assign(misses_[at].begin(), misses_[at].end());
      bounds_[at] = values.size() < enough ? pooled : quantiles(values);
    }
  }
}

}  // namespace vigie::foresight
