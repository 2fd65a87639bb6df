#include "foresight/events.h"

#include <gmock/gmock.h>

#include "numerics/csv.h"

namespace vigie::foresight {
namespace {

Result<EventSet> collect(std::string_view csv, EventOptions options) {
  options.now = *parse_utc("2026-01-01T00:00:00Z");
  options.past_ends = *parse_iso_day("2025-01-01");
  EventCollector collector(std::move(options), *Kinds::built_in());
  CsvParser parser([&](const CsvRow& row) { return collector.row(row); });
  VIGIE_CHECK(parser.feed(csv));
  VIGIE_CHECK(parser.finish());
  return collector.finish();
}

TEST(Csv, KeepsCommasQuotesAndLineEndsInsideQuotes) {
  std::vector<CsvRow> rows;
  CsvParser parser([&](const CsvRow& row) -> Status { return rows.push_back(row), Status{}; });
  ASSERT_TRUE(parser.feed("a,\"b, \"\"c\"\"\nd"));
  ASSERT_TRUE(parser.feed("\",\r\n\r\ne"));
  ASSERT_TRUE(parser.finish());
  EXPECT_THAT(rows, testing::ElementsAre(CsvRow{"a", "b, \"c\"\nd", ""}, CsvRow{"e"}));
}

TEST(Csv, RefusesAQuoteLeftOpen) {
  CsvParser parser([](const CsvRow&) -> Status { return {}; });
  ASSERT_TRUE(parser.feed("a,\"b"));
  EXPECT_FALSE(parser.finish());
}

TEST(Kinds, RefusesWhatPatrolsFindAndStatesOfPersons) {
  const auto kinds = Kinds::built_in();
  ASSERT_TRUE(kinds);
  for (const char* refused : {"Drug/Narcotics Violation", "Traffic Stops", "Suspicious Person", "MENTAL HEALTH", "Runaway",
                              "Missing Person-adult", "Domestic Disturbance", "Sex Offense", "Suicide Investigation", "Warrant Service"})
    EXPECT_FALSE(kinds->refused_by(refused).empty()) << refused;
  for (const char* taken : {"Hit and Run", "Noise Complaint", "Animal - Bite", "HAZARDS", "Accident w/Injuries"})
    EXPECT_EQ(kinds->refused_by(taken), "") << taken;
  EXPECT_TRUE(kinds->published(" noise "));
  EXPECT_FALSE(kinds->published("Noise"));
}

TEST(Events, CountsWhatIsLeftOutByReason) {
  const auto set = collect(
      "time,kind,known_by,lat,lon\n2024-05-01T10:00,noise,reported,41.4,2.1\n,noise,reported,41.4,2.1\nsoon,noise,reported,41.4,2.1\n"
      "2030-01-01T10:00,noise,reported,41.4,2.1\n2024-05-01T10:00,noise,reported,,\n2024-05-01T10:00,noise,reported,0,0\n"
      "2024-05-01T10:00,noise,patrol,41.4,2.1\n2024-05-01T10:00,parking,reported,41.4,2.1\n",
      {.kinds = {"noise"}});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->read, 8);
  EXPECT_EQ(set->events.size(), 1u);
  EXPECT_EQ(set->epsg, 32631);
  EXPECT_TRUE(set->published);
  EXPECT_EQ(set->left_out,
            (std::map<std::string, long>{
                {"found_by_patrol", 1}, {"in_the_future", 1}, {"no_place", 2}, {"no_time", 1}, {"other_kind", 1}, {"unreadable_time", 1}}));
}

TEST(Events, DaysAreThoseOfTheCity) {
  const auto set = collect("time,x,y\n2024-05-01T23:30:00Z,431085,4582994\n2024-05-01T23:30,431085,4582994\n",
                           {.kinds = {"collision"}, .crs = "EPSG:25831", .zone = *Zone::open("Europe/Madrid")});
  ASSERT_TRUE(set) << set.error().message;
  ASSERT_EQ(set->events.size(), 2u);
  EXPECT_EQ(format_day(set->events[0].day), "2024-05-01");
  EXPECT_EQ(format_day(set->events[1].day), "2024-05-02");
}

TEST(Events, RefusesWithAReason) {
  EXPECT_THAT(collect("time,x,y\n", {.kinds = {"noise"}}).error().message, testing::HasSubstr("--crs"));
  EXPECT_THAT(collect("time,lat,lon\n", {}).error().message, testing::HasSubstr("--kind"));
  EXPECT_THAT(collect("time,x,y\n", {.kinds = {"noise"}, .crs = "EPSG:4326"}).error().message, testing::HasSubstr("projected"));
  EXPECT_EQ(collect("time,kind,lat,lon\n", {.kinds = {"noise", "Warrant Service"}}).error().kind, ErrorKind::denied);
  EXPECT_THAT(collect("time,kind,lat,lon\n2024-05-01T10:00,a,1,1\n2024-05-01T10:00Z,a,1,1\n", {}).error().message,
              testing::HasSubstr("--tz"));
}

}  // namespace
}  // namespace vigie::foresight
