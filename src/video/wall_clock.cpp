#include "wall_clock.h"

#include <algorithm>

namespace vigie::video {
namespace {

using namespace std::chrono_literals;
constexpr auto kLate = 2s;  // a file that is further behind than this goes on from now instead of hurrying
constexpr auto kBehindMedia = 250ms;
constexpr auto kBehindArrival = 1s;   // a network may stumble for a moment
constexpr auto kClockStep = 2s;       // UTC stepped
constexpr auto kFasterThanLife = 3s;  // a "camera" that sends so much ahead of time is a file: pace it
constexpr auto kMediaJump = 10s;      // stamps that jump so far belong to something else
constexpr auto kMediaBack = 1s;
constexpr auto kMostReorder = 5s;
constexpr auto kStep = 12us;          // more than one tick
constexpr std::int64_t kLeak = 2000;  // a late camera's clock is followed by 1/2000 of the time, 500 ppm

std::chrono::microseconds from_ticks_us(std::int64_t ticks) { return std::chrono::microseconds{ticks * 100 / 9}; }

template <typename T>
std::chrono::microseconds as_us(T duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration);
}

}  // namespace

void WallClock::tie(SteadyTime now, std::int64_t decode_ticks) {
  base_ticks_ = decode_ticks;
  early_ = 0us;
  if (pace_ == Pace::none) {
    utc_base_ = last_decode_ ? *last_decode_ + usual_ : clock_.utc_now();
    steady_base_ = now;
    return;
  }
  steady_base_ = last_decode_ && pace_ == Pace::media ? std::max(now, last_due_ + usual_) : now;
  utc_base_ = clock_.utc_now() + as_us(steady_base_ - now);
  // A restart right behind the last picture must not overtake it; an hour back is a clock that was put right.
  if (last_decode_ && utc_base_ <= *last_decode_ && *last_decode_ - utc_base_ < kMediaJump) utc_base_ = *last_decode_ + usual_;
  tied_ = true;
}

void WallClock::shift(Duration by) {
  steady_base_ += by;
  utc_base_ += by;
}

bool WallClock::follow_utc(SteadyTime now, SteadyTime steady_at, UtcTime utc_at) {
  const auto step = clock_.utc_now() + as_us(steady_at - now) - utc_at;
  if (step <= kClockStep) return false;
  utc_base_ += step;
  return true;
}

WallClock::Placed WallClock::place(Stamps stamps) {
  const SteadyTime now = clock_.steady_now();
  const auto since_last = tied_ ? from_ticks_us(stamps.decode_ticks - last_ticks_) : Duration{0};
  bool restarted = !tied_ || since_last > kMediaJump || since_last < -kMediaBack;
  if (restarted) tie(now, stamps.decode_ticks);
  tied_ = true;
  if (!restarted && since_last > 0us) usual_ = std::min<Duration>(since_last, 1s);
  last_ticks_ = stamps.decode_ticks;

  const auto offset = from_ticks_us(stamps.decode_ticks - base_ticks_);
  const auto late = as_us(now - (steady_base_ + offset));
  if (pace_ == Pace::media && late > kLate) shift(late);
  if (pace_ == Pace::arrival && late < 0us) {
    shift(late);
    early_ -= late;
    if (early_ > kFasterThanLife) pace_ = Pace::media;
  } else if (pace_ == Pace::arrival) {
    shift(std::min<Duration>(late, std::max(since_last, 0us) / kLeak));
  }
  const SteadyTime steady_at = steady_base_ + offset;
  if (pace_ != Pace::none && follow_utc(now, steady_at, utc_base_ + offset)) restarted = true;

  Placed placed{};
  placed.decode_at = utc_base_ + offset;
  // After a restart time may go back (a clock put right); within one it never does.
  if (last_decode_ && !restarted) placed.decode_at = std::max(placed.decode_at, *last_decode_ + kStep);
  placed.at = placed.decode_at + std::clamp<Duration>(from_ticks_us(stamps.picture_ticks - stamps.decode_ticks), 0us, kMostReorder);
  placed.due = pace_ == Pace::media ? steady_at : now;
  placed.restarted = restarted;
  placed.hurry = (pace_ == Pace::media && late > kBehindMedia) || (pace_ == Pace::arrival && late > kBehindArrival);
  last_decode_ = placed.decode_at;
  last_due_ = placed.due;
  return placed;
}

}  // namespace vigie::video
