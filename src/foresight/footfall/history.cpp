#include "footfall/history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace vigie::foresight {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
// A day's totals are compared with this much added, so that a quiet day is no catastrophe in logarithms.
constexpr double total_offset = 50;
// A counter that shows one value all day where at least this many people are usual is dead, not the street empty.
constexpr double alive_total = 50;

struct Mean {
  double sum = 0;
  int n = 0;
  void add(double value) {
    if (!std::isnan(value)) sum += value, ++n;
  }
  double value() const { return n == 0 ? unknown : sum / n; }
};

}  // namespace

History::History(const Counts& counts)
    : counts_(counts),
      logarithm_(counts.slots.size(), unknown),
      base_(counts.slots.size(), unknown),
      city_(std::size_t{counts.days} * 24, unknown),
      day_(std::size_t{counts.days} * counts.sensors.size(), unknown),
      city_day_(counts.days, unknown),
      seen_(counts.sensors.size(), 0),
      dead_days_(counts.sensors.size(), 0) {}

double History::at(const std::vector<float>& values, std::int64_t day, std::uint32_t sensor, int hour) const {
  return day < 0 ? unknown : values[counts_.slot(static_cast<std::uint32_t>(day), sensor, hour)];
}
double History::city_departure(std::int64_t day, int hour) const {
  return day < 0 ? unknown : city_[static_cast<std::size_t>(day) * 24 + static_cast<std::size_t>(hour)];
}
double History::day_departure(std::int64_t day, std::uint32_t sensor) const {
  return day < 0 ? unknown : day_[static_cast<std::size_t>(day) * counts_.sensors.size() + sensor];
}
double History::city_day_departure(std::int64_t day) const { return day < 0 ? unknown : city_day_[static_cast<std::size_t>(day)]; }

// Median of the last four same weekdays; after a long silence older ones; for a new counter the days it has.
double History::usual(std::uint32_t day, std::uint32_t sensor, int hour) const {
  constexpr double none = std::numeric_limits<double>::infinity();  // sorts behind what is known
  std::array<double, 4> recent{none, none, none, none};
  std::size_t n = 0;
  for (std::size_t week = 0; week < recent.size(); ++week)
    if (const double value = logarithm(std::int64_t{day} - 7 * static_cast<std::int64_t>(week + 1), sensor, hour); !std::isnan(value))
      recent[week] = value, ++n;
  std::sort(recent.begin(), recent.end());
  if (n > 0) return n % 2 == 1 ? recent[n / 2] : (recent[n / 2 - 1] + recent[n / 2]) / 2;
  Mean older;
  for (int week = 5; week <= 13 && older.n < 3; ++week) older.add(logarithm(std::int64_t{day} - 7 * week, sensor, hour));
  if (older.n > 0) return older.value();
  Mean any;
  for (int back = 1; back <= 28; ++back) any.add(logarithm(std::int64_t{day} - back, sensor, hour));
  return any.value();
}

void History::open(std::uint32_t day) {
  for (std::uint32_t sensor = 0; sensor < counts_.sensors.size(); ++sensor)
    for (int hour = 0; hour < 24; ++hour) base_[counts_.slot(day, sensor, hour)] = static_cast<float>(usual(day, sensor, hour));
}

void History::learn(std::uint32_t day) {
  Mean city_day;
  std::array<Mean, 24> city;
  for (std::uint32_t sensor = 0; sensor < counts_.sensors.size(); ++sensor) {
    double total = 0, usual_total = 0;
    float least = std::numeric_limits<float>::max(), most = -1;
    int hours = 0, compared = 0;
    for (int hour = 0; hour < 24; ++hour) {
      const float count = counts_.count_at(day, sensor, hour);
      if (std::isnan(count)) continue;
      ++hours;
      least = std::min(least, count);
      most = std::max(most, count);
      logarithm_[counts_.slot(day, sensor, hour)] = static_cast<float>(std::log(count + count_offset));
      const double usual_here = base(day, sensor, hour);
      if (std::isnan(usual_here)) continue;
      ++compared;
      total += count;
      usual_total += std::exp(usual_here);
    }
    if (hours == 0) continue;
    seen_[sensor] = 1;
    const bool dead = hours >= 12 && least == most && (compared == 0 ? most == 0 : usual_total > alive_total + count_offset * compared);
    dead_days_[sensor] = dead ? dead_days_[sensor] + 1 : 0;
    if (dead) {  // what a dead counter says is not learnt from
      for (int hour = 0; hour < 24; ++hour) logarithm_[counts_.slot(day, sensor, hour)] = unknown;
      continue;
    }
    for (int hour = 0; hour < 24; ++hour) city[static_cast<std::size_t>(hour)].add(departure(day, sensor, hour));
    if (compared == 0) continue;
    const double departed = std::log((total + total_offset) / (usual_total + total_offset));
    day_[std::size_t{day} * counts_.sensors.size() + sensor] = static_cast<float>(departed);
    city_day.add(departed);
  }
  city_day_[day] = static_cast<float>(city_day.value());
  for (std::size_t hour = 0; hour < 24; ++hour) city_[std::size_t{day} * 24 + hour] = static_cast<float>(city[hour].value());
}

}  // namespace vigie::foresight
