#pragma once
// The columns of the footfall regression, all known at 00:00 of the day.

#include <vector>

#include "footfall/history.h"

namespace vigie::foresight {

class Features {
 public:
  Features(const Counts& counts, const Holidays& holidays, const DailyWeather& weather, const History& history);
  // How many values write() appends; the same for each hour.
  std::size_t size() const { return size_; }
  // Works out the day's part, which all counters and hours share.
  void open(std::uint32_t day);
  void write(std::uint32_t sensor, int hour, double* out) const;

 private:
  std::vector<double> calendar(std::int64_t day) const;
  const Counts& counts_;
  const Holidays& holidays_;
  const DailyWeather& weather_;
  const History& history_;
  std::uint32_t day_ = 0;
  std::vector<double> shared_;
  std::size_t size_ = 0;
};

}  // namespace vigie::foresight
