#include "footfall/calendar.h"

#include <algorithm>

namespace vigie::foresight {
namespace {

// Listed days at most three apart belong together (weekends and public holidays lie between); five of them make a period.
constexpr int gap_days = 3;
constexpr std::ptrdiff_t period_days = 5;

}  // namespace

Day easter(int year) {
  // Anonymous Gregorian computus (Meeus, Astronomical Algorithms, 1991, chapter 8).
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  const int month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
  return std::chrono::year{year} / month / day;
}

Result<Holidays> parse_holidays(const std::vector<std::string>& files) {
  Holidays holidays;
  for (const auto& text : files) {
    CsvReader reader(text);
    Fields fields;
    std::set<Day> days;
    for (bool first = true;; first = false) {
      VIGIE_TRY(const bool more, reader.next(fields));
      if (!more) break;
      if (fields[0].empty()) continue;
      if (const auto day = parse_day(fields[0]))
        days.insert(*day);
      else if (!first)
        return fail(ErrorKind::invalid_input, fmt::format("line {}: '{}' is no date; write 2016-12-26, 26/12/2016 or 26-Dec-2016",
                                                          reader.line(), fields[0].substr(0, 40)));
    }
    if (days.empty()) return fail(ErrorKind::invalid_input, "the file names no day; its first column must be dates");
    for (auto at = days.begin(); at != days.end();) {
      auto end = std::next(at);
      while (end != days.end() && (*end - *std::prev(end)).count() <= gap_days) ++end;
      (std::distance(at, end) >= period_days ? holidays.period : holidays.single).insert(at, end);
      at = end;
    }
  }
  return holidays;
}

Result<DailyWeather> parse_weather(std::string_view csv) {
  CsvReader reader(csv);
  Fields header;
  VIGIE_TRY(const bool any, reader.next(header));
  if (!any) return fail(ErrorKind::invalid_input, "the file is empty");
  const auto named = [&](std::string_view one, std::string_view other) -> std::string {
    for (const auto& field : header)
      if (field == one || field == other) return std::string(field);
    return std::string(one);
  };
  DailyWeather weather;
  VIGIE_CHECK(for_each_row(
      csv, {"date", named("rain", "precipitation"), named("mean_temp", "temp_max")}, [&](std::size_t line, const Fields& fields) -> Status {
        const auto day = parse_day(fields[0]);
        if (!day)
          return fail(ErrorKind::invalid_input,
                      fmt::format("line {}: '{}' is no date; write 2016-12-26 or 26/12/2016", line, fields[0].substr(0, 40)));
        const auto rain = parse_number(fields[1]), temperature = parse_number(fields[2]);
        if (rain && temperature && *rain >= 0) weather.rain_and_temperature[*day] = {*rain, *temperature};
        return {};
      }));
  if (weather.rain_and_temperature.empty()) return fail(ErrorKind::invalid_input, "no day of the file has rain and temperature");
  return weather;
}

}  // namespace vigie::foresight
