#pragma once
// A weekly rate that may stand still for years or break within a month. Six gamma-Poisson levels forget at different speeds
// (Harvey & Fernandes 1989); how much each is believed follows how well it foretold the weeks before (dynamic model averaging,
// Raftery, Kárný & Ettler 2010). Replaces one fixed half-life (docs/decisions/0051).

#include <array>

namespace vigie::foresight {

class AdaptiveLevel {
 public:
  AdaptiveLevel() { belief_.fill(1.0 / static_cast<double>(belief_.size())); }
  // `count` events in a week whose season makes `season` times the usual number likely.
  void learn(double count, double season);
  double rate() const;  // events per usual week; 0 before anything was learnt

 private:
  static constexpr std::array<double, 6> half_lives_weeks{1, 4, 8, 16, 32, 104};
  double prior_rate() const { return (all_events_ + 0.5) / (all_weeks_ + 1); }
  double rate_of(std::size_t speed) const;
  void believe(double count, double season);

  std::array<double, half_lives_weeks.size()> events_{}, weeks_{}, belief_{};
  double all_events_ = 0, all_weeks_ = 0;
  double error_squares_ = 8, error_weight_ = 8;  // of Pearson's errors: counts spread more than Poisson's law says
};

}  // namespace vigie::foresight
