#pragma once
// Maps of past events at several widths of smoothing and lengths of memory, kept up to date week by week. They are the
// components of the mixture and the features of the regression (forecast/share_model.h). Each group of kinds has maps of its own,
// added up at the groups' present rates: where a kind has ceased, its old places go with it.

#include <array>
#include <span>
#include <vector>

#include "forecast/kind_groups.h"
#include "forecast/study_area.h"

namespace vigie::foresight {

class DecayedMaps {
 public:
  static constexpr std::array<double, 6> widths_m{0, 40, 90, 180, 350, 800};  // standard deviation of a Gaussian; 0: the cell's own events
  static constexpr std::array<double, 6> half_lives_weeks{8, 20, 52, 104, 260, 0};  // 0: never forgotten
  static constexpr int count = static_cast<int>(widths_m.size() * half_lives_weeks.size());

  DecayedMaps(const StudyArea& area, const KindGroups& groups);  // both borrowed for this object's life
  // Ages all maps by a week and adds its events (those outside the area are passed over).
  void add_week(std::span<const Event> events);
  // Present rates of the groups, by which their maps are added up from now on. Called again after add_week.
  void weigh(const std::vector<double>& rates);
  // The map's value in a cell relative to its mean over the area; 1 where nothing was seen yet.
  double relative(int map, int cell) const {
    const std::size_t first = static_cast<std::size_t>(map) * groups_.size();
    double value = 0;
    bool any = false;
    for (std::size_t at = first; at < first + groups_.size(); ++at)
      if (weight_[at] > 0) {
        any = true;
        value += weight_[at] * state_[at][static_cast<std::size_t>(cell)];
      }
    return any ? value : 1.0;
  }

 private:
  struct Fresh {
    std::vector<double> values;  // by cell, of one week, group and width
    std::vector<int> touched;
    double added = 0;
  };
  void spread(const geo::Cell& cell, const std::vector<double>& east, const std::vector<double>& north, double count, Fresh& out) const;
  void spread_week(std::span<const Event> events, std::size_t group, std::size_t width, Fresh& out) const;
  const StudyArea& area_;
  const KindGroups& groups_;
  // [map × groups + group][cell]; map = width × half-lives + half-life. In units that grow as old events fade, so that a week
  // touches only the cells where something happened.
  std::vector<std::vector<double>> state_;
  std::vector<double> total_, weight_;
  int weeks_ = 0;
};

}  // namespace vigie::foresight
