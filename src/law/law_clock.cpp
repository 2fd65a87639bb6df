#include "law/law_clock.h"

#include <algorithm>

namespace vigie::law {

// An honest clock that is slewed runs at most 500 ppm slow (adjtime): that much is granted for ever, and a jump never.
constexpr int slowest_part = 2000;

LawClock::LawClock(const Clock& clock, UtcTime known_past, std::chrono::microseconds tolerance)
    : clock_(clock), tolerance_(tolerance), anchor_utc_(std::max(clock.utc_now(), known_past)), anchor_steady_(clock.steady_now()) {}

UtcTime LawClock::expected_locked() const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady_now() - anchor_steady_);
  return anchor_utc_ + elapsed - elapsed / slowest_part;
}

UtcTime LawClock::now() const {
  std::lock_guard lock(mutex_);
  const UtcTime expected = expected_locked(), utc = clock_.utc_now();
  if (utc <= expected) return expected;
  anchor_utc_ = utc;
  anchor_steady_ = clock_.steady_now();
  return utc;
}

Status LawClock::trusted() const {
  std::lock_guard lock(mutex_);
  const UtcTime expected = expected_locked(), utc = clock_.utc_now();
  if (utc + tolerance_ < expected)
    return fail(ErrorKind::denied,
                fmt::format("the clock says {} though it must be at least {}: it was set back; set it right or have it acknowledged",
                            format_utc(utc), format_utc(expected)),
                "clock.doubted");
  return {};
}

void LawClock::acknowledge() {
  std::lock_guard lock(mutex_);
  anchor_utc_ = clock_.utc_now();
  anchor_steady_ = clock_.steady_now();
}

}  // namespace vigie::law
