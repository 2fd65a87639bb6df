#pragma once
// Time as the law sees it: UTC that never runs backwards. The steady clock says how far UTC must have come since the
// highest time seen; a UTC further back than the tolerance is doubted, and while it is doubted nothing is permitted.

#include <mutex>

#include "base/clock.h"

namespace vigie::law {

// Thread-safe. `clock` is borrowed for life.
class LawClock {
 public:
  // `known_past`: a time that certainly has been (the ledger's newest entry): a clock set back across a restart is found too.
  LawClock(const Clock& clock, UtcTime known_past, std::chrono::microseconds tolerance = std::chrono::seconds{2});

  UtcTime now() const;     // never smaller than before, except after `acknowledge`
  Status trusted() const;  // denied "clock.doubted"; trusted again by itself once UTC has caught up
  // A person with the right to do so says that UTC is right now. What had expired before stays expired: see Gate.
  void acknowledge();
  const Clock& clock() const { return clock_; }

 private:
  UtcTime expected_locked() const;
  const Clock& clock_;
  const std::chrono::microseconds tolerance_;
  mutable std::mutex mutex_;
  mutable UtcTime anchor_utc_;
  mutable SteadyTime anchor_steady_;
};

}  // namespace vigie::law
