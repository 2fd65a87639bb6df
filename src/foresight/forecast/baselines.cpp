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

PlainMaps::PlainMaps(const StudyArea& area, std::span<const Event> events)
    : area_(area), events_(events), all_(static_cast<std::size_t>(area.size())), last_(all_) {}

BaselineWeek PlainMaps::week(int day) {
  constexpr int year_days = 365;
  for (; added_ < events_.size() && events_[added_].day < day; ++added_)
    if (const int cell = area_.cell_of(events_[added_]); cell >= 0) {
      all_[static_cast<std::size_t>(cell)] += 1;
      last_[static_cast<std::size_t>(cell)] += 1;
    }
  for (; forgotten_ < added_ && events_[forgotten_].day < day - year_days; ++forgotten_)
    if (const int cell = area_.cell_of(events_[forgotten_]); cell >= 0) last_[static_cast<std::size_t>(cell)] -= 1;
  BaselineWeek week;
  auto& [last, all, smooth] = week.shares;
  last = last_;
  all = all_;
  week.weekly_total = std::max(std::accumulate(last.begin(), last.end(), 0.0) * 7 / year_days, 0.01);
  smooth = smoothed(area_, all);
  to_shares(last);
  to_shares(all);
  to_shares(smooth);
  return week;
}

}  // namespace vigie::foresight
