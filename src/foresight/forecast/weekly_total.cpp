#include "forecast/weekly_total.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

constexpr int year_weeks = 52;
constexpr int half_year_weeks = 26;
constexpr double season_prior_events = 100;  // so many events must speak before a season is half believed
constexpr double error_half_life_weeks = 52;
constexpr double farthest_error = 6;  // a lockdown must not widen the interval for years
constexpr double normal_95 = 1.6448536269514722;
constexpr double miss_rate = 0.1;
// Adaptive conformal inference (Gibbs & Candès 2021): a miss widens, a hit narrows, so that misses tend to one in ten.
constexpr double adapt = 0.05;

}  // namespace

// Three weeks around the same date in each of five past years, against the year around them.
double TotalModel::season() const {
  const auto next = static_cast<int>(counts_.size());
  double seen = season_prior_events, usual = season_prior_events;
  for (int years = 1; years <= 5; ++years) {
    const int same = next - years * year_weeks;
    if (same < half_year_weeks) break;
    const auto at = counts_.begin() + same;
    double around = 0;
    for (auto i = at - half_year_weeks; i != at + half_year_weeks; ++i) around += *i;
    seen += *(at - 1) + *at + *(at + 1);
    usual += 3 * around / year_weeks;
  }
  return seen / usual;
}

WeeklyTotal TotalModel::forecast() const {
  WeeklyTotal total;
  const auto levels = rates();
  total.expected = std::max(season() * std::accumulate(levels.begin(), levels.end(), 0.0), 0.01);
  const double spread = error_weight_ > 0 ? std::sqrt(error_squares_ / error_weight_) : 1;
  const double half = normal_95 * widening_ * spread * std::sqrt(total.expected);
  total.low = std::max(0.0, total.expected - half);
  total.high = total.expected + half;
  return total;
}

std::vector<double> TotalModel::rates() const {
  std::vector<double> out;
  for (const auto& level : levels_) out.push_back(level.rate());
  return out;
}

void TotalModel::learn(const std::vector<double>& counts) {
  const double count = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (!counts_.empty()) {
    const WeeklyTotal said = forecast();
    const double error = std::clamp((count - said.expected) / std::sqrt(said.expected), -farthest_error, farthest_error);
    const double keep = std::exp2(-1 / error_half_life_weeks);
    // One error of ordinary Poisson size to begin with, so that the first weeks are not taken for the rule.
    if (error_weight_ == 0) error_squares_ = error_weight_ = 4;
    error_squares_ = keep * error_squares_ + error * error;
    error_weight_ = keep * error_weight_ + 1;
    const bool missed = count < said.low || count > said.high;
    widening_ = std::clamp(widening_ * std::exp(adapt * ((missed ? 1.0 : 0.0) - miss_rate)), 0.3, 3.0);
  }
  const double factor = season();
  for (std::size_t group = 0; group < levels_.size(); ++group) levels_[group].learn(counts[group], factor);
  counts_.push_back(count);
}

}  // namespace vigie::foresight
