#include "wall_clock.h"

#include <gtest/gtest.h>

namespace vigie::video {
namespace {

using namespace std::chrono_literals;
using Pace = WallClock::Pace;

const UtcTime kStart = from_unix_us(1'795'322'474'000'000);

WallClock::Stamps stamps(std::chrono::milliseconds media) { return {media.count() * 90, media.count() * 90}; }

TEST(WallClock, AFileIsDueAsItsStampsSay) {
  ManualClock clock(kStart);
  WallClock wall(Pace::media, clock);
  const SteadyTime begin = clock.steady_now();
  const auto first = wall.place(stamps(5000ms));
  EXPECT_TRUE(first.restarted);
  EXPECT_EQ(first.at, kStart);
  const auto second = wall.place(stamps(5100ms));
  EXPECT_FALSE(second.restarted);
  EXPECT_EQ(second.at, kStart + 100ms);
  EXPECT_EQ(second.due, begin + 100ms);
}

TEST(WallClock, ANewRoundIsARestartOneIntervalBehindTheLastPicture) {
  ManualClock clock(kStart);
  WallClock wall(Pace::media, clock);
  wall.place(stamps(0ms));
  clock.advance(100ms);
  const auto last = wall.place(stamps(100ms));
  wall.restart();
  const auto again = wall.place(stamps(0ms));
  EXPECT_TRUE(again.restarted);
  EXPECT_EQ(again.at, last.at + 100ms);
  EXPECT_EQ(again.due, last.due + 100ms);
}

TEST(WallClock, AFileThatIsFarBehindGoesOnFromNow) {
  ManualClock clock(kStart);
  WallClock wall(Pace::media, clock);
  wall.place(stamps(0ms));
  clock.advance(500ms);
  EXPECT_TRUE(wall.place(stamps(100ms)).hurry);
  clock.advance(10s);
  EXPECT_EQ(wall.place(stamps(200ms)).at, clock.utc_now());
  EXPECT_FALSE(wall.place(stamps(300ms)).hurry);
}

TEST(WallClock, ACameraIsTiedToItsLeastDelayedPicture) {
  ManualClock clock(kStart);
  WallClock wall(Pace::arrival, clock);
  wall.place(stamps(0ms));  // this one was 80 ms late
  clock.advance(20ms);
  EXPECT_EQ(wall.place(stamps(100ms)).at, kStart + 20ms);
  clock.advance(250ms);  // this one is late again: its time is when it was taken
  const auto late = wall.place(stamps(200ms));
  EXPECT_LT(std::chrono::abs(late.at - (kStart + 120ms)), 1ms);
}

TEST(WallClock, TimeGrowsStrictlyWithinOneConnection) {
  ManualClock clock(kStart);
  WallClock wall(Pace::arrival, clock);
  UtcTime last{};
  for (const auto media : {0ms, 100ms, 90ms, 100ms, 400ms}) {
    const auto placed = wall.place(stamps(media));
    EXPECT_GT(placed.decode_at, last);
    last = placed.decode_at;
  }
}

TEST(WallClock, StampsThatJumpAreARestart) {
  ManualClock clock(kStart);
  WallClock wall(Pace::arrival, clock);
  wall.place(stamps(60'000ms));
  clock.advance(100ms);
  EXPECT_TRUE(wall.place(stamps(0ms)).restarted);
  clock.advance(100ms);
  const auto jumped = wall.place(stamps(3'600'000ms));
  EXPECT_TRUE(jumped.restarted);
  EXPECT_EQ(jumped.at, clock.utc_now());
}

TEST(WallClock, AClockSetForwardTiesAnewAndOneSetBackWaitsForTheNextRestart) {
  ManualClock clock(kStart);
  WallClock wall(Pace::arrival, clock);
  wall.place(stamps(0ms));
  clock.advance(100ms);
  clock.set_utc(kStart + 1h);
  const auto forward = wall.place(stamps(100ms));
  EXPECT_TRUE(forward.restarted);
  EXPECT_EQ(forward.at, kStart + 1h);
  clock.advance(100ms);
  clock.set_utc(kStart);
  const auto back = wall.place(stamps(200ms));
  EXPECT_FALSE(back.restarted);
  EXPECT_EQ(back.at, kStart + 1h + 100ms);
  wall.restart();
  const auto right = wall.place(stamps(300ms));
  EXPECT_TRUE(right.restarted);
  EXPECT_EQ(right.at, kStart);
}

TEST(WallClock, ACameraThatSendsFasterThanLifeIsPacedAsAFile) {
  ManualClock clock(kStart);
  WallClock wall(Pace::arrival, clock);
  WallClock::Placed placed{};
  for (int i = 0; i < 100; ++i) placed = wall.place(stamps(i * 100ms));
  EXPECT_GT(placed.due, clock.steady_now() + 5s);
}

TEST(WallClock, ReorderedPicturesKeepTheirOffset) {
  ManualClock clock(kStart);
  WallClock wall(Pace::none, clock);
  const auto placed = wall.place({0, 18'000});
  EXPECT_EQ(placed.at - placed.decode_at, 200ms);
}

}  // namespace
}  // namespace vigie::video
