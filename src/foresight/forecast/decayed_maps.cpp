#include "forecast/decayed_maps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

DecayedMaps::DecayedMaps(const StudyArea& area)
    : area_(area), state_(count, std::vector<double>(static_cast<std::size_t>(area.size()), 0.0)), total_(count, 0.0) {}

// Narrow kernels are laid at the event's exact place: on which side of its cell it lies tells which neighbour shares its street.
void DecayedMaps::spread_events(std::span<const Event> events, double width_m, std::vector<double>& out) const {
  const double cell_m = area_.grid().cell_m();
  const int radius = static_cast<int>(std::ceil(reach * width_m / cell_m));
  for (const auto& event : events) {
    const auto cell = area_.grid().cell_of({event.x_m, event.y_m});
    if (!cell || area_.find(*cell) < 0) continue;
    const auto corner = area_.grid().south_west(*cell);
    const auto east = masses(event.x_m - corner.x_m, cell_m, width_m, radius),
               north = masses(event.y_m - corner.y_m, cell_m, width_m, radius);
    for (int i = -radius; i <= radius; ++i)
      for (int j = -radius; j <= radius; ++j)
        if (const int to = area_.find({cell->x + i, cell->y + j}); to >= 0)
          out[static_cast<std::size_t>(to)] += east[static_cast<std::size_t>(i + radius)] * north[static_cast<std::size_t>(j + radius)];
  }
}

// Wide kernels start from the cell's centre: the place within the cell no longer matters and a week's cells are few.
void DecayedMaps::spread_cells(const std::vector<int>& cells, double width_m, std::vector<double>& out) const {
  const double cell_m = area_.grid().cell_m();
  const int radius = static_cast<int>(std::ceil(reach * width_m / cell_m));
  const auto along = masses(cell_m / 2, cell_m, width_m, radius);
  for (const int from : cells) {
    const auto& cell = area_.cells()[static_cast<std::size_t>(from)];
    for (int i = -radius; i <= radius; ++i)
      for (int j = -radius; j <= radius; ++j)
        if (const int to = area_.find({cell.x + i, cell.y + j}); to >= 0)
          out[static_cast<std::size_t>(to)] += along[static_cast<std::size_t>(i + radius)] * along[static_cast<std::size_t>(j + radius)];
  }
}

void DecayedMaps::add_week(std::span<const Event> events) {
  std::vector<int> cells;
  for (const auto& event : events)
    if (const int cell = area_.cell_of(event); cell >= 0) cells.push_back(cell);
  seen_ += static_cast<long>(cells.size());
  std::vector<double> fresh(static_cast<std::size_t>(area_.size()));
  for (std::size_t w = 0; w < widths_m.size(); ++w) {
    std::fill(fresh.begin(), fresh.end(), 0.0);
    if (widths_m[w] == 0)
      for (const int cell : cells) fresh[static_cast<std::size_t>(cell)] += 1;
    else if (widths_m[w] <= area_.grid().cell_m() / 2)
      spread_events(events, widths_m[w], fresh);
    else
      spread_cells(cells, widths_m[w], fresh);
    const double added = std::accumulate(fresh.begin(), fresh.end(), 0.0);
    for (std::size_t h = 0; h < half_lives_weeks.size(); ++h) {
      const double keep = half_lives_weeks[h] == 0 ? 1.0 : std::exp2(-1 / half_lives_weeks[h]);
      auto& state = state_[w * half_lives_weeks.size() + h];
      auto& total = total_[w * half_lives_weeks.size() + h];
      for (std::size_t i = 0; i < state.size(); ++i) state[i] = keep * state[i] + fresh[i];
      total = keep * total + added;
    }
  }
}

}  // namespace vigie::foresight
