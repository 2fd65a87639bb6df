#include "forecast/decayed_maps.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vigie::foresight {
namespace {

constexpr double reach = 3;  // standard deviations; what lies beyond is 0.3 % of the mass

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// A Gaussian's mass in each of the 2·radius+1 cells around the one that holds `offset` (0…cell_m from its edge).
std::vector<double> masses(double offset_m, double cell_m, double width_m, int radius) {
  std::vector<double> out;
  double below = normal_cdf((-radius * cell_m - offset_m) / width_m);
  for (int i = -radius; i <= radius; ++i) {
    const double above = normal_cdf(((i + 1) * cell_m - offset_m) / width_m);
    out.push_back(above - below);
    below = above;
  }
  return out;
}

}  // namespace

DecayedMaps::DecayedMaps(const StudyArea& area, const KindGroups& groups)
    : area_(area),
      groups_(groups),
      state_(count * groups.size(), std::vector<double>(static_cast<std::size_t>(area.size()), 0.0)),
      total_(count * groups.size(), 0.0),
      weight_(count * groups.size(), 0.0) {}

void DecayedMaps::spread(const geo::Cell& cell, const std::vector<double>& east, const std::vector<double>& north, double events,
                         Fresh& out) const {
  const int radius = static_cast<int>(east.size() / 2);
  for (int i = -radius; i <= radius; ++i)
    for (int j = -radius; j <= radius; ++j)
      if (const int to = area_.find({cell.x + i, cell.y + j}); to >= 0) {
        auto& value = out.values[static_cast<std::size_t>(to)];
        const double mass = events * east[static_cast<std::size_t>(i + radius)] * north[static_cast<std::size_t>(j + radius)];
        if (value == 0) out.touched.push_back(to);
        value += mass;
        out.added += mass;
      }
}

void DecayedMaps::spread_week(std::span<const Event> events, std::size_t group, std::size_t width, Fresh& out) const {
  const double width_m = widths_m[width], cell_m = area_.grid().cell_m();
  const int radius = static_cast<int>(std::ceil(reach * width_m / cell_m));
  if (width_m > 0 && width_m <= cell_m / 2) {
    // Narrow kernels are laid at the event's exact place: on which side of its cell it lies tells which neighbour shares its street.
    for (const auto& event : events) {
      const auto cell = area_.grid().cell_of({event.x_m, event.y_m});
      if (groups_.of(event) != group || !cell || area_.find(*cell) < 0) continue;
      const auto corner = area_.grid().south_west(*cell);
      spread(*cell, masses(event.x_m - corner.x_m, cell_m, width_m, radius), masses(event.y_m - corner.y_m, cell_m, width_m, radius), 1,
             out);
    }
    return;
  }
  // Wide kernels start from the cell's centre: the place within the cell no longer matters and a week's cells are few.
  std::map<int, int> cells;
  for (const auto& event : events)
    if (groups_.of(event) == group)
      if (const int cell = area_.cell_of(event); cell >= 0) ++cells[cell];
  const auto along = width_m > 0 ? masses(cell_m / 2, cell_m, width_m, radius) : std::vector<double>{1};
  for (const auto& [cell, times] : cells) spread(area_.cells()[static_cast<std::size_t>(cell)], along, along, times, out);
}

void DecayedMaps::add_week(std::span<const Event> events) {
  ++weeks_;
  Fresh fresh{std::vector<double>(static_cast<std::size_t>(area_.size())), {}, 0};
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    if (std::none_of(events.begin(), events.end(), [&](const Event& event) { return groups_.of(event) == group; })) continue;
    for (std::size_t w = 0; w < widths_m.size(); ++w) {
      spread_week(events, group, w, fresh);
      for (std::size_t h = 0; h < half_lives_weeks.size(); ++h) {
        const double unit = half_lives_weeks[h] == 0 ? 1.0 : std::exp2(weeks_ / half_lives_weeks[h]);
        const std::size_t at = (w * half_lives_weeks.size() + h) * groups_.size() + group;
        for (const int cell : fresh.touched)
          state_[at][static_cast<std::size_t>(cell)] += unit * fresh.values[static_cast<std::size_t>(cell)];
        total_[at] += unit * fresh.added;
      }
      for (const int cell : fresh.touched) fresh.values[static_cast<std::size_t>(cell)] = 0;
      fresh.touched.clear();
      fresh.added = 0;
    }
  }
}

void DecayedMaps::weigh(const std::vector<double>& rates) {
  const double cells = static_cast<double>(area_.size());
  for (std::size_t map = 0; map < count; ++map) {
    const std::size_t first = map * groups_.size();
    double sum = 0;
    for (std::size_t group = 0; group < groups_.size(); ++group)
      if (total_[first + group] > 0) sum += rates[group];
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      const double total = total_[first + group];
      weight_[first + group] = total > 0 && sum > 0 ? rates[group] / sum / total * cells : 0.0;
    }
  }
}

}  // namespace vigie::foresight
