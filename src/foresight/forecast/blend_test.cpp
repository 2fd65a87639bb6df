// What keeps a forecast true where a city changes: levels that follow breaks, kinds that cease, cells that differ.

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "forecast/adaptive_level.h"
#include "forecast/decayed_maps.h"
#include "forecast/expert_blend.h"
#include "forecast/weekly_total.h"

namespace vigie::foresight {
namespace {

TEST(AdaptiveLevel, FollowsABreakWithinAMonthAndHoldsStillWithoutOne) {
  std::mt19937_64 random(1);
  AdaptiveLevel level;
  double worst = 0;
  for (int week = 0; week < 200; ++week) {
    level.learn(std::poisson_distribution<int>(20)(random), 1);
    if (week > 100) worst = std::max(worst, std::abs(level.rate() - 20));
  }
  EXPECT_LT(worst, 2.5);  // a half-life of four weeks alone wanders by twice that
  for (int week = 0; week < 5; ++week) level.learn(std::poisson_distribution<int>(5)(random), 1);
  EXPECT_LT(level.rate(), 14);  // one half-life of 13 weeks would still say 16.5
  for (int week = 0; week < 8; ++week) level.learn(0, 1);
  EXPECT_LT(level.rate(), 4);
}

TEST(AdaptiveLevel, AnOrdinaryYearWithHolidaysIsNoBreak) {
  AdaptiveLevel level;
  for (int week = 0; week < 104; ++week) level.learn(week % 26 == 0 ? 8 : 20, 1);
  EXPECT_NEAR(level.rate(), 19.5, 2);
  EXPECT_EQ(AdaptiveLevel{}.rate(), 0);
}

TEST(DecayedMaps, AKindThatCeasedTakesItsPlacesAlong) {
  std::vector<Event> history;
  for (int day = 0; day < 700; ++day) {
    history.push_back({.day = day, .x_m = 10, .y_m = 10, .kind = 0});
    history.push_back({.day = day, .x_m = 2010, .y_m = 10, .kind = 1});
  }
  const StudyArea area(geo::Grid{}, history, 700);
  const KindGroups groups(history, 700);
  ASSERT_EQ(groups.size(), 3u);
  DecayedMaps maps(area, groups);
  for (int week = 0; week < 100; ++week) maps.add_week(std::span(history).subspan(static_cast<std::size_t>(14 * week), 14));
  std::vector<double> both(3, 7.0), ceased(3, 7.0);
  both[2] = ceased[2] = 0;
  ceased[groups.of(history[1])] = 0.1;
  const int never_forgotten = 5, first = area.cell_of(history[0]), second = area.cell_of(history[1]);
  maps.weigh(both);
  EXPECT_NEAR(maps.relative(never_forgotten, first), maps.relative(never_forgotten, second), 1e-9);
  EXPECT_NEAR(maps.relative(never_forgotten, first), area.size() / 2.0, 1e-9);
  maps.weigh(ceased);
  EXPECT_NEAR(maps.relative(never_forgotten, second) / maps.relative(never_forgotten, first), 0.1 / 7, 1e-9);
}

TEST(DecayedMaps, AgeByTheirHalfLife) {
  const std::vector<Event> history{{.day = 0, .x_m = 10, .y_m = 10}, {.day = 7 * 8, .x_m = 2010, .y_m = 10}};
  const StudyArea area(geo::Grid{}, history, 100);
  const KindGroups groups(history, 100);
  DecayedMaps maps(area, groups);
  EXPECT_EQ(maps.relative(0, 0), 1);  // nothing seen yet
  for (int week = 0; week <= 8; ++week)
    maps.add_week(week == 0 ? std::span(history).first(1) : week == 8 ? std::span(history).last(1) : std::span<const Event>{});
  maps.weigh({1.0});
  EXPECT_NEAR(maps.relative(0, area.cell_of(history[0])) / maps.relative(0, area.cell_of(history[1])), 0.5, 1e-9);
}

TEST(ExpertBlend, ABusyCellKeepsItsOwnRate) {
  std::vector<Event> past;
  for (int i = 0; i < 40; ++i) past.push_back({.day = 0, .x_m = 250.0 * 3 * i + 1, .y_m = 1});
  const StudyArea area(geo::Grid{}, past, 1);
  const KindGroups groups(past, 1);
  DecayedMaps maps(area, groups);
  maps.weigh({1.0});
  ExpertBlend blend(area, 1);
  const std::vector<double> flat(static_cast<std::size_t>(area.size()), 1.0 / area.size());
  EXPECT_EQ(blend.blend(flat, maps), flat);  // nothing has judged the experts yet
  std::mt19937_64 random(2);
  for (int week = 1; week <= 60; ++week) {
    std::vector<Event> events;
    for (int i = 0; i < 10; ++i) events.push_back({.day = 7 * week, .x_m = 1, .y_m = 1});
    for (int i = 0; i < 10; ++i) events.push_back({.day = 7 * week, .x_m = 250.0 * 3 * static_cast<double>(random() % 40) + 1, .y_m = 1});
    blend.learn(7 * week, events, flat, maps);
    maps.add_week(events);
    maps.weigh({20.0});
  }
  blend.refit();
  const auto shares = blend.blend(flat, maps);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
  EXPECT_NEAR(shares[static_cast<std::size_t>(area.cell_of({.x_m = 1, .y_m = 1}))], 0.51, 0.08);
}

TEST(TotalModel, FollowsTheKindThatCeased) {
  TotalModel total(2);
  for (int week = 0; week < 100; ++week) total.learn({20, 15});
  EXPECT_NEAR(total.forecast().expected, 35, 1);
  for (int week = 0; week < 6; ++week) total.learn({20, 0});
  EXPECT_NEAR(total.forecast().expected, 20, 6);
}

}  // namespace
}  // namespace vigie::foresight
