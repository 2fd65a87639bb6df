#include "foresight/footfall.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <sstream>

#include "footfall/calendar.h"

namespace vigie::foresight {
namespace {

const Day monday = std::chrono::year{2024} / 1 / 1;

// Two counters with a day and a week; `level` of a day may disturb them.
std::string town(
    int days, const std::function<double(int day)>& level = [](int) { return 1.0; }) {
  std::string csv = "sensor,time,count\n";
  for (int day = 0; day < days; ++day)
    for (int hour = 0; hour < 24; ++hour)
      for (const char* sensor : {"Quai", "Place"}) {
        const double shape = (hour >= 8 && hour < 20 ? 400 : 40) * (day % 7 >= 5 ? 1.6 : 1) * (sensor[0] == 'Q' ? 1 : 2);
        csv +=
            fmt::format("{},{}T{:02}:00,{}\n", sensor, format_day(monday + std::chrono::days{day}), hour, std::lround(shape * level(day)));
      }
  return csv;
}

std::string predictions_of(const Counts& counts, int from, int to) {
  std::ostringstream out;
  EXPECT_TRUE(backtest_footfall(counts, {}, {}, monday + std::chrono::days{from}, monday + std::chrono::days{to}, &out));
  return out.str();
}

TEST(Footfall, ASteadyTownIsForecastAndItsReportAgreesWithItsFile) {
  const auto counts = parse_counts(town(150)).value();
  std::ostringstream out;
  const auto report = backtest_footfall(counts, {}, {}, monday + std::chrono::days{100}, std::nullopt, &out).value();
  EXPECT_EQ(report.n, 50U * 24 * 2);
  EXPECT_LT(report.wape, 0.02);
  EXPECT_GT(report.coverage_90, 0.85);
  double missed = 0, people = 0;
  std::size_t lines = 0;
  ASSERT_TRUE(
      for_each_row(out.str(), {"sensor", "time", "issued_at", "expected", "low", "high"}, [&](std::size_t, const Fields& fields) -> Status {
        const auto time = parse_time(fields[1]).value();
        EXPECT_EQ(fields[2], format_day(time.day) + "T00:00");
        const double expected = parse_number(fields[3]).value();
        EXPECT_LE(parse_number(fields[4]).value(), expected);
        EXPECT_GE(parse_number(fields[5]).value(), expected);
        const double count =
            counts.count_at(static_cast<std::uint32_t>((time.day - monday).count()), fields[0] == "Place" ? 0 : 1, time.hour);
        missed += std::abs(count - expected);
        people += count;
        ++lines;
        return {};
      }));
  EXPECT_EQ(lines, report.n);
  EXPECT_NEAR(missed / people, report.wape, 1e-9);
}

TEST(Footfall, NothingOfTheDayOrLaterIsUsed) {
  const auto whole = town(150);
  const auto cut = town(121);
  auto changed = town(150, [](int day) { return day >= 120 ? 7.0 : 1.0; });
  const auto before = predictions_of(parse_counts(cut).value(), 90, 121);
  EXPECT_EQ(predictions_of(parse_counts(whole).value(), 90, 121), before);
  EXPECT_EQ(predictions_of(parse_counts(changed).value(), 90, 121), before);
}

TEST(Footfall, WeatherOfTheTargetDayIsNotUsed) {
  const auto counts = parse_counts(town(150, [](int day) { return day % 11 == 0 ? 0.7 : 1.0; })).value();
  DailyWeather dry, wet;
  for (int day = 0; day < 150; ++day) dry.rain_and_temperature[monday + std::chrono::days{day}] = {day % 11 == 0 ? 9 : 0, 10};
  wet = dry;
  wet.rain_and_temperature[monday + std::chrono::days{149}] = {50, -10};
  std::ostringstream one, other;
  ASSERT_TRUE(backtest_footfall(counts, {}, dry, monday + std::chrono::days{149}, std::nullopt, &one));
  ASSERT_TRUE(backtest_footfall(counts, {}, wet, monday + std::chrono::days{149}, std::nullopt, &other));
  EXPECT_EQ(one.str(), other.str());
}

TEST(Footfall, ADeadCounterIsExpectedDeadAndForgottenWhenItReturns) {
  const auto counts = parse_counts(town(150, [](int day) { return day >= 100 && day < 120 ? 0.0 : 1.0; })).value();
  std::ostringstream out;
  const auto report = backtest_footfall(counts, {}, {}, monday + std::chrono::days{90}, std::nullopt, &out).value();
  // Three days until it is believed dead and one until it is believed alive, of 40 living days.
  EXPECT_LT(report.wape, 0.15);
  EXPECT_NE(out.str().find("Place,2024-04-15T12:00,2024-04-15T00:00,0.000"), std::string::npos);
}

TEST(Footfall, LastRowOfDuplicatesNewCountersAndTheLongDay) {
  auto csv = town(60);
  csv += "Quai," + format_day(monday + std::chrono::days{59}) + "T12:00,999\n";
  for (int hour = 0; hour < 24; ++hour) csv += fmt::format("New,{}T{:02}:00,10\n", format_day(monday + std::chrono::days{59}), hour);
  const auto counts = parse_counts(csv).value();
  EXPECT_EQ(counts.duplicates, 1U);
  EXPECT_EQ(counts.sensors, (std::vector<std::string>{"New", "Place", "Quai"}));
  EXPECT_EQ(counts.count_at(59, 2, 12), 999);
  const auto report = backtest_footfall(counts, {}, {}, monday + std::chrono::days{59}, std::nullopt, nullptr).value();
  EXPECT_EQ(report.n, 72U);
  EXPECT_EQ(report.unissued, 24U);
  // The two same hours of an autumn night are told apart by their offsets, and both are forecast.
  const auto autumn = parse_counts(
                          "sensor,time,count\nA,2024-10-26T02:00+02:00,5\nA,2024-10-27T02:00+02:00,4\nA,2024-10-27T02:00+01:00,6\nA,2024-"
                          "10-27T02:00+01:00,8\n")
                          .value();
  EXPECT_EQ(autumn.rows.size(), 3U);
  EXPECT_EQ(autumn.count_at(1, 0, 2), 6);
  std::ostringstream out;
  EXPECT_EQ(backtest_footfall(autumn, {}, {}, std::chrono::year{2024} / 10 / 27, std::nullopt, &out).value().n, 2U);
  EXPECT_NE(out.str().find("A,2024-10-27T02:00+01:00,"), std::string::npos);
  EXPECT_NE(out.str().find("A,2024-10-27T02:00+02:00,"), std::string::npos);
}

TEST(Footfall, BadRowsAreCountedAndHopelessFilesRefused) {
  const auto counts =
      parse_counts(
          "sensor,time,count\nA,2024-01-01T00:00,5\n,2024-01-01T01:00,5\nA,yesterday,5\nA,2024-01-01T02:00,-1\nA,2024-01-01T03:00,\n")
          .value();
  EXPECT_EQ(counts.rejected, (std::map<std::string, std::size_t>{{"no_count", 2}, {"no_sensor", 1}, {"no_time", 1}}));
  EXPECT_FALSE(parse_counts("sensor,time,count\nA,x,5\n"));
  EXPECT_FALSE(parse_counts("sensor,time,count\nA,2024-01-01T00:15,5\nA,2024-01-01T00:00,5\n"));
  const auto few = parse_counts(town(20)).value();
  EXPECT_FALSE(backtest_footfall(few, {}, {}, monday, std::nullopt, nullptr));
  EXPECT_FALSE(backtest_footfall(few, {}, {}, monday + std::chrono::days{20}, std::nullopt, nullptr));
  const auto silent = parse_counts(town(20, [](int) { return 0.0; })).value();
  EXPECT_FALSE(backtest_footfall(silent, {}, {}, monday + std::chrono::days{10}, std::nullopt, nullptr));
}

TEST(Footfall, CalendarsOfBothSorts) {
  EXPECT_EQ(easter(2016), Day{std::chrono::year{2016} / 3 / 27});
  EXPECT_EQ(easter(2038), Day{std::chrono::year{2038} / 4 / 25});
  const auto holidays = parse_holidays({"UK BANK HOLIDAYS\r\n25-Dec-15\r\n28-Dec-15\r\n\r\n",
                                        "holidays\n16-Feb-2015\n17-Feb-2015\n18-Feb-2015\n19-Feb-2015\n20-Feb-2015\n"})
                            .value();
  EXPECT_EQ(holidays.single.size(), 2U);
  EXPECT_EQ(holidays.period.size(), 5U);
  EXPECT_FALSE(parse_holidays({"holidays\n2015-01-01\nsoon\n"}));
  EXPECT_FALSE(parse_holidays({"holidays\n"}));
  EXPECT_EQ(parse_weather("date,precipitation,temp_max,temp_min\n2015-01-01,1.5,8,2\n").value().rain_and_temperature.size(), 1U);
  EXPECT_FALSE(parse_weather("date,snow\n2015-01-01,1\n"));
}

TEST(Footfall, LeedsBeforeTheTestPeriod) {
  const auto folder = std::filesystem::path(VIGIE_SHARED_DIR) / "data/leeds_footfall";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "needs ../shared/data/leeds_footfall";
  const auto counts = parse_counts(read_table_file(folder / "footfall.csv.gz").value()).value();
  EXPECT_EQ(counts.read, 554'360U);
  EXPECT_EQ(counts.duplicates, 576U);
  const auto report = backtest_footfall(counts, parse_holidays({read_table_file(folder / "UKbankholidays.csv").value()}).value(), {},
                                        std::chrono::year{2014} / 1 / 1, std::chrono::year{2015} / 1 / 1, nullptr)
                          .value();
  EXPECT_LT(report.wape, 0.9 * report.baseline_wape.at("four_weeks_and_last_year"));
  EXPECT_NEAR(report.coverage_90, 0.9, 0.05);
}

}  // namespace
}  // namespace vigie::foresight
