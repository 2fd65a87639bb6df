#include <algorithm>
#include <cmath>
#include <limits>

#include "footfall/features.h"
#include "footfall/history.h"
#include "footfall/intervals.h"
#include "footfall/regression.h"
#include "foresight/footfall.h"

namespace vigie::foresight {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t days_between_solves = 7;
// A counter that has been dead this long is expected to stay so until it speaks again.
constexpr int dead_for_good = 3;

struct Expectation {
  double expected = unknown, low = unknown, high = unknown;
};

double thousandths(double value) { return std::round(value * 1000) / 1000; }  // as written to the file

// What every forecast must beat. Both fall back on the weeks that are there.
double last_week(const Counts& counts, std::int64_t day, std::uint32_t sensor, int hour) {
  for (int week = 1; week <= 4; ++week)
    if (const auto at = day - 7 * week; at >= 0)
      if (const double count = counts.count_at(static_cast<std::uint32_t>(at), sensor, hour); !std::isnan(count)) return count;
  return unknown;
}

double weeks_and_year(const Counts& counts, std::int64_t day, std::uint32_t sensor, int hour) {
  const auto at = [&](std::int64_t one) {
    return one < 0 ? unknown : static_cast<double>(counts.count_at(static_cast<std::uint32_t>(one), sensor, hour));
  };
  double sum = 0;
  int weeks = 0;
  for (int week = 1; week <= 4; ++week)
    if (const double count = at(day - 7 * week); !std::isnan(count)) sum += count, ++weeks;
  const double year = at(day - 364);
  if (weeks == 0) return year;
  return std::isnan(year) ? sum / weeks : 0.75 * sum / weeks + 0.25 * year;
}

// WAPE: sum of |y − f| over sum of y; a missing forecast counts as 0.
struct Score {
  double missed = 0, people = 0;
  void add(double count, double forecast) {
    missed += std::abs(count - (std::isnan(forecast) ? 0 : forecast));
    people += count;
  }
  double wape() const { return missed / people; }
};

class Walk {
 public:
  Walk(const Counts& counts, const Holidays& holidays, const DailyWeather& weather)
      : counts_(counts),
        history_(counts),
        features_(counts, holidays, weather, history_),
        regression_(features_.size()),
        intervals_(counts.sensors.size()),
        forecasts_(counts.sensors.size() * 24),
        rows_(forecasts_.size() * features_.size()) {}

  const std::vector<Expectation>& forecast(std::uint32_t day) {
    if (day % days_between_solves == 0) {
      regression_.solve();
      intervals_.settle();
    }
    history_.open(day);
    features_.open(day);
    for (std::uint32_t sensor = 0; sensor < counts_.sensors.size(); ++sensor)
      for (int hour = 0; hour < 24; ++hour) forecasts_[sensor * 24 + static_cast<std::size_t>(hour)] = expect(day, sensor, hour);
    return forecasts_;
  }

  void learn(std::uint32_t day) {
    history_.learn(day);
    std::vector<double> features, departures, people;
    for (int hour = 0; hour < 24; ++hour) {
      features.clear(), departures.clear(), people.clear();
      for (std::uint32_t sensor = 0; sensor < counts_.sensors.size(); ++sensor) {
        const double departure = history_.departure(day, sensor, hour);
        if (std::isnan(departure)) continue;
        const double* row = row_of(sensor, hour);
        features.insert(features.end(), row, row + features_.size());
        departures.push_back(departure);
        people.push_back(std::exp(history_.base(day, sensor, hour)));
        if (regression_.ready(hour)) intervals_.learn(sensor, hour, departure - regression_.predict(hour, row));
      }
      regression_.learn(hour, features, departures, people);
    }
    regression_.age_by_a_day();
  }

 private:
  double* row_of(std::uint32_t sensor, int hour) {
    return rows_.data() + (sensor * 24 + static_cast<std::size_t>(hour)) * features_.size();
  }

  Expectation expect(std::uint32_t day, std::uint32_t sensor, int hour) {
    const double base = history_.base(day, sensor, hour);
    if (!history_.seen(sensor)) return {};
    // A counter that is only now and then there (or at this hour never) is still forecast: nothing known is zero.
    if (std::isnan(base)) return {0, 0, 0};
    features_.write(sensor, hour, row_of(sensor, hour));
    const double logarithm = base + regression_.predict(hour, row_of(sensor, hour));
    const auto count = [&](double away) { return thousandths(std::max(0.0, std::exp(logarithm + away) - count_offset)); };
    const auto [below, above] = intervals_.around(sensor, hour);
    Expectation one{count(0), count(std::min(below, 0.0)), count(std::max(above, 0.0))};
    if (history_.dead_days(sensor) >= dead_for_good) one.expected = one.low = 0;
    return one;
  }

