#pragma once
// What is known of the counters at 00:00 of a day: logarithms of counts, their base (the same hours of recent weeks), and how
// far each day lay from its base. Nothing of the day itself or later is read before learn().

#include <vector>

#include "foresight/footfall.h"

namespace vigie::foresight {

// log(count + offset): an empty hour stays finite, and small counts weigh little.
constexpr double count_offset = 5;

class History {
 public:
  explicit History(const Counts& counts);
  // Works out the base of the day's hours from the days before.
  void open(std::uint32_t day);
  // Takes in the day's counts.
  void learn(std::uint32_t day);

  // NaN where unknown, also before the first day.
  double logarithm(std::int64_t day, std::uint32_t sensor, int hour) const { return at(logarithm_, day, sensor, hour); }
  double base(std::int64_t day, std::uint32_t sensor, int hour) const { return at(base_, day, sensor, hour); }
  double departure(std::int64_t day, std::uint32_t sensor, int hour) const {
    return logarithm(day, sensor, hour) - base(day, sensor, hour);
  }
  double city_departure(std::int64_t day, int hour) const;             // mean over counters
  double day_departure(std::int64_t day, std::uint32_t sensor) const;  // of the day's total
  double city_day_departure(std::int64_t day) const;
  bool seen(std::uint32_t sensor) const { return seen_[sensor] != 0; }      // on an earlier day
  int dead_days(std::uint32_t sensor) const { return dead_days_[sensor]; }  // in a row, up to the last day learnt

 private:
  double at(const std::vector<float>& values, std::int64_t day, std::uint32_t sensor, int hour) const;
  double usual(std::uint32_t day, std::uint32_t sensor, int hour) const;
  const Counts& counts_;
  std::vector<float> logarithm_, base_, city_, day_, city_day_;
  std::vector<char> seen_;
  std::vector<int> dead_days_;
};

}  // namespace vigie::foresight
