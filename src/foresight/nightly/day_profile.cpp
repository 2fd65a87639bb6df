#include "nightly/day_profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

constexpr int memory_days = 728;      // whole weeks, so that every weekday counts as often
constexpr double weekday_prior = 20;  // events on each weekday
constexpr double part_prior = 50;     // events of the city's mean day in each weekday
constexpr long fewest_with_time = 200;
constexpr int part_minutes = 24 * 60 / static_cast<int>(day_parts);
constexpr std::array<double, 6> candidates{10, 30, 100, 300, 1000, 1e6};

std::size_t weekday(int day) { return static_cast<std::size_t>(((day % 7) + 7 + 3) % 7); }  // 1970-01-01 was a Thursday; Monday is 0

// Dirichlet-multinomial likelihood of all cells' parts, if their own habits spread around the city's with this weight.
double likelihood(const std::vector<std::array<double, day_parts>>& cells, const std::array<double, day_parts>& city, double weight) {
  double sum = 0;
  for (const auto& cell : cells) {
    const double all = std::accumulate(cell.begin(), cell.end(), 0.0);
    if (all == 0) continue;
    sum += std::lgamma(weight) - std::lgamma(weight + all);
    for (std::size_t part = 0; part < day_parts; ++part)
      sum += std::lgamma(weight * city[part] + cell[part]) - std::lgamma(weight * city[part]);
  }
  return sum;
}

}  // namespace

DayProfile::DayProfile(const StudyArea& area, std::span<const Event> events, int at) : own_(static_cast<std::size_t>(area.size())) {
  std::vector<std::array<double, day_parts>> cells(own_.size());
  std::vector<double> days(memory_days);
  weekday_.fill(weekday_prior);
  all_parts_.fill(1);
  long with_time = 0, taken = 0;
  for (const auto& event : events) {
    if (event.day < at - memory_days || event.day >= at) continue;
    const int cell = area.cell_of(event);
    if (cell < 0) continue;
    ++taken;
    weekday_[weekday(event.day)] += 1;
    days[static_cast<std::size_t>(event.day - at + memory_days)] += 1;
    if (event.minute < 0) continue;
    const auto part = static_cast<std::size_t>(event.minute / part_minutes);
    ++with_time;
    part_[weekday(event.day)][part] += 1;
    all_parts_[part] += 1;
    cells[static_cast<std::size_t>(cell)][part] += 1;
  }
  has_parts_ = with_time >= fewest_with_time && 2 * with_time >= taken;
  const auto normalise = [](auto& values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (auto& value : values) value /= sum;
  };
  normalise(weekday_);
  normalise(all_parts_);
  for (auto& parts : part_) {
    for (std::size_t part = 0; part < day_parts; ++part) parts[part] += part_prior * all_parts_[part];
    normalise(parts);
  }
  double squares = 0, counted = 0;
  for (std::size_t week = 0; week + 7 <= days.size(); week += 7) {
    const double all =
        std::accumulate(days.begin() + static_cast<std::ptrdiff_t>(week), days.begin() + static_cast<std::ptrdiff_t>(week) + 7, 0.0);
    if (all < 7) continue;
    for (std::size_t i = week; i < week + 7; ++i) {
      const double said = all * weekday_[weekday(at - memory_days + static_cast<int>(i))];
      squares += (days[i] - said) * (days[i] - said) / said;
    }
    counted += 6;  // the week's own total is taken as known
  }
  if (counted > 0) spread_ = std::max(1.0, squares / counted);
  learn_cells(cells);
}

void DayProfile::learn_cells(const std::vector<std::array<double, day_parts>>& cells) {
  for (auto& own : own_) own.fill(1);
  if (!has_parts_) return;
  own_events_ = *std::max_element(candidates.begin(), candidates.end(),
                                  [&](double a, double b) { return likelihood(cells, all_parts_, a) < likelihood(cells, all_parts_, b); });
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const double all = std::accumulate(cells[cell].begin(), cells[cell].end(), 0.0);
    for (std::size_t part = 0; part < day_parts; ++part)
      own_[cell][part] = (own_events_ * all_parts_[part] + cells[cell][part]) / (own_events_ + all) / all_parts_[part];
  }
}

double DayProfile::day_share(int day) const { return weekday_[weekday(day)]; }

double DayProfile::part_share(int day, std::size_t part, int cell) const {
  const auto& city = part_[weekday(day)];
  const auto& own = own_[static_cast<std::size_t>(cell)];
  double sum = 0;
  for (std::size_t i = 0; i < day_parts; ++i) sum += city[i] * own[i];
  return city[part] * own[part] / sum;
}

}  // namespace vigie::foresight
