#include "numerics/count_interval.h"

#include <algorithm>
#include <cmath>

namespace vigie::foresight {
namespace {
constexpr double tail = 0.05;
constexpr double largest_exact_mean = 1e4;  // above: the normal law, which no longer differs
}  // namespace

CountInterval count_interval(double mean, double relative_variance) {
  if (!(mean > 0)) return {};
  if (mean > largest_exact_mean) {
    const double half = 1.6448536269514722 * std::sqrt(mean + relative_variance * mean * mean);
    return {std::max(0L, std::lround(mean - half)), std::lround(mean + half)};
  }
  // p(0), then p(k + 1) / p(k) = (r + k) · mean / ((k + 1)(r + mean)), with r = 1 / relative_variance; both have Poisson's as their limit.
  const double v = std::max(relative_variance, 0.0);
  double log_p = v > 1e-9 ? -std::log1p(v * mean) / v : -mean, below = 0;
  CountInterval interval;
  bool low_found = false;
  for (long k = 0;; ++k) {
    below += std::exp(log_p);
    if (!low_found && below >= tail) {
      interval.low = k;
      low_found = true;
    }
    interval.high = k;
    if (below >= 1 - tail || static_cast<double>(k) > 100 * (mean + 10) * (1 + v)) return interval;
    log_p += std::log((1 + v * static_cast<double>(k)) * mean / (static_cast<double>(k + 1) * (1 + v * mean)));
  }
}

}  // namespace vigie::foresight
