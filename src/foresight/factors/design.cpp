#include "factors/design.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>

namespace vigie::foresight {
namespace {

constexpr int block_hours = 3, blocks = 24 / block_hours, usual_block = 4;  // 12:00–15:00
constexpr std::array<const char*, 7> weekdays{"Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"};
constexpr long fewest_with_time = 200;
constexpr double wet_mm = 1;
constexpr int fewest_days = 8;  // on which a yes-or-no factor must be yes, and must be no

int weekday(int day) { return ((day % 7) + 7 + 3) % 7; }  // 1970-01-01 was a Thursday; Monday is 0
Day date(int day) { return Day{std::chrono::days{day}}; }
int year(int day) { return static_cast<int>(std::chrono::year_month_day{date(day)}.year()); }

using Value = std::function<double(int day, int block)>;
struct Column {
  Effect effect;
  Value value;
};

// Of the temperatures a file may hold one is enough: they move together.
bool repeats_temperature(const std::string& name, const DailyFactors& factors) {
  for (const char* one : {"mean_temp", "temp_max", "temp_min"}) {
    if (name == one) return false;
    if (factors.contains(one)) return name == "mean_temp" || name == "temp_max" || name == "temp_min";
  }
  return false;
}

// A yes-or-no factor as it is, rain as wet or dry, a temperature by ten degrees, any other by its standard deviation.
Column column_of(const std::string& name, const std::map<Day, double>& values) {
  const auto at = [&values](int day) { return values.at(date(day)); };
  const bool yes_or_no = std::all_of(values.begin(), values.end(), [](const auto& one) { return one.second == 0 || one.second == 1; });
  if (yes_or_no) return {{name, "days with " + name, "days without"}, [at](int day, int) { return at(day); }};
  if (name == "rain" || name == "precipitation")
    return {{name, "days with 1 mm of rain or more", "drier days"}, [at](int day, int) { return at(day) >= wet_mm ? 1.0 : 0.0; }};
  if (name.find("temp") != std::string::npos)
    return {{name, "ten degrees more", "a day as warm as any"}, [at](int day, int) { return at(day) / 10; }};
  double sum = 0, squares = 0;
  for (const auto& [day, value] : values) {
    sum += value;
    squares += value * value;
  }
  const double n = static_cast<double>(values.size()), mean = sum / n, deviation = std::sqrt(std::max(squares / n - mean * mean, 1e-12));
  return {{name, fmt::format("{:.3g} more of {}", deviation, name), "its mean"},
          [at, mean, deviation](int day, int) { return (at(day) - mean) / deviation; }};
}

std::vector<Column> calendar_columns(const Holidays& holidays, bool by_hour) {
  std::vector<Column> columns;
  if (by_hour)
    for (int block = 0; block < blocks; ++block)
      if (block != usual_block)
        columns.push_back(
            {{"hour", fmt::format("the hours from {:02}:00 to {:02}:00", block * block_hours, (block + 1) * block_hours), "12:00 to 15:00"},
             [block](int, int at) { return at == block ? 1.0 : 0.0; }});
  for (int i = 1; i < 7; ++i)
    columns.push_back(
        {{"weekday", weekdays[static_cast<std::size_t>(i)], "Mondays"}, [i](int day, int) { return weekday(day) == i ? 1.0 : 0.0; }});
  if (!holidays.single.empty())
    columns.push_back({{"holiday", "public holidays", "other days"},
                       [&holidays](int day, int) { return holidays.single.contains(date(day)) ? 1.0 : 0.0; }});
  if (!holidays.period.empty())
    columns.push_back({{"school_holiday", "school holidays", "other days"},
                       [&holidays](int day, int) { return holidays.period.contains(date(day)) ? 1.0 : 0.0; }});
  return columns;
}

// Held equal, not told: where the year stands, and which year it is.
std::vector<Column> season_columns(int from, int to) {
  std::vector<Column> columns;
  constexpr double year_days = 365.25;
  for (int harmonic = 1; harmonic <= 2; ++harmonic)
    for (const bool sine : {true, false})
      columns.push_back({{"season", "", "", false}, [harmonic, sine](int day, int) {
                           const double angle = 2 * std::numbers::pi * harmonic * day / year_days;
                           return sine ? std::sin(angle) : std::cos(angle);
                         }});
  for (int one = year(from) + 1; one <= year(to - 1); ++one)
    columns.push_back({{"year", "", "", false}, [one](int day, int) { return year(day) == one ? 1.0 : 0.0; }});
  return columns;
}

}  // namespace

FactorDesign factor_design(const EventSet& set, const DailyFactors& factors, const Holidays& holidays, int from, int to) {
  FactorDesign design;
  long with_time = 0, in_time = 0;
  for (const auto& event : set.events)
    if (event.day >= from && event.day < to) {
      ++in_time;
      with_time += event.minute >= 0;
    }
  design.by_hour = with_time >= fewest_with_time && 2 * with_time >= in_time;
  auto columns = calendar_columns(holidays, design.by_hour);
  for (auto& season : season_columns(from, to)) columns.push_back(std::move(season));
  std::vector<const std::map<Day, double>*> needed;
  for (const auto& [name, values] : factors) {
    if (repeats_temperature(name, factors)) {
      design.passed_over.push_back(name);
      continue;
    }
    needed.push_back(&values);
    columns.push_back(column_of(name, values));
  }
  std::vector<int> days, row_of_day(static_cast<std::size_t>(to - from), -1);
  for (int day = from; day < to; ++day) {
    if (std::all_of(needed.begin(), needed.end(), [&](const auto* values) { return values->contains(date(day)); })) {
      row_of_day[static_cast<std::size_t>(day - from)] = static_cast<int>(days.size());
      days.push_back(day);
    } else {
      ++design.days_left_out;
    }
  }
  design.days = static_cast<long>(days.size());
  const int per_day = design.by_hour ? blocks : 1;
  const auto rows = static_cast<Eigen::Index>(days.size()) * per_day;
  Eigen::MatrixXd all(rows, static_cast<Eigen::Index>(columns.size()) + 1);
  all.col(0).setOnes();
  design.effects.push_back({"", "", "", false});
  Eigen::Index kept = 1;
  for (const auto& column : columns) {
    for (std::size_t i = 0; i < days.size(); ++i)
      for (int block = 0; block < per_day; ++block)
        all(static_cast<Eigen::Index>(i) * per_day + block, kept) = column.value(days[i], block);
    const auto filled = all.col(kept);
    const bool binary = ((filled.array() == 0) || (filled.array() == 1)).all();
    const double yes = filled.sum(), no = static_cast<double>(rows) - yes;
    const double fewest = column.effect.factor == "hour" ? fewest_days : fewest_days * per_day;  // rows of so many days
    const bool varies = rows > 0 && filled.maxCoeff() > filled.minCoeff() && (!binary || (yes >= fewest && no >= fewest));
    if (!varies) {
      if (column.effect.told) design.passed_over.push_back(column.effect.factor);
      continue;  // the next column takes its place
    }
    design.effects.push_back(column.effect);
    ++kept;
  }
  design.columns = all.leftCols(kept);
  design.counts = Eigen::VectorXd::Zero(rows);
  for (const auto& event : set.events) {
    if (event.day < from || event.day >= to) continue;
    const int row = row_of_day[static_cast<std::size_t>(event.day - from)];
    if (row < 0 || (design.by_hour && event.minute < 0)) continue;
    design.counts[row * per_day + (design.by_hour ? event.minute / (60 * block_hours) : 0)] += 1;
  }
  std::map<int, std::size_t> weeks;  // numbered without gaps
  for (const int day : days)
    for (int block = 0; block < per_day; ++block) design.week.push_back(weeks.try_emplace((day - from) / 7, weeks.size()).first->second);
  return design;
}

}  // namespace vigie::foresight
