#include "foresight/place.h"

#include <gmock/gmock.h>

#include <random>

#include "geo/projection.h"
#include "placing/covering.h"

namespace vigie::foresight {
namespace {

using testing::ElementsAre;

TEST(Covering, ChoosesThePairThatGreedAloneWouldMiss) {
  // Site 0 reaches most alone (places 0–3), but sites 1 and 2 together reach all six.
  const CoveringProblem problem{{2, 2, 2, 2, 3, 3}, {{0, 1}, {0, 1}, {0, 2}, {0, 2}, {1}, {2}}, 3, 2};
  const auto best = solve_covering(problem);
  ASSERT_TRUE(best) << best.error().message;
  EXPECT_THAT(best->sites, ElementsAre(1, 2));
  EXPECT_DOUBLE_EQ(best->covered, 14);
  EXPECT_TRUE(best->proven);
}

TEST(Covering, RefusesWhatMakesNoSense) {
  EXPECT_FALSE(solve_covering({{1}, {{0}}, 1, 2}));
  EXPECT_FALSE(solve_covering({{1}, {{0}}, 1, 0}));
  EXPECT_FALSE(solve_covering({{-1}, {{0}}, 1, 1}));
  const auto nothing = solve_covering({{0, 0}, {{0}, {}}, 2, 1});
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->covered, 0);
}

constexpr int at = 17'532;

// Two busy corners 12 km apart near Barcelona; today's only posts stand between them, out of reach of both.
EventSet town() {
  std::mt19937_64 random(3);
  EventSet set;
  set.kinds = {"collision"};
  set.epsg = 25831;
  for (int day = at - 400; day < at + 70; ++day)
    for (int i = 0; i < 6; ++i)
      set.events.push_back({.day = day, .x_m = 425'000 + (i % 2) * 12'000 + static_cast<double>(random() % 500), .y_m = 4'582'000});
  return set;
}

TEST(Place, PutsCrewsWhereEventsAreAndSaysWhatItIsWorth) {
  const auto middle = geo::Projection::open(25831)->inverse({431'000, 4'582'000});
  ASSERT_TRUE(middle);
  const auto report = place_crews(town(), geo::StreetNetwork{}, {.at = at, .minutes = 5, .posts = {*middle, *middle}});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ((*report)["places"].size(), 2u);
  EXPECT_EQ((*report)["weeks_judged"], 10);
  EXPECT_NEAR((*report)["share_in_time"]["forecast"].get<double>(), 1, 1e-9);
  EXPECT_NEAR((*report)["share_in_time"]["posts"].get<double>(), 0, 1e-9);
  EXPECT_GT((*report)["gain"]["over_posts"]["low"].get<double>(), 0.9);
  EXPECT_TRUE((*report)["straight_lines"].get<bool>());
}

TEST(Place, RefusesWithoutCrewsOrEvents) {
  EXPECT_FALSE(place_crews(town(), geo::StreetNetwork{}, {.at = at}));
  EXPECT_FALSE(place_crews(town(), geo::StreetNetwork{}, {.at = at - 390, .crews = 2}));
}

}  // namespace
}  // namespace vigie::foresight
