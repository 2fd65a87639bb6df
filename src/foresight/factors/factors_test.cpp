#include "foresight/factors.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "numerics/clustered_poisson.h"

namespace vigie::foresight {
namespace {

constexpr int start = 17'532;  // 2018-01-01, a Monday
constexpr int days = 730;

// Two years whose weeks have a common mood (so Poisson errors would be too small): Saturdays × 1.5, rain × 0.7, evenings × 2.
EventSet town(const std::map<Day, double>& rain) {
  std::mt19937_64 random(11);
  EventSet set;
  set.kinds = {"collision"};
  double mood = 1;
  for (int day = start; day < start + days; ++day) {
    if ((day - start) % 7 == 0) mood = std::exp(std::normal_distribution<double>(0, 0.3)(random));
    for (int hour = 0; hour < 24; ++hour) {
      double mean = 0.4 * mood;
      if ((day - start) % 7 == 5) mean *= 1.5;
      if (rain.at(Day{std::chrono::days{day}}) >= 1) mean *= 0.7;
      if (hour >= 18 && hour < 21) mean *= 2;
      for (int i = std::poisson_distribution<int>(mean)(random); i > 0; --i)
        set.events.push_back({.day = day, .x_m = 1, .y_m = 1, .minute = static_cast<std::int16_t>(hour * 60 + 30)});
    }
  }
  set.read = static_cast<long>(set.events.size());
  return set;
}

std::map<Day, double> rain() {
  std::mt19937_64 random(5);
  std::map<Day, double> out;
  for (int day = start; day < start + days; ++day) out[Day{std::chrono::days{day}}] = random() % 3 == 0 ? 4.0 : 0.0;
  return out;
}

const Json& effect(const Json& report, const std::string& level) {
  static const Json none;
  for (const auto& one : report["factors"])
    if (one["level"].get<std::string>().find(level) != std::string::npos) return one;
  return none;
}

TEST(Factors, FindsTheRatiosThatMadeTheCounts) {
  const DailyFactors factors{{"rain", rain()}};
  const auto report = explain(town(factors.at("rain")), factors, {}, {});
  ASSERT_TRUE(report) << report.error().message;
  const std::pair<const char*, double> truths[] = {{"Saturdays", 1.5}, {"1 mm of rain", 0.7}, {"18:00 to 21:00", 2.0}, {"Tuesdays", 1.0}};
  for (const auto& [level, truth] : truths) {
    const auto& one = effect(*report, level);
    ASSERT_TRUE(one.is_object()) << level;
    EXPECT_LT(one["low"].get<double>(), truth) << level;
    EXPECT_GT(one["high"].get<double>(), truth) << level;
  }
  EXPECT_NEAR(effect(*report, "1 mm of rain")["ratio"].get<double>(), 0.7, 0.07);
  EXPECT_THAT(effect(*report, "1 mm of rain")["sentence"].get<std::string>(), testing::HasSubstr("goes with"));
  EXPECT_THAT(report->dump(), testing::Not(testing::HasSubstr("because")));
  EXPECT_EQ((*report)["rows"], "days and three hours");
}

TEST(Factors, RefusesByName) {
  DailyFactors factors;
  for (const char* name : {"median_income", "Age", "origin", "share_foreign", "unemployment", "residents_over_65"}) {
    const auto refused = add_factors(fmt::format("date,{}\n2018-01-01,1\n", name), factors);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().kind, ErrorKind::denied) << name;
  }
  EXPECT_EQ(add_factors("date,moon\n2018-01-01,1\n", factors).error().kind, ErrorKind::invalid_input);
  EXPECT_FALSE(add_factors("date,rain\nsoon,1\n", factors));
  ASSERT_TRUE(add_factors("date,rain,weather\n2018-01-01,1.5,drizzle\n2018-01-02,,sun\n", factors));
  EXPECT_EQ(factors.size(), 1u);
  EXPECT_EQ(factors.at("rain").size(), 1u);
  EXPECT_FALSE(add_factors("date,rain\n2018-01-01,1\n", factors));  // given twice
}

TEST(Factors, RefusesWhatIsTooLittle) {
  EventSet few = town(rain());
  few.events.resize(150);
  EXPECT_FALSE(explain(few, {}, {}, {}));
  EXPECT_FALSE(explain(town(rain()), {}, {}, {.from = start, .to = start + 60}));
}

TEST(ClusteredPoisson, ErrorsAreWiderWhereRowsMoveTogether) {
  std::mt19937_64 random(9);
  const int weeks = 100;
  Eigen::MatrixXd design = Eigen::MatrixXd::Ones(weeks * 7, 2);
  Eigen::VectorXd counts(weeks * 7);
  std::vector<std::size_t> cluster;
  for (int row = 0; row < weeks * 7; ++row) {
    static double mood = 0;
    if (row % 7 == 0) mood = std::normal_distribution<double>(0, 0.5)(random);
    design(row, 1) = row / 7 % 2;  // constant within a week: all seven rows say it once
    counts[row] = std::poisson_distribution<int>(20 * std::exp(mood))(random);
    cluster.push_back(static_cast<std::size_t>(row / 7));
  }
  const auto fit = fit_clustered_poisson(design, counts, cluster);
  ASSERT_TRUE(fit) << fit.error().message;
  EXPECT_NEAR(fit->beta[0], std::log(20.0) + 0.125, 0.25);
  EXPECT_NEAR(fit->beta[1], 0, 0.3);
  EXPECT_GT(std::sqrt(fit->covariance(1, 1)), 0.06);  // Poisson's law would say 0.017
  EXPECT_LT(std::sqrt(fit->covariance(1, 1)), 0.2);
  design.col(1).setOnes();
  EXPECT_FALSE(fit_clustered_poisson(design, counts, cluster));
}

}  // namespace
}  // namespace vigie::foresight
