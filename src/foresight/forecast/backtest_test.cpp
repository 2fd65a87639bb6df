#include "foresight/backtest.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <random>

#include "forecast/score.h"
#include "numerics/block_bootstrap.h"
#include "numerics/poisson_regression.h"

namespace vigie::foresight {
namespace {

constexpr int start = 17'532;  // 2018-01-01

// Three years before and half a year after `start`; six events a day, half of them at three corners.
EventSet town() {
  std::mt19937_64 random(7);
  EventSet set;
  for (int day = start - 1095; day < start + 182; ++day)
    for (int i = 0; i < 6; ++i) {
      const auto corner = static_cast<double>(random() % 3);
      if (i < 3)
        set.events.push_back({day, 1000 + 900 * corner, 1300 + 500 * corner});
      else
        set.events.push_back({day, static_cast<double>(random() % 4000), static_cast<double>(random() % 4000)});
    }
  set.read = static_cast<long>(set.events.size());
  return set;
}

Result<Json> run(const EventSet& set, std::string& predictions, int weeks = 26) {
  const BacktestOptions options{.from = start, .to = start + 7 * weeks + 3, .origins = {{0, 0}, {62.5, 125}}};
  return backtest(set, options, [&](const std::string& lines) -> Status { return predictions += lines, Status{}; }, {});
}

TEST(Backtest, FindsTheCornersAndSaysHowWell) {
  std::string predictions;
  const auto result = run(town(), predictions);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_GT((*result)["hit_rate"]["1"].get<double>(), 0.45);
  EXPECT_GT((*result)["information_gain"].get<double>(), (*result)["baselines"]["last_365_days"]["information_gain"].get<double>());
  EXPECT_EQ((*result)["events"], 26 * 7 * 6);
  EXPECT_EQ((*result)["weeks"], 26);  // the part-week is dropped
  for (const auto& bin : (*result)["calibration"]["bins"]) EXPECT_TRUE(std::isfinite(bin["ratio"].get<double>()));
}

TEST(Backtest, PredictionsAreTheSameBytesWhenLaterEventsAreRemoved) {
  std::string all, cut;
  EventSet set = town();
  ASSERT_TRUE(run(set, all));
  const int last = start + 70;
  std::erase_if(set.events, [&](const Event& event) { return event.day >= last; });
  ASSERT_TRUE(run(set, cut));
  const auto until = [&](const std::string& text) {
    std::string out;
    for (std::size_t from = 0; from < text.size();) {
      const auto end = text.find('\n', from);
      const std::string line = text.substr(from, end - from);
      if (line.find(",2018-") == std::string::npos || line.substr(line.find(",2018-") + 1, 10) <= format_day(last)) out += line + '\n';
      from = end + 1;
    }
    return out;
  };
  EXPECT_NE(all, cut);
  EXPECT_EQ(until(all), until(cut));
}

TEST(Backtest, RefusesWhatCannotBeJudged) {
  std::string unused;
  EventSet few = town();
  few.events.resize(199);
  EXPECT_FALSE(run(few, unused));
  EventSet late = town();
  std::erase_if(late.events, [](const Event& event) { return event.day < start; });
  EXPECT_FALSE(run(late, unused));
  EventSet one_cell = town();
  for (auto& event : one_cell.events) event.x_m = event.y_m = 10;
  EXPECT_FALSE(run(one_cell, unused));
  EXPECT_FALSE(run(town(), unused, 0));
}

TEST(StudyArea, IsThePastsCellsAndTheirFourNeighbours) {
  const std::vector<Event> events{{start - 9, 10, 10}, {start - 1, 10, 10}, {start, 5000, 5000}};
  const StudyArea area(geo::Grid{}, events, start);
  EXPECT_EQ(area.size(), 5);
  EXPECT_GE(area.find(geo::Cell{-1, 0}), 0);
  EXPECT_EQ(area.find(geo::Cell{1, 1}), -1);
  EXPECT_EQ(area.known_since(0), start - 9);
}

TEST(Score, FollowsTheDefinitions) {
  std::vector<Event> events;
  for (int i = 0; i < 20; ++i) events.push_back({start - 1, 250.0 * 3 * i + 1, 1});  // 20 × 5 cells, fewer where they touch: none do
  const StudyArea area(geo::Grid{}, events, start);
  ASSERT_EQ(area.size(), 100);
  std::vector<std::vector<float>> expected(1, std::vector<float>(100, 0.5f));
  const int best = area.find(geo::Cell{3, 0});
  expected[0][static_cast<std::size_t>(best)] = 50.5f;  // total 100
  const std::vector<Event> week{{start, 751, 1}, {start + 6, 751, 1}, {start + 1, 1, 1}, {start + 2, 90'000, 1}, {start + 7, 751, 1}};
  const auto scores = score(area, count_test_weeks(area, week, start, 1), expected, {{100, 1, 5}});
  EXPECT_EQ(scores.hits[0][0], 2);  // round(1 % of 100) = 1 cell
  EXPECT_EQ(scores.events[0], 3);
  EXPECT_EQ(scores.all_events[0], 4);
  EXPECT_NEAR(scores.gain[0], 2 * std::log(50.5) + std::log(0.5), 1e-5);
  EXPECT_EQ(scores.inside[0], 1);
}

TEST(PoissonRegression, FindsTheCoefficientsThatMadeTheCounts) {
  std::mt19937_64 random(3);
  DesignBlock block{Eigen::MatrixXf(20'000, 2), Eigen::VectorXf(20'000)};
  for (int i = 0; i < 20'000; ++i) {
    block.features(i, 0) = static_cast<float>(random() % 100) / 100.0f;
    block.features(i, 1) = static_cast<float>(random() % 100) / 100.0f;
    block.counts[i] =
        static_cast<float>(std::poisson_distribution<int>(std::exp(0.3 + 0.8 * block.features(i, 0) - 1.2 * block.features(i, 1)))(random));
  }
  const DesignBlock* const blocks[] = {&block};
  const auto beta = fit_poisson(blocks, Eigen::VectorXd::Ones(20'000), 0);
  ASSERT_TRUE(beta);
  EXPECT_NEAR((*beta)[0], 0.3, 0.05);
  EXPECT_NEAR((*beta)[1], 0.8, 0.06);
  EXPECT_NEAR((*beta)[2], -1.2, 0.06);
  block.counts.setZero();
  EXPECT_FALSE(fit_poisson(blocks, Eigen::VectorXd::Ones(20'000), 0));
}

TEST(BinomialTest, AgreesWithATable) {
  EXPECT_NEAR(binomial_p(1, 5, 0.5), 0.375, 1e-9);
  EXPECT_NEAR(binomial_p(5, 5, 0.5), 0.0625, 1e-9);
}

// The three plain maps' published figures hold the evaluator to the definitions.
TEST(Backtest, ReproducesThePlainMapsOfBarcelona) {
  const std::filesystem::path file = VIGIE_SHARED_DIR "/data/barcelona_collisions/events.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the shared data are measured against, never shipped";
  const auto set = read_events(file, {.kinds = {"collision"}, .crs = "EPSG:25831", .past_ends = start, .now = SystemClock{}.utc_now()});
  ASSERT_TRUE(set) << set.error().message;
  const auto result = backtest(*set, {.from = start, .to = start + 730, .origins = {{0, 0}}}, {}, {});
  ASSERT_TRUE(result) << result.error().message;
  const auto& plain = (*result)["baselines"];
  EXPECT_NEAR(plain["last_365_days"]["information_gain"].get<double>(), 0.738, 0.01);
  EXPECT_NEAR(plain["all_history"]["information_gain"].get<double>(), 0.702, 0.01);
  EXPECT_NEAR(plain["smoothed_history"]["information_gain"].get<double>(), 0.650, 0.01);
  EXPECT_GT((*result)["advantage"]["last_365_days"]["information_gain"]["low"].get<double>(), 0);
}

}  // namespace
}  // namespace vigie::foresight
