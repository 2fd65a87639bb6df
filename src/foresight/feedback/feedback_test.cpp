#include "foresight/feedback.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "feedback/weighted_draw.h"
#include "foresight/closed_loop.h"

namespace vigie::foresight {
namespace {

TEST(Feedback, TheNaiveUrnRunsAwayAndTheGuardedLoopStays) {
  double naive = 0, guarded = 0;
  int inside = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto shares = simulate_feedback({.find_probability = {0.6, 0.4}}, seed).value();
    naive += shares.naive[0] / 200;
    guarded += shares.guarded[0] / 200;
    inside += shares.guarded[0] >= 0.56 && shares.guarded[0] <= 0.64;
  }
  RecordProperty("naive", std::to_string(naive));
  RecordProperty("guarded", std::to_string(guarded));
  EXPECT_NEAR(naive, 0.88, 0.02);
  EXPECT_NEAR(guarded, 0.60, 0.02);
  EXPECT_GE(inside, 190);
}

TEST(Feedback, OnAGridTheBusiestTenthKeepsItsShare) {
  std::vector<double> chances(100);
  for (std::size_t zone = 0; zone < chances.size(); ++zone) chances[zone] = 0.5 / (1 + static_cast<double>(zone) / 10);
  const auto top = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.begin() + 10, 0.0) / std::accumulate(values.begin(), values.end(), 0.0);
  };
  double naive = 0, guarded = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto shares = simulate_feedback({.find_probability = chances, .rounds = 50'000}, seed).value();
    naive += top(shares.naive) / 20;
    guarded += top(shares.guarded) / 20;
  }
  EXPECT_NEAR(guarded, top(chances), 0.02);
  EXPECT_GT(naive, top(chances) + 0.1);
}

TEST(Feedback, DrawsByWeight) {
  WeightedDraw draw(5, 1);
  draw.set(1, 0);
  draw.set(4, 5);
  EXPECT_DOUBLE_EQ(draw.total(), 8);
  EXPECT_EQ(draw.draw(0.0), 0u);
  EXPECT_EQ(draw.draw(0.124), 0u);
  EXPECT_EQ(draw.draw(0.126), 2u);
  EXPECT_EQ(draw.draw(0.374), 3u);
  EXPECT_EQ(draw.draw(0.376), 4u);
  EXPECT_EQ(draw.draw(0.999), 4u);
}

TEST(ClosedLoop, ReportsTheUrnAndTheGridUnderL40) {
  std::vector<double> rates(60, 1.0);
  for (std::size_t cell = 0; cell < 6; ++cell) rates[cell] = 20;
  const auto report = closed_loop({.true_share = 0.6, .seeds = 40, .rounds = 2000, .grid_rates = rates, .grid_seeds = 10}, {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_NEAR((*report)["two_zones"]["guarded"]["mean"].get<double>(), 0.6, 0.02);
  EXPECT_GT((*report)["two_zones"]["naive"]["mean"].get<double>(), 0.7);
  const auto& grid = (*report)["grid"];
  EXPECT_NEAR(grid["true_top_tenth"].get<double>(), 120.0 / 174, 1e-9);
  EXPECT_NEAR(grid["guarded"]["mean"].get<double>(), 120.0 / 174, 0.03);
  EXPECT_FALSE(closed_loop({.true_share = 1.0}, {}));
  EXPECT_FALSE(closed_loop({.seeds = 0}, {}));
}

TEST(Feedback, LimitsOfL40CannotBeSwitchedOff) {
  EXPECT_EQ(simulate_feedback({.find_probability = {0.6, 0.4}, .directed = 0.6}, 1).error().kind, ErrorKind::denied);
  EXPECT_EQ(simulate_feedback({.find_probability = {0.6, 0.4}, .exploration = 0.05}, 1).error().kind, ErrorKind::denied);
  EXPECT_FALSE(simulate_feedback({.find_probability = {0.6}}, 1));
  EXPECT_FALSE(simulate_feedback({.find_probability = {0.6, std::nan("")}}, 1));
}

}  // namespace
}  // namespace vigie::foresight
