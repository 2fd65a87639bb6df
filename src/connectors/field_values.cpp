#include "field_values.h"

#include <array>
#include <charconv>
#include <cmath>

namespace vigie::connectors {
namespace {

constexpr std::size_t most_hours_remembered = 100'000;

// Reads exactly `least` to `most` digits.
bool digits(std::string_view& text, std::size_t least, std::size_t most, int& value) {
  std::size_t count = 0;
  value = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') value = value * 10 + (text[count++] - '0');
  text.remove_prefix(count);
  return count >= least;
}

bool literal(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool offset(std::string_view& text, std::optional<int>& seconds) {
  if (literal(text, 'Z') || literal(text, 'z')) {
    seconds = 0;
    return true;
  }
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hours = 0, minutes = 0;
  if (!digits(text, 2, 2, hours)) return false;
  literal(text, ':');
  if (!text.empty() && !digits(text, 2, 2, minutes)) return false;
  if (hours > 14 || minutes > 59) return false;
  seconds = sign * (hours * 3600 + minutes * 60);
  return true;
}

// ISO 8601: date, optionally T or a blank and a time, optionally a fraction (left out) and an offset.
std::optional<CivilTime> parse_iso(std::string_view text) {
  using Precision = CivilTime::Precision;
  CivilTime time;
  if (!digits(text, 4, 4, time.year) || !literal(text, '-') || !digits(text, 2, 2, time.month) || !literal(text, '-') ||
      !digits(text, 2, 2, time.day))
    return std::nullopt;
  time.precision = Precision::day;
  if (text.empty()) return time;
  if (!literal(text, 'T') && !literal(text, ' ')) return std::nullopt;
  if (!digits(text, 2, 2, time.hour)) return std::nullopt;
  time.precision = Precision::hour;
  if (literal(text, ':')) {
    if (!digits(text, 2, 2, time.minute)) return std::nullopt;
    time.precision = Precision::minute;
    if (literal(text, ':')) {
      if (!digits(text, 2, 2, time.second)) return std::nullopt;
      time.precision = Precision::second;
      int ignored = 0;
      if ((literal(text, '.') || literal(text, ',')) && !digits(text, 1, 9, ignored)) return std::nullopt;
    }
  }
  if (!text.empty() && !offset(text, time.offset_s)) return std::nullopt;
  return text.empty() ? std::optional{time} : std::nullopt;
}

std::int64_t hour_number(const CivilTime& time) { return ((std::int64_t{time.year} * 16 + time.month) * 32 + time.day) * 32 + time.hour; }

}  // namespace

std::optional<double> parse_number(std::string_view text, std::string_view decimal_marks) {
  std::array<char, 40> plain;
  if (text.empty() || text.size() > plain.size()) return std::nullopt;
  bool marked = false, digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      digit = true;
      plain[i] = c;
    } else if (i == 0 && c == '-') {
      plain[i] = c;
    } else if (!marked && decimal_marks.find(c) != std::string_view::npos) {
      marked = true;
      plain[i] = '.';
    } else {
      return std::nullopt;
    }
  }
  double value = 0;
  const char* end = plain.data() + text.size();
  const auto [stopped, error] = std::from_chars(plain.data(), end, value);
  if (!digit || error != std::errc{} || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || stopped != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<CivilTime> parse_time(std::string_view text, std::string_view format) {
  if (format == "iso") return parse_iso(text);
  using Precision = CivilTime::Precision;
  CivilTime time;
  time.precision = Precision::day;
  const auto finer = [&](Precision precision) { time.precision = std::max(time.precision, precision); };
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      if (!literal(text, format[i])) return std::nullopt;
      continue;
    }
    bool read = false;
    switch (++i < format.size() ? format[i] : '\0') {
      case 'Y':
        read = digits(text, 4, 4, time.year);
        break;
      case 'm':
        read = digits(text, 1, 2, time.month);
        break;
      case 'd':
        read = digits(text, 1, 2, time.day);
        break;
      case 'H':
        read = digits(text, 1, 2, time.hour);
        finer(Precision::hour);
        break;
      case 'M':
        read = digits(text, 1, 2, time.minute);
        finer(Precision::minute);
        break;
      case 'S':
        read = digits(text, 1, 2, time.second);
        finer(Precision::second);
        break;
      case 'z':
        read = offset(text, time.offset_s);
        break;
      default:
        break;
    }
    if (!read) return std::nullopt;
  }
  return text.empty() ? std::optional{time} : std::nullopt;
}

bool exists(const CivilTime& time) {
  const std::chrono::year_month_day date{std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)},
                                         std::chrono::day{static_cast<unsigned>(time.day)}};
  return time.year >= 1900 && time.year <= 2200 && date.ok() && time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 &&
         time.second >= 0 && time.second < 60;
}

ZoneHours::Hour ZoneHours::hour(const CivilTime& time) {
  const auto number = hour_number(time);
  if (const auto known = hours_.find(number); known != hours_.end()) return known->second;
  const UtcTime begin = zone_.from_local(time.year, time.month, time.day, time.hour, 0, 0);
  const auto same = [&](UtcTime at) {
    const LocalTime local = zone_.to_local(at);
    return local.day == time.day && local.hour == time.hour;
  };
  const ClockChange change = !same(begin)                          ? ClockChange::skipped
                             : same(begin + std::chrono::hours{1}) ? ClockChange::repeated
                                                                   : ClockChange::none;
  if (hours_.size() >= most_hours_remembered) hours_.clear();
  return hours_.emplace(number, Hour{begin, change}).first->second;
}

city::Interval ZoneHours::interval(const CivilTime& time, ClockChange& change) {
  using Precision = CivilTime::Precision;
  change = ClockChange::none;
  UtcTime from;
  const auto within_hour = std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
  if (time.offset_s) {
    const std::chrono::sys_days date = std::chrono::year{time.year} / time.month / time.day;
    from = UtcTime{date} + std::chrono::hours{time.hour} + within_hour - std::chrono::seconds{*time.offset_s};
  } else {
    const Hour begin = hour(time);
    change = time.precision == Precision::day ? ClockChange::none : begin.change;
    from = begin.begin + within_hour;
  }
  if (time.precision == Precision::hour) return {from, from + std::chrono::hours{1}};
  if (time.precision == Precision::day) return {from, zone_.day_start(from + std::chrono::hours{26})};
  return {from, from};
}

}  // namespace vigie::connectors