  const Counts& counts_;
  History history_;
  Features features_;
  Regression regression_;
  Intervals intervals_;
  std::vector<Expectation> forecasts_;
  std::vector<double> rows_;
};

void quote(std::ostream& out, const std::string& name) {
  if (name.find_first_of(",\"\n\r") == std::string::npos) {
    out << name;
    return;
  }
  out << '"';
  for (const char c : name) out << (c == '"' ? "\"\"" : std::string(1, c));
  out << '"';
}

// All 24 hours of each counter known at the time; where the file has the hour, under the time as the file writes it.
void write(std::ostream& out, const Counts& counts, std::uint32_t day, const std::vector<Expectation>& forecasts) {
  const auto date = format_day(counts.first + std::chrono::days{day});
  for (std::uint32_t sensor = 0; sensor < counts.sensors.size(); ++sensor)
    for (int hour = 0; hour < 24; ++hour) {
      const auto& one = forecasts[sensor * 24 + static_cast<std::size_t>(hour)];
      if (std::isnan(one.expected)) continue;
      const auto line = [&](const std::string& time) {
        quote(out, counts.sensors[sensor]);
        out << fmt::format(",{},{}T00:00,{:.3f},{:.3f},{:.3f}\n", time, date, one.expected, one.low, one.high);
      };
      auto at = counts.slots[counts.slot(day, sensor, hour)];
      if (at < 0) line(fmt::format("{}T{:02}:00", date, hour));
      for (; at >= 0; at = counts.rows[static_cast<std::size_t>(at)].next_in_slot) line(counts.rows[static_cast<std::size_t>(at)].time);
    }
}

}  // namespace

Result<FootfallReport> backtest_footfall(const Counts& counts, const Holidays& holidays, const DailyWeather& weather, Day from,
                                         std::optional<Day> to, std::ostream* predictions) {
  const Day end = counts.first + std::chrono::days{counts.days};
  const Day stop = std::min(to.value_or(end), end);
  if (from <= counts.first)
    return fail(ErrorKind::invalid_input,
                fmt::format("--from {}: the counts begin on {}; at least one day must lie before the first forecast", format_day(from),
                            format_day(counts.first)));
  if (from >= stop)
    return fail(ErrorKind::invalid_input, fmt::format("--from {}: no count from then to before {}", format_day(from), format_day(stop)));

  Walk walk(counts, holidays, weather);
  FootfallReport report;
  Score model, week, mix;
  std::size_t covered = 0;
  if (predictions) *predictions << "sensor,time,issued_at,expected,low,high\n";
  const auto first = static_cast<std::uint32_t>((from - counts.first).count()),
             last = static_cast<std::uint32_t>((stop - counts.first).count());
  for (std::uint32_t day = 0; day < last; ++day) {
    const auto& forecasts = walk.forecast(day);
    if (day >= first) {
      if (predictions) write(*predictions, counts, day, forecasts);
      for (std::uint32_t sensor = 0; sensor < counts.sensors.size(); ++sensor)
        for (int hour = 0; hour < 24; ++hour)
          for (auto at = counts.slots[counts.slot(day, sensor, hour)]; at >= 0;
               at = counts.rows[static_cast<std::size_t>(at)].next_in_slot) {
            const double count = counts.rows[static_cast<std::size_t>(at)].count;
            const auto& one = forecasts[sensor * 24 + static_cast<std::size_t>(hour)];
            model.add(count, one.expected);
            week.add(count, last_week(counts, day, sensor, hour));
            mix.add(count, weeks_and_year(counts, day, sensor, hour));
            ++report.n;
            if (std::isnan(one.expected))
              ++report.unissued;
            else if (count >= one.low && count <= one.high)
              ++covered;
          }
    }
    walk.learn(day);
  }
  if (model.people <= 0)
    return fail(ErrorKind::invalid_input,
                fmt::format("all {} counts of the period are zero: an error relative to their sum has no meaning", report.n));
  report.wape = model.wape();
  report.baseline_wape = {{"same_hour_last_week", week.wape()}, {"four_weeks_and_last_year", mix.wape()}};
  report.coverage_90 = static_cast<double>(covered) / static_cast<double>(report.n);
  return report;
}

}  // namespace vigie::foresight
