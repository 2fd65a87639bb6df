#pragma once
// Tomorrow's count of each counter and hour, with a 90 % interval, and the walk-forward test of that forecast.
// Issued at 00:00 of a day from the counts to the end of the day before, the calendar, and weather that is already known.

#include <map>
#include <ostream>
#include <set>

#include "foresight/table.h"

namespace vigie::foresight {

// Hourly counts on the wall clock as the file writes it. Day 0 is `first`.
struct Counts {
  struct Row {
    std::uint32_t sensor, day;
    std::uint8_t hour;
    std::optional<std::int16_t> offset_min;  // tells the two same hours of an autumn day apart
    float count;
    std::int32_t next_in_slot = -1;  // another row of the same sensor, day and hour, with another offset
    std::string time;                // as written
  };
  Day first;
  std::uint32_t days = 0;
  std::vector<std::string> sensors;  // sorted
  std::vector<Row> rows;             // the last one of each repeated sensor and time
  std::vector<std::int32_t> slots;   // [day][sensor][hour] → first row, or -1
  std::size_t read = 0, duplicates = 0;
  std::map<std::string, std::size_t> rejected;  // reason → rows

  std::size_t slot(std::uint32_t day, std::uint32_t sensor, int hour) const {
    return (std::size_t{day} * sensors.size() + sensor) * 24 + static_cast<std::size_t>(hour);
  }
  float count_at(std::uint32_t day, std::uint32_t sensor, int hour) const;  // mean of the slot's rows; NaN without any
};
Result<Counts> parse_counts(std::string_view csv);

// Days that differ from their weekday: single holidays, and whole periods such as school holidays, told apart by length.
struct Holidays {
  std::set<Day> single, period;
};
// Days from the first column of one or several files; each file may hold either sort.
Result<Holidays> parse_holidays(const std::vector<std::string>& csv);

struct DailyWeather {
  std::map<Day, std::pair<double, double>> rain_and_temperature;
};
// Columns date, rain or precipitation, mean_temp or temp_max.
Result<DailyWeather> parse_weather(std::string_view csv);

struct FootfallReport {
  double wape = 0, coverage_90 = 0;
  std::map<std::string, double> baseline_wape;
  std::size_t n = 0;         // sensor-hours in the file that were scored
  std::size_t unissued = 0;  // of them without a forecast (a counter's first day), scored as 0
};
// Walks through the days from `from` to before `to`; writes each day's forecast before it looks at that day.
Result<FootfallReport> backtest_footfall(const Counts& counts, const Holidays& holidays, const DailyWeather& weather, Day from,
                                         std::optional<Day> to, std::ostream* predictions);

}  // namespace vigie::foresight
