#pragma once
// The last layer of the shares: what each cell had more or less than the model said (gamma-Poisson factors, by empirical Bayes), and
// the plain maps themselves, blended by how probable each made the past weeks' events. A cell with a hundred events keeps its own
// rate, one with two follows the model, and where a plain map is as good as the model the blend stays close to it
// (docs/decisions/0052).

#include <array>
#include <deque>
#include <span>
#include <vector>

#include "forecast/decayed_maps.h"

namespace vigie::foresight {

class ExpertBlend {
 public:
  // Borrowed: the area. One in `keep_every` events teaches the blend's weights.
  ExpertBlend(const StudyArea& area, int keep_every);
  // `model`: the shares that the model gave the week before it happened; `maps` as they stood then.
  void learn(int first_day, std::span<const Event> events, const std::vector<double>& model, const DecayedMaps& maps);
  void refit();
  std::vector<double> blend(const std::vector<double>& model, const DecayedMaps& maps) const;

 private:
  static constexpr std::array<double, 2> half_lives_weeks{52, 208};
  static constexpr std::array<double, 3> prior_events{4, 16, 64};
  // Own counts of the cell as the last 365 days and all history have them, nearly: plain maps as the baselines are.
  static constexpr std::array<int, 3> plain_maps{2, 3, 5};
  static constexpr std::size_t experts = half_lives_weeks.size() * prior_events.size() + 1 + plain_maps.size();
  struct Seen {
    int first_day;
    std::array<float, experts> relative;  // what each expert said of the cell where it happened, × cells
  };
  std::array<std::vector<double>, experts> shares_of_experts(const std::vector<double>& model, const DecayedMaps& maps) const;

  const StudyArea& area_;
  int keep_every_;
  long events_ = 0;
  std::array<std::vector<double>, half_lives_weeks.size()> observed_, expected_;  // by cell, fading
  std::deque<Seen> seen_;
  std::array<double, experts> weights_;
};

}  // namespace vigie::foresight
