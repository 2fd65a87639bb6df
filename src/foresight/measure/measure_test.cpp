#include "foresight/measure.h"

#include <gtest/gtest.h>

#include <random>

namespace vigie::foresight {
namespace {

constexpr std::size_t weeks = 208, start = 150;

// Zones of different size with a common season, weekly shocks that all share, and drift of their own: no Poisson panel.
Panel town(std::uint64_t seed, std::size_t zones, double weekly) {
  std::mt19937_64 random(seed);
  Panel panel;
  for (std::size_t week = 0; week < weeks; ++week)
    panel.dates.push_back(Day{std::chrono::year{2020} / 1 / 6} + std::chrono::days{7 * week});
  std::vector<double> shared(weeks);
  for (std::size_t week = 0; week < weeks; ++week)
    shared[week] = (1 + 0.3 * std::sin(static_cast<double>(week) / 8.3)) * std::gamma_distribution<>(40, 1.0 / 40)(random);
  panel.counts.resize(zones * weeks);
  for (std::size_t zone = 0; zone < zones; ++zone) {
    panel.units.push_back(fmt::format("zone {:02}", zone));
    double level = weekly * (0.5 + static_cast<double>(zone % 5) / 3);
    for (std::size_t week = 0; week < weeks; ++week) {
      level *= std::exp(std::normal_distribution<>(0, 0.01)(random));
      panel.counts[zone * weeks + week] =
          std::poisson_distribution<>(level * shared[week] * std::gamma_distribution<>(5, 0.2)(random))(random);
    }
  }
  return panel;
}

MeasureQuestion question(const Panel& panel, std::set<std::string> treated) { return {std::move(treated), panel.dates[start], {}, {}}; }

TEST(Measure, PlacebosRarelyCryAndInjectedFallsAreFound) {
  int cries = 0, found = 0, asked = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    auto panel = town(seed, 24, 5);
    const auto ask = question(panel, {"zone 03", "zone 11", "zone 19"});
    const auto nothing = evaluate_measure(panel, ask).value();
    ASSERT_TRUE(nothing.minimum_detectable_effect);
    cries += nothing.verdict == Verdict::fewer || nothing.verdict == Verdict::more;
    std::mt19937_64 random(seed);
    for (const std::size_t zone : {3, 11, 19})
      for (std::size_t week = start; week < weeks; ++week) {
        auto& count = panel.counts[zone * weeks + week];
        count = std::binomial_distribution<>(static_cast<int>(count), 1 - *nothing.minimum_detectable_effect)(random);
      }
    found += evaluate_measure(panel, ask).value().verdict == Verdict::fewer;
    ++asked;
  }
  // 5 % nominal: more than 11 of 100 has a chance below 0.5 %. The stated effect promises 80 %; 0.9 of that less chance.
  EXPECT_LE(cries, 11);
  EXPECT_GE(found, 64) << "of " << asked;
}

TEST(Measure, EffectIsTheRatioLessOne) {
  auto panel = town(7, 24, 40);
  for (std::size_t week = start; week < weeks; ++week) panel.counts[3 * weeks + week] = std::round(panel.counts[3 * weeks + week] * 0.5);
  const auto report = evaluate_measure(panel, question(panel, {"zone 03"})).value();
  EXPECT_EQ(report.verdict, Verdict::fewer);
  EXPECT_NEAR(*report.effect, -0.5, 0.12);
  EXPECT_LT(*report.low, *report.effect);
  EXPECT_GT(*report.high, *report.effect);
  EXPECT_LT(*report.high, 0);
  EXPECT_LE(*report.p, 0.05);
  EXPECT_NEAR(report.synthetic_control_effect.value(), -0.5, 0.15);
  EXPECT_EQ(report.post, 52U);
  EXPECT_EQ(report.pre, 104U);
  EXPECT_EQ(evaluate_measure(panel, question(panel, {"zone 03"})).value().p, report.p);
}

TEST(Measure, TooLittleDataCannotTell) {
  const auto sparse = town(1, 24, 0.05);
  const auto quiet = evaluate_measure(sparse, question(sparse, {"zone 03"})).value();
  EXPECT_EQ(quiet.verdict, Verdict::cannot_tell);
  EXPECT_FALSE(quiet.effect);
  EXPECT_FALSE(quiet.reason.empty());
  const auto small = town(1, 3, 20);
  EXPECT_EQ(evaluate_measure(small, question(small, {"zone 00"})).value().verdict, Verdict::cannot_tell);
  // Events enough, but weeks too few to see even a halving.
  const auto thin = town(3, 24, 8);
  auto brief = question(thin, {"zone 00"});
  brief.pre = brief.post = 5;
  const auto report = evaluate_measure(thin, brief).value();
  EXPECT_EQ(report.verdict, Verdict::cannot_tell);
}

TEST(Measure, AStartWithinAWeekLeavesThatWeekOut) {
  const auto panel = town(1, 24, 20);
  auto ask = question(panel, {"zone 03"});
  ask.start += std::chrono::days{3};
  ask.pre = start;
  const auto report = evaluate_measure(panel, ask).value();
  EXPECT_EQ(report.pre, start);
  EXPECT_EQ(report.post, 52U);
  ask.pre = start + 1;
  EXPECT_FALSE(evaluate_measure(panel, ask));
}

TEST(Measure, RefusesQuestionsWithoutSense) {
  const auto panel = town(1, 24, 20);
  EXPECT_NE(evaluate_measure(panel, question(panel, {"nowhere"})).error().message.find("'nowhere'"), std::string::npos);
  EXPECT_FALSE(evaluate_measure(panel, question(panel, {})));
  EXPECT_FALSE(evaluate_measure(panel, question(panel, {panel.units.begin(), panel.units.end()})));
  auto late = question(panel, {"zone 03"});
  late.start = std::chrono::year{2030} / 1 / 1;
  EXPECT_FALSE(evaluate_measure(panel, late));
  late = question(panel, {"zone 03"});
  late.post = weeks;
  EXPECT_FALSE(evaluate_measure(panel, late));
}

TEST(Measure, PanelsAreReadWholeOrRefused) {
  const auto panel = parse_panel("unit,date,count\nb,2020-01-13,2\na,2020-01-06,1\nb,2020-01-06,3\n").value();
  EXPECT_EQ(panel.units, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(panel.counts, (std::vector<double>{1, 0, 3, 2}));
  EXPECT_EQ(panel.absent, 1U);
  for (const char* bad :
       {"unit,date,count\n", "unit,date\na,2020-01-06\n", "unit,date,count\na,then,1\n", "unit,date,count\na,2020-01-06,-1\n",
        "unit,date,count\na,2020-01-06,nan\n", "unit,date,count\n,2020-01-06,1\n", "unit,date,count\na,2020-01-06,1\na,2020-01-06,1\n"})
    EXPECT_FALSE(parse_panel(bad)) << bad;
}

}  // namespace
}  // namespace vigie::foresight
