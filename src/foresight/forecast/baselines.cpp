#include "forecast/baselines.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

constexpr double kernel_cells = 0.6;
constexpr int kernel_radius = 2;  // 3.3 standard deviations

std::vector<double> smoothed(const StudyArea& area, const std::vector<double>& counts) {
  std::array<double, 2 * kernel_radius + 1> kernel;
  for (int i = -kernel_radius; i <= kernel_radius; ++i)
    kernel[static_cast<std::size_t>(i + kernel_radius)] = std::exp(-0.5 * i * i / (kernel_cells * kernel_cells));
  std::vector<double> out(counts.size());
  for (std::size_t from = 0; from < counts.size(); ++from) {
    if (counts[from] == 0) continue;
    const auto& cell = area.cells()[from];
    for (int i = -kernel_radius; i <= kernel_radius; ++i)
      for (int j = -kernel_radius; j <= kernel_radius; ++j)
        if (const int to = area.find({cell.x + i, cell.y + j}); to >= 0)
          out[static_cast<std::size_t>(to)] +=
              counts[from] * kernel[static_cast<std::size_t>(i + kernel_radius)] * kernel[static_cast<std::size_t>(j + kernel_radius)];
  }
  return out;
}

void to_shares(std::vector<double>& counts) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0), uniform = 1 / static_cast<double>(counts.size());
  for (double& one : counts) one = total > 0 ? 0.9 * one / total + 0.1 * uniform : uniform;
}

}  // namespace

BaselineWeek baseline_week(const StudyArea& area, std::span<const Event> events, int day) {
  constexpr int year_days = 365;
  BaselineWeek week;
  auto& [last, all, smooth] = week.shares;
  last.resize(static_cast<std::size_t>(area.size()));
  all = last;
  for (const auto& event : events) {
    if (event.day >= day) break;
    const int cell = area.cell_of(event);
    if (cell < 0) continue;
    all[static_cast<std::size_t>(cell)] += 1;
    if (event.day >= day - year_days) last[static_cast<std::size_t>(cell)] += 1;
  }
  const double last_year = std::accumulate(last.begin(), last.end(), 0.0);
  week.weekly_total = std::max(last_year * 7 / year_days, 0.01);
  smooth = smoothed(area, all);
  to_shares(last);
  to_shares(all);
  to_shares(smooth);
  return week;
}

}  // namespace vigie::foresight
