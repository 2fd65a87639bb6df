#include "numerics/block_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace vigie::foresight {

Interval block_bootstrap(std::size_t weeks, const std::function<double(const std::vector<std::size_t>&)>& figure) {
  constexpr std::size_t block = 4, rounds = 1000;
  constexpr std::uint64_t seed = 20180101;
  std::mt19937_64 random(seed);  // its sequence is fixed by the standard; a remainder's bias is below 2^-50
  std::vector<double> figures;
  std::vector<std::size_t> drawn(weeks);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < weeks; i += block) {
      const std::size_t from = random() % weeks;
      for (std::size_t j = i; j < std::min(i + block, weeks); ++j) drawn[j] = (from + j - i) % weeks;
    }
    figures.push_back(figure(drawn));
  }
  std::sort(figures.begin(), figures.end());
  return {figures[rounds / 40], figures[rounds - 1 - rounds / 40]};
}

double binomial_p(int successes, int trials, double chance) {
  const auto log_probability = [&](int k) {
    return std::lgamma(trials + 1.0) - std::lgamma(k + 1.0) - std::lgamma(trials - k + 1.0) + k * std::log(chance) +
           (trials - k) * std::log1p(-chance);
  };
  constexpr double rounding = 1e-7;
  const double limit = log_probability(successes) + rounding;
  double p = 0;
  for (int k = 0; k <= trials; ++k)
    if (log_probability(k) <= limit) p += std::exp(log_probability(k));
  return std::min(p, 1.0);
}

}  // namespace vigie::foresight
