#pragma once
// How next week's events share out over the cells: half a mixture of decayed maps, half a Poisson regression on their
// logarithms, both refitted on past weeks only (docs/decisions/0050), then the cells' own factors and the plain maps (0052).

#include <Eigen/Core>
#include <array>
#include <deque>
#include <span>
#include <vector>

#include "forecast/decayed_maps.h"
#include "forecast/expert_blend.h"
#include "numerics/poisson_regression.h"

namespace vigie::foresight {

class ShareModel {
 public:
  // `weekly_events`: how many a past week has, to bound what is kept. Borrowed: area and groups. Not movable: the maps point into them.
  ShareModel(const StudyArea& area, const KindGroups& groups, double weekly_events);
  ShareModel(const ShareModel&) = delete;
  ShareModel& operator=(const ShareModel&) = delete;

  // Weeks come in order, each exactly once; `first_day` is the week's first. Before it: the groups' present rates.
  void weigh(const std::vector<double>& rates) { maps_.weigh(rates); }
  // `judged`: the cells' factors and the blend learn from this week, too; from the first refit on.
  void learn(int first_day, std::span<const Event> events, bool judged);
  // Refits on what was learnt so far; `first_day` is the week to come.
  void refit_mixture(int first_day);
  void refit_regression(int first_day);
  void refit_blend() { blend_.refit(); }
  // Shares of the week to come; they add up to 1 and none is 0.
  std::vector<double> shares() const;

 private:
  static constexpr int parts = DecayedMaps::count + 1;  // and the uniform map
  struct Snapshot {
    int first_day;
    DesignBlock block;
  };
  struct Seen {
    int first_day;
    std::array<float, parts> relative;  // what each part said beforehand about the cell where it happened
  };
  std::vector<double> model() const;  // mixture and regression
  const StudyArea& area_;
  DecayedMaps maps_;
  std::deque<Snapshot> snapshots_;
  std::deque<Seen> seen_;
  int weeks_ = 0, snapshot_every_, keep_every_;
  ExpertBlend blend_;
  long events_ = 0;
  std::array<double, parts> weights_;
  Eigen::VectorXd beta_;  // empty: not fitted, the mixture stands alone
};

}  // namespace vigie::foresight
