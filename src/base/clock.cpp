#include "base/clock.h"

#include <date/date.h>

#include <sstream>

namespace vigie {

UtcTime SystemClock::utc_now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady_now() const { return std::chrono::steady_clock::now(); }

UtcTime ManualClock::utc_now() const {
  std::lock_guard lock(mutex_);
  return utc_;
}

SteadyTime ManualClock::steady_now() const {
  std::lock_guard lock(mutex_);
  return steady_;
}

void ManualClock::advance(std::chrono::microseconds by) {
  std::lock_guard lock(mutex_);
  utc_ += by;
  steady_ += by;
}

void ManualClock::set_utc(UtcTime to) {
  std::lock_guard lock(mutex_);
  utc_ = to;
}

std::string format_utc(UtcTime time) { return date::format("%FT%TZ", time); }

Result<UtcTime> parse_utc(std::string_view text) {
  const std::string copy{text};
  const bool zulu = !copy.empty() && (copy.back() == 'Z' || copy.back() == 'z');
  for (const char* form : {"%FT%H:%M:%S", "%F %H:%M:%S", "%FT%H:%M", "%F %H:%M"}) {
    std::istringstream in{zulu ? copy.substr(0, copy.size() - 1) : copy};
    UtcTime time;
    // %Ez takes "+02:00", %z takes "+0200": both occur in the wild.
    if (zulu) {
      in >> date::parse(form, time);
      if (!in.fail() && in.peek() == std::char_traits<char>::eof()) return time;
    } else {
      for (const char* zone : {"%Ez", "%z"}) {
        std::istringstream again{copy};
        again >> date::parse(std::string{form} + zone, time);
        if (!again.fail() && again.peek() == std::char_traits<char>::eof()) return time;
      }
    }
  }
  return fail(ErrorKind::invalid_input, fmt::format("time '{}': expected ISO 8601 with an offset, like 2026-03-01T12:00:00Z", copy.substr(0, 64)));
}

}  // namespace vigie
