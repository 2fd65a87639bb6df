#include "footfall/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "footfall/calendar.h"

namespace vigie::foresight {
namespace {

// A departure further than this from the usual (a factor of 4.5) is an outlier: it counts as that much, not more.
double bounded(double value) { return std::isnan(value) ? 0 : std::clamp(value, -1.5, 1.5); }
double flag(bool value) { return value ? 1 : 0; }

constexpr std::array recent_lags{1, 7, 14, 21, 28, 35, 42};
constexpr std::array yearly_lags{364, 728, 1092};  // whole weeks: the same weekday one, two, three years ago
constexpr std::size_t own_features = recent_lags.size() + yearly_lags.size() + 16;

int days_to(Day day, Day (*feast)(int year)) {
  const int year = static_cast<int>(std::chrono::year_month_day{day}.year());
  int nearest = 400;
  for (const int one : {year - 1, year, year + 1})
    if (const auto away = static_cast<int>((feast(one) - day).count()); std::abs(away) < std::abs(nearest)) nearest = away;
  return nearest;
}

Day christmas(int year) { return std::chrono::year{year} / 12 / 25; }

}  // namespace

Features::Features(const Counts& counts, const Holidays& holidays, const DailyWeather& weather, const History& history)
    : counts_(counts), holidays_(holidays), weather_(weather), history_(history) {
  size_ = calendar(0).size() + own_features;
}

std::vector<double> Features::calendar(std::int64_t index) const {
  const Day day = counts_.first + std::chrono::days{index};
  std::vector<double> out{1};
  const auto holiday = [&](int away) { return flag(holidays_.single.contains(day + std::chrono::days{away})); };
  const auto period = [&](int away) { return flag(holidays_.period.contains(day + std::chrono::days{away})); };
  // Around a holiday, and where the days that the base stands on were holidays themselves.
  for (const int away : {-2, -1, 0, 1, 2, -7, -14, -21, -28, -364}) out.push_back(holiday(away));
  for (const int away : {0, -7, -14, -28, -364}) out.push_back(period(away));
  const int xmas = days_to(day, christmas), pascha = days_to(day, easter);
  // Weeks of approach to Christmas, each day from its eve to the second of January, and the sales after it.
  constexpr std::array<std::pair<int, int>, 9> weeks{
      {{35, 28}, {28, 21}, {21, 14}, {14, 7}, {7, 3}, {3, 1}, {-9, -14}, {-14, -20}, {-20, -35}}};
  for (const auto& [upto, above] : weeks) out.push_back(flag(xmas <= upto && xmas > above));
  for (int away = 1; away >= -8; --away) out.push_back(flag(xmas == away));
  for (int away = -3; away <= 7; ++away) out.push_back(flag(pascha == away));
  const auto weekday = std::chrono::weekday{day}.c_encoding();
  for (unsigned one = 0; one < 7; ++one) out.push_back(flag(weekday == one));
  const std::chrono::year_month_day date{day};
  const auto of_month = static_cast<unsigned>(date.day());
  out.push_back(flag(of_month >= 25 || of_month <= 2));  // around pay day
  out.push_back(flag(of_month >= 10 && of_month <= 20));
  const auto of_year = static_cast<double>((day - Day{date.year() / 1 / 1}).count());
  for (int wave = 1; wave <= 3; ++wave) {
    const double angle = 2 * std::numbers::pi * wave * of_year / 365.25;
    out.push_back(std::sin(angle));
    out.push_back(std::cos(angle));
  }
  // Weather that was over when the forecast was issued: it explains away part of yesterday's departure.
  const auto sky = [&](int away) {
    const auto at = weather_.rain_and_temperature.find(day + std::chrono::days{away});
    return at == weather_.rain_and_temperature.end() ? std::pair{0.0, 0.0}
                                                     : std::pair{std::log1p(at->second.first), at->second.second / 10};
  };
  double rain_of_base = 0, warmth = 0;
  for (const int away : {-7, -14, -21, -28}) rain_of_base += sky(away).first / 4;
  for (int away = -14; away <= -2; ++away) warmth += sky(away).second / 13;
  out.push_back(sky(-1).first);
  out.push_back(rain_of_base);
  out.push_back(sky(-1).second - warmth);
  const auto& h = history_;
  for (int back = 1; back <= 1; ++back) out.push_back(bounded(h.city_day_departure(index - back)));
  double week = 0;
  int known = 0;
  for (int back = 1; back <= 7; ++back)
    if (const double one = h.city_day_departure(index - back); !std::isnan(one)) week += one, ++known;
  out.push_back(known == 0 ? 0 : bounded(week / known));
  return out;
}

void Features::open(std::uint32_t day) {
  day_ = day;
  shared_ = calendar(day);
}

void Features::write(std::uint32_t sensor, int hour, double* out) const {
  const auto& h = history_;
  const std::int64_t day = day_;
  out = std::copy(shared_.begin(), shared_.end(), out);
  const double base = h.base(day, sensor, hour);
  for (const int lag : recent_lags) *out++ = bounded(h.logarithm(day - lag, sensor, hour) - base);
  for (const int lag : yearly_lags) *out++ = bounded(h.logarithm(day - lag, sensor, hour) - base);
  *out++ = flag(std::isnan(h.logarithm(day - 364, sensor, hour)));
  *out++ = flag(std::isnan(h.logarithm(day - 728, sensor, hour)));
  for (const int lag : {364, 728}) {  // how the same week of an earlier year moved against its own recent weeks
    *out++ = bounded(h.departure(day - lag, sensor, hour));
    *out++ = bounded(h.city_departure(day - lag, hour));
  }
  for (const int lag : {365, 366}) *out++ = bounded(h.city_departure(day - lag, hour));  // the same date
  for (const int lag : {1, 2, 3, 7}) *out++ = bounded(h.day_departure(day - lag, sensor));
  double week = 0, evening = 0;
  int known = 0, evenings = 0;
  for (int back = 1; back <= 7; ++back)
    if (const double one = h.day_departure(day - back, sensor); !std::isnan(one)) week += one, ++known;
  for (int late = 20; late < 24; ++late)
    if (const double one = h.departure(day - 1, sensor, late); !std::isnan(one)) evening += one, ++evenings;
  *out++ = known == 0 ? 0 : bounded(week / known);
  *out++ = evenings == 0 ? 0 : bounded(evening / evenings);
  *out++ = bounded(h.departure(day - 1, sensor, hour));
  *out++ = bounded(h.departure(day - 7, sensor, hour));
}

}  // namespace vigie::foresight
