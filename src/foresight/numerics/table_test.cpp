#include "foresight/table.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>

namespace vigie::foresight {
namespace {

TEST(Table, ReadsQuotesLineEndsAndColumnsInAnyOrder) {
  std::vector<std::string> seen;
  const auto status = for_each_row(
      "\xEF\xBB\xBF"
      "count,sensor\r\n3,\"Rue \"\"A\"\", north\"\r\n\r\n4,B\n5\n",
      {"sensor", "count"}, [&](std::size_t line, const Fields& fields) -> Status {
        seen.push_back(fmt::format("{}|{}|{}", line, fields[0], fields[1]));
        return {};
      });
  ASSERT_TRUE(status);
  EXPECT_EQ(seen, (std::vector<std::string>{"2|Rue \"A\", north|3", "4|B|4", "5||5"}));
}

TEST(Table, RefusesWhatItCannotRead) {
  const auto nothing = [](std::size_t, const Fields&) -> Status { return {}; };
  EXPECT_FALSE(for_each_row("", {"a"}, nothing));
  EXPECT_NE(for_each_row("b\n1\n", {"a"}, nothing).error().message.find("no column 'a'"), std::string::npos);
  EXPECT_NE(for_each_row("a\n\"1\n2\n", {"a"}, nothing).error().message.find("line 2"), std::string::npos);
  EXPECT_EQ(read_table_file("/nowhere/at/all.csv").error().kind, ErrorKind::not_found);
}

TEST(Table, DatesAndTimesInTheWritingsOfCities) {
  const Day day = std::chrono::year{2016} / 7 / 1;
  for (const char* text : {"2016-07-01", "01/07/2016", "01-Jul-16", "01-JUL-2016", "2016-07-01T00:00"})
    EXPECT_EQ(parse_day(text), day) << text;
  EXPECT_EQ(parse_day("01-Jan-98"), Day{std::chrono::year{1998} / 1 / 1});
  for (const char* text : {"", "2016-02-30", "2016-07-01T12:00", "1/7/2016", "31-Feb-16", "01-Jux-16", "2016-07-01x"})
    EXPECT_FALSE(parse_day(text)) << text;
  const auto time = parse_time("2016-07-01 13:05:09.25+02:00");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->day, day);
  EXPECT_EQ(time->hour * 10000 + time->minute * 100 + time->second, 130509);
  EXPECT_EQ(time->offset_min, 120);
  EXPECT_EQ(parse_time("2016-07-01T13:00Z")->offset_min, 0);
  EXPECT_FALSE(parse_time("2016-07-01T13:00")->offset_min);
  for (const char* text : {"2016-07-01", "2016-07-01T24:00", "2016-07-01T13:60", "2016-07-01T13:00+", "2016-07-01T13"})
    EXPECT_FALSE(parse_time(text)) << text;
  EXPECT_FALSE(parse_number("nan"));
  EXPECT_FALSE(parse_number("1e999"));
  EXPECT_EQ(parse_number(" 12.5 "), 12.5);
}

TEST(Table, AGzippedFileCutShortIsRefused) {
  const auto file = std::filesystem::path(testing::TempDir()) / "table.csv.gz";
  const std::string text(100'000, 'x');
  gzFile out = gzopen(file.c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  EXPECT_EQ(read_table_file(file).value(), text);
  EXPECT_FALSE(read_table_file(file, 1000));
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_EQ(read_table_file(file).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace vigie::foresight
