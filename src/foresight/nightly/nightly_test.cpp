#include "foresight/nightly.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "nightly/day_profile.h"
#include "numerics/count_interval.h"

namespace vigie::foresight {
namespace {

constexpr int at = 17'532;  // 2018-01-01, a Monday

// Three years before and a week after `at`: so many events a day, half of them at three corners, one corner in the evenings only.
EventSet town(int per_day) {
  std::mt19937_64 random(7);
  EventSet set;
  set.kinds = {"collision"};
  for (int day = at - 1095; day < at + 7; ++day)
    for (int i = 0; i < per_day; ++i) {
      const auto corner = random() % 3;
      const auto minute = static_cast<std::int16_t>(random() % 1440);
      if (i % 2 == 0)
        set.events.push_back({.day = day,
                              .x_m = 1000 + 900 * static_cast<double>(corner),
                              .y_m = 1300 + 500 * static_cast<double>(corner),
                              .minute = corner == 2 ? std::int16_t{1300} : minute});
      else
        set.events.push_back(
            {.day = day, .x_m = static_cast<double>(random() % 4000), .y_m = static_cast<double>(random() % 4000), .minute = minute});
    }
  set.read = static_cast<long>(set.events.size());
  return set;
}

TEST(Nightly, GivesDaysAndPartsThatAddUp) {
  std::string boxes;
  const auto report = forecast_nights(town(8), {.at = at}, [&](const std::string& lines) -> Status { return boxes += lines, Status{}; });
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ((*report)["period"], "day");
  ASSERT_EQ((*report)["days"].size(), 7u);
  double week = 0;
  for (const auto& day : (*report)["days"]) {
    week += day["expected"].get<double>();
    double parts = 0;
    for (const auto& part : day["parts"]) parts += part.get<double>();
    EXPECT_NEAR(parts, day["expected"].get<double>(), 1e-9);
    EXPECT_LT(day["low"].get<double>(), 8);
    EXPECT_GT(day["high"].get<double>(), 8);
  }
  EXPECT_NEAR(week, (*report)["week"]["expected"].get<double>(), 1e-4);  // the cells are kept as floats
  EXPECT_NEAR(week, 56, 6);
  EXPECT_FALSE((*report)["suspended"].get<bool>());
  EXPECT_THAT((*report)["sentence"].get<std::string>(), testing::HasSubstr("26 weeks before 2018-01-01"));
  EXPECT_THAT(boxes, testing::HasSubstr("\n2018-01-07,evening,"));
  EXPECT_THAT(boxes, testing::Not(testing::HasSubstr("nan")));
}

TEST(Nightly, UsesNothingFromTheDayOn) {
  std::string all, cut;
  EventSet set = town(8);
  const auto one = forecast_nights(set, {.at = at}, [&](const std::string& lines) -> Status { return all += lines, Status{}; });
  std::erase_if(set.events, [](const Event& event) { return event.day >= at; });
  const auto other = forecast_nights(set, {.at = at}, [&](const std::string& lines) -> Status { return cut += lines, Status{}; });
  ASSERT_TRUE(one && other);
  EXPECT_EQ(all, cut);
  EXPECT_EQ(*one, *other);
}

TEST(Nightly, SparseKindsGetNoDailyBoxes) {
  std::string boxes;
  EventSet set = town(8);
  std::size_t i = 0;
  std::erase_if(set.events, [&](const Event&) { return i++ % 10 != 0; });
  const auto report = forecast_nights(set, {.at = at}, [&](const std::string& lines) -> Status { return boxes += lines, Status{}; });
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_NE((*report)["period"], "day");
  EXPECT_TRUE(report->contains("refused"));
  EXPECT_FALSE(report->contains("days"));
  EXPECT_THAT(boxes, testing::Not(testing::HasSubstr("evening")));
}

TEST(Nightly, RefusesWhatCannotBeJudged) {
  EXPECT_FALSE(forecast_nights(town(8), {.at = at, .days = 8}, {}));
  EXPECT_FALSE(forecast_nights(town(8), {.at = at - 1095 + 90}, {}));  // a quarter of a year is no half-year to judge by
  EventSet few = town(8);
  few.events.resize(150);
  EXPECT_FALSE(forecast_nights(few, {.at = at}, {}));
}

TEST(DayProfile, ACellWithManyEventsKeepsItsOwnHours) {
  const EventSet set = town(8);
  const StudyArea area(geo::Grid{}, set.events, at);
  const DayProfile profile(area, set.events, at);
  ASSERT_TRUE(profile.has_parts());
  const int evenings = area.cell_of({.x_m = 2800, .y_m = 2300});
  ASSERT_GE(evenings, 0);
  EXPECT_GT(profile.part_share(at, 3, evenings), 0.9);
  EXPECT_LT(profile.part_share(at, 3, area.cell_of({.x_m = 1000, .y_m = 1300})), 0.4);
}

TEST(CountInterval, AgreesWithPoissonsTableAndWidens) {
  EXPECT_EQ(count_interval(4, 0).low, 1);   // P(0) = 0.018, P(≤1) = 0.092
  EXPECT_EQ(count_interval(4, 0).high, 8);  // P(≤7) = 0.949, P(≤8) = 0.979
  EXPECT_EQ(count_interval(0, 0).high, 0);
  EXPECT_GT(count_interval(4, 0.5).high, 8);
  EXPECT_EQ(count_interval(std::nan(""), 0).high, 0);
  EXPECT_NEAR(static_cast<double>(count_interval(1e6, 0).high), 1e6 + 1645, 2);
}

}  // namespace
}  // namespace vigie::foresight
