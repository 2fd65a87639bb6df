#include "base/clock.h"

#include <date/date.h>

#include <sstream>

namespace vigie {

UtcTime SystemClock::utc_now() const { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

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

namespace {

// date::parse computes with whatever stands where digits should ("12:00:/0" becomes NaN): the shape is looked at first.
bool shaped_like_a_time(std::string_view text) {
  const auto digits = [&](std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    text.remove_prefix(count);
    return count >= least;
  };
  const auto one_of = [&](std::string_view choice) {
    if (text.empty() || choice.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  };
  if (!(digits(4, 4) && one_of("-") && digits(2, 2) && one_of("-") && digits(2, 2) && one_of("T ") && digits(2, 2) && one_of(":") &&
        digits(2, 2)))
    return false;
  if (one_of(":") && !(digits(2, 2) && (!one_of(".") || digits(1, 9)))) return false;
  if (one_of("Zz")) return text.empty();
  if (!one_of("+-") || !digits(2, 2)) return false;
  (void)one_of(":");
  return digits(2, 2) && text.empty();
}

}  // namespace

Result<UtcTime> parse_utc(std::string_view text) {
  const std::string copy{shaped_like_a_time(text) ? text : std::string_view{}};
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
  return fail(ErrorKind::invalid_input,
              fmt::format("time '{}': expected ISO 8601 with an offset, like 2026-03-01T12:00:00Z", text.substr(0, 64)));
}

}  // namespace vigie
