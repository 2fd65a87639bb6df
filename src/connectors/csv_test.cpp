// Rows out of bytes: CSV's rules, what breaks them, packed files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "row_reader.h"
#include "test_support.h"

namespace vigie::connectors {
namespace {

using testing::ElementsAre;

struct Read {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> damage;  // "row:code"
  std::string error;
};

Read read(const std::filesystem::path& file, char separator = ',') {
  Read out;
  const auto input = TextInput::open(file);
  if (!input) return {{}, {}, {}, input.error().code};
  const auto reader = open_csv(**input, separator, "f");
  if (!reader) return {{}, {}, {}, reader.error().code};
  out.columns = (*reader)->columns();
  Row row;
  while (true) {
    const auto there = (*reader)->next(row);
    if (!there) out.error = there.error().code;
    if (!there || !*there) return out;
    if (row.damage)
      out.damage.push_back(fmt::format("{}:{}", row.number, row.damage));
    else
      out.rows.emplace_back(row.cells.begin(), row.cells.end());
  }
}

class Csv : public testing::Test {
 protected:
  Read csv(std::string_view text, char separator = ',') { return read(folder_.write("f.csv", text), separator); }
  test::Folder folder_;
};

TEST_F(Csv, ReadsQuotedCellsWithSeparatorsQuotesAndLineFeeds) {
  const auto got =
      csv("\xef\xbb\xbf"
          "a,b\r\n1,\"x,\"\"y\"\"\nz\"\r\n\r\n\"\",2");
  EXPECT_THAT(got.columns, ElementsAre("a", "b"));
  EXPECT_THAT(got.rows, ElementsAre(ElementsAre("1", "x,\"y\"\nz"), ElementsAre("", "2")));
  EXPECT_TRUE(got.damage.empty());
}

TEST_F(Csv, ADamagedRowIsToldAndTheNextOneGoesOn) {
  const auto got = csv(std::string{"a;b\n1;2\n1;2;3\nx\n\"q\"z;1\n5;6\n"} + '\0' + ";8\n9;\"open\n10;11\n", ';');
  EXPECT_THAT(got.rows, ElementsAre(ElementsAre("1", "2"), ElementsAre("5", "6"), ElementsAre("10", "11")));
  EXPECT_THAT(got.damage, ElementsAre("3:wrong_columns", "4:wrong_columns", "5:bad_quote", "7:nul_byte", "8:open_quote"));
}

TEST_F(Csv, AHugeLineIsSteppedOver) {
  const auto got = csv("a,b\n1,2\n" + std::string(3 << 20, 'x') + "\n3,4\n");
  EXPECT_THAT(got.rows, ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "4")));
  EXPECT_THAT(got.damage, ElementsAre("3:row_too_long"));
}

TEST_F(Csv, OtherEncodingsAndEmptyFilesAreRefused) {
  EXPECT_EQ(csv("\xff\xfe"
                "a")
                .error,
            "file.encoding");
  EXPECT_EQ(csv("").error, "file.no_header");
  EXPECT_EQ(csv("\n\n").error, "file.no_header");
  EXPECT_EQ(read(folder_ / "absent").error, "file.unreadable");
}

TEST_F(Csv, ReadsPackedFilesAndTellsACutOne) {
  std::string text = "a,b\n";
  for (int i = 0; i < 50'000; ++i) text += fmt::format("{},{}\n", i, i * 7919 % 10'007);
  const auto whole = folder_.write_packed("f.csv.gz", text);
  EXPECT_EQ(read(whole).rows.size(), 50'000u);
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  EXPECT_EQ(read(whole).error, "file.damaged");
}

TEST_F(Csv, RefusesABomb) {
  std::string text = "a,b\n";
  text.reserve(120u << 20);
  while (text.size() < (110u << 20)) text += "0,0\n";
  const auto got = read(folder_.write_packed("bomb.gz", text));
  EXPECT_EQ(got.error, "file.bomb");
}

TEST_F(Csv, ReadsNdjsonAndGeojson) {
  const auto lines = TextInput::open(
      folder_.write("f.ndjson", "{\"a\":1,\"b\":\"x\"}\nnot json\n[1]\n{\"b\":null,\"a\":2.5}\n" + std::string(100, '[') + "\n"));
  const auto ndjson = open_ndjson(**lines, "f");
  ASSERT_TRUE(ndjson);
  Row row;
  std::vector<std::string> seen;
  while (*(*ndjson)->next(row)) seen.push_back(row.damage ? row.damage : fmt::format("{}|{}", row.cells[0], row.cells[1]));
  EXPECT_THAT(seen, ElementsAre("1|x", "bad_json", "bad_json", "2.5|", "bad_json"));

  const auto document = TextInput::open(folder_.write("f.geojson", R"({"type":"FeatureCollection","features":[
    {"type":"Feature","id":7,"properties":{"what":"hole"},"geometry":{"type":"Point","coordinates":[2.1,41.4]}},
    {"type":"Feature","id":8,"properties":null,"geometry":null}, 5]})"));
  const auto geojson = open_geojson(**document, "f");
  ASSERT_TRUE(geojson);
  EXPECT_THAT((*geojson)->columns(), ElementsAre("feature.id", "geometry.lat", "geometry.lon", "what"));
  ASSERT_TRUE(*(*geojson)->next(row));
  EXPECT_THAT(row.cells, ElementsAre("7", "41.4", "2.1", "hole"));
  ASSERT_TRUE(*(*geojson)->next(row));
  EXPECT_THAT(row.cells, ElementsAre("8", "", "", ""));
}

}  // namespace
}  // namespace vigie::connectors
