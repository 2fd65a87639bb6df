#pragma once
// Leads from a source's own stamps to the wall clock of its pictures.
//
// Between restarts a source's time runs with the steady clock, tied to UTC at its start, so that nobody who sets the
// clock moves pictures about. A step of UTC forward ties anew (a restart); a step back waits for the next restart.
// RTCP sender reports would give a camera's own UTC, but cameras' clocks are wrong more often than networks are slow.

#include <optional>

#include "base/clock.h"

namespace vigie::video {

class WallClock {
 public:
  enum class Pace {
    media,    // a file: each picture is due when its stamp says
    arrival,  // a camera: pictures were taken when the least delayed of them arrived
    none,     // tests and benchmarks: media time from the start, nobody waits
  };
  struct Stamps {
    std::int64_t decode_ticks, picture_ticks;  // 1/90000 s, source's own zero
  };
  struct Placed {
    UtcTime at, decode_at;
    SteadyTime due;  // Pace::media: not to be given out before
    bool restarted;
    bool hurry;  // we are behind: what may be dropped should be
  };

  WallClock(Pace pace, const Clock& clock) : pace_(pace), clock_(clock) {}
  // A new round or connection: the next picture ties anew, behind the last one.
  void restart() { tied_ = false; }
  Placed place(Stamps stamps);

 private:
  using Duration = std::chrono::microseconds;
  void tie(SteadyTime now, std::int64_t decode_ticks);
  void shift(Duration by);
  bool follow_utc(SteadyTime now, SteadyTime steady_at, UtcTime utc_at);

  Pace pace_;
  const Clock& clock_;
  bool tied_ = false;
  std::int64_t base_ticks_ = 0, last_ticks_ = 0;
  SteadyTime steady_base_{};
  UtcTime utc_base_{};
  std::optional<UtcTime> last_decode_;
  SteadyTime last_due_{};
  Duration usual_{40'000};  // between pictures
  Duration early_{0};       // how far media time ran ahead of arrival in all
};

}  // namespace vigie::video
