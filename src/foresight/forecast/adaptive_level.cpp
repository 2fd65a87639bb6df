#include "forecast/adaptive_level.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

constexpr double prior_events = 3;     // of the long mean, so that a rare kind's fast levels do not jump
constexpr double memory = 0.95;        // of the beliefs, per week (Raftery et al. 2010: 0.95–0.99)
constexpr double least_belief = 1e-3;  // lets a speed come back
constexpr double spread_half_life_weeks = 104;
constexpr double farthest_square = 36;  // one holiday week must not blunt the judge for years

// Logarithm of the negative binomial's probability: a Poisson count whose rate has a gamma law of this shape and inverse scale.
double log_probability(double count, double shape, double inverse_scale) {
  return std::lgamma(shape + count) - std::lgamma(shape) - std::lgamma(count + 1) + shape * std::log(inverse_scale / (inverse_scale + 1)) -
         count * std::log(inverse_scale + 1);
}

}  // namespace

double AdaptiveLevel::rate_of(std::size_t speed) const {
  return (prior_events + events_[speed]) / (prior_events / prior_rate() + weeks_[speed]);
}

double AdaptiveLevel::rate() const {
  if (all_events_ <= 0) return 0;
  double rate = 0;
  for (std::size_t i = 0; i < belief_.size(); ++i) rate += belief_[i] * rate_of(i);
  return rate;
}

void AdaptiveLevel::believe(double count, double season) {
  const double expected = std::max(rate() * season, 0.2);
  const double spread = std::max(1.0, error_squares_ / error_weight_);
  std::array<double, half_lives_weeks.size()> score{};
  // Shape and count are divided by the spread, as quasi-likelihood does: else the noise of ordinary weeks would look like breaks.
  for (std::size_t i = 0; i < score.size(); ++i)
    score[i] = log_probability(count / spread, (prior_events + events_[i]) / spread, (prior_events / prior_rate() + weeks_[i]) / season);
  const double best = *std::max_element(score.begin(), score.end());
  for (std::size_t i = 0; i < score.size(); ++i) belief_[i] = std::pow(belief_[i], memory) * std::exp(score[i] - best);
  for (int round = 0; round < 2; ++round) {  // to sum 1, lifted to the least, to sum 1 again
    const double total = std::accumulate(belief_.begin(), belief_.end(), 0.0);
    for (auto& one : belief_) one = std::max(one / total, round == 0 ? least_belief : 0.0);
  }
  const double keep = std::exp2(-1 / spread_half_life_weeks);
  error_squares_ = keep * error_squares_ + std::min((count - expected) * (count - expected) / expected, farthest_square);
  error_weight_ = keep * error_weight_ + 1;
}

void AdaptiveLevel::learn(double count, double season) {
  if (all_weeks_ > 0) believe(count, season);
  for (std::size_t i = 0; i < half_lives_weeks.size(); ++i) {
    const double keep = std::exp2(-1 / half_lives_weeks[i]);
    events_[i] = keep * events_[i] + count;
    weeks_[i] = keep * weeks_[i] + season;
  }
  all_events_ += count;
  all_weeks_ += season;
}

}  // namespace vigie::foresight
