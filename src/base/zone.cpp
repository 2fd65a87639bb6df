#include "base/zone.h"

#include <date/tz.h>

#include <exception>

namespace vigie {
namespace {
const date::time_zone* tz(const void* handle) { return static_cast<const date::time_zone*>(handle); }
}  // namespace

Result<Zone> Zone::open(const std::string& iana_name) {
  try {
    return Zone{iana_name, date::locate_zone(iana_name)};
  } catch (const std::exception&) {
    return fail(ErrorKind::invalid_input, fmt::format("time zone '{}' is not known; use an IANA name like Europe/Paris", iana_name));
  }
}

LocalTime Zone::to_local(UtcTime time) const {
  const auto info = tz(handle_)->get_info(time);
  const auto local = date::floor<std::chrono::seconds>(tz(handle_)->to_local(time));
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss hms{local - day};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day())), static_cast<int>(hms.hours().count()),
          static_cast<int>(hms.minutes().count()), static_cast<int>(hms.seconds().count()),
          static_cast<int>(info.offset.count()), info.abbrev};
}

UtcTime Zone::from_local(int year, int month, int day, int hour, int minute, int second) const {
  const date::local_time<std::chrono::seconds> local =
      date::local_days{date::year{year} / month / day} + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  return tz(handle_)->to_sys(local, date::choose::earliest);
}

std::string Zone::format(UtcTime time) const {
  const auto l = to_local(time);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", l.year, l.month, l.day, l.hour, l.minute, l.second);
}

UtcTime Zone::day_start(UtcTime time) const {
  const auto l = to_local(time);
  return from_local(l.year, l.month, l.day, 0, 0, 0);
}

}  // namespace vigie
