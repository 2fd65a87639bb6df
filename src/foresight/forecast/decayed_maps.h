#pragma once
// Maps of past events at several widths of smoothing and lengths of memory, kept up to date week by week. They are the
// components of the mixture and the features of the regression (forecast/share_model.h).

#include <array>
#include <span>
#include <vector>

#include "forecast/study_area.h"

namespace vigie::foresight {

class DecayedMaps {
 public:
  static constexpr std::array<double, 6> widths_m{0, 40, 90, 180, 350, 800};  // standard deviation of a Gaussian; 0: the cell's own events
  static constexpr std::array<double, 6> half_lives_weeks{8, 20, 52, 104, 260, 0};  // 0: never forgotten
  static constexpr int count = static_cast<int>(widths_m.size() * half_lives_weeks.size());

  explicit DecayedMaps(const StudyArea& area);  // borrowed for this object's life
  // Ages all maps by a week and adds its events (those outside the area are passed over).
  void add_week(std::span<const Event> events);
  bool empty() const { return seen_ == 0; }
  // The map's value in a cell relative to its mean over the area; 1 where nothing was seen yet.
  double relative(int map, int cell) const {
    const auto m = static_cast<std::size_t>(map);
    return total_[m] > 0 ? state_[m][static_cast<std::size_t>(cell)] / total_[m] * static_cast<double>(area_.size()) : 1.0;
  }

 private:
  void spread_events(std::span<const Event> events, double width_m, std::vector<double>& out) const;
  void spread_cells(const std::vector<int>& cells, double width_m, std::vector<double>& out) const;
  const StudyArea& area_;
  std::vector<std::vector<double>> state_;  // [map][cell]; map = width × half-lives + half-life
  std::vector<double> total_;
  long seen_ = 0;
};

}  // namespace vigie::foresight
