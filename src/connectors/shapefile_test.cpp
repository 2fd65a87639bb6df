// Points from a zipped shapefile: written by shapelib, read from memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <shapefil.h>
#include <zip.h>

#include "row_reader.h"
#include "test_support.h"

namespace vigie::connectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Made {
  int type = SHPT_POINT;
  std::string city = "Marseille \xE9";  // Windows-1252
  std::string cpg = "1252";
  bool table = true;
};

std::filesystem::path write(const test::Folder& folder, const Made& made) {
  const std::string base = (folder / "points").string();
  SHPHandle shp = SHPCreate(base.c_str(), made.type);
  DBFHandle dbf = DBFCreate(base.c_str());
  DBFAddField(dbf, "NUMERO", FTInteger, 8, 0);
  DBFAddField(dbf, "VILLE", FTString, 20, 0);
  for (int i = 0; i < 3; ++i) {
    double x[] = {892390.5 + i, 892400}, y[] = {6247035.25, 6247040};
    SHPObject* shape = SHPCreateSimpleObject(made.type, made.type == SHPT_ARC ? 2 : 1, x, y, nullptr);
    SHPWriteObject(shp, -1, shape);
    SHPDestroyObject(shape);
    DBFWriteIntegerAttribute(dbf, i, 0, 7 + i);
    if (i != 1) DBFWriteStringAttribute(dbf, i, 1, made.city.c_str());
  }
  DBFMarkRecordDeleted(dbf, 2, 1);
  SHPClose(shp);
  DBFClose(dbf);
  const auto path = folder / "points.zip";
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const char* end : {".shp", ".shx", ".dbf"})
    if (made.table || std::string_view{end} != ".dbf")
      zip_file_add(archive, (std::string("Données/points") + end).c_str(), zip_source_file(archive, (base + end).c_str(), 0, -1),
                   ZIP_FL_ENC_UTF_8);
  zip_file_add(archive, "Données/points.cpg", zip_source_buffer(archive, made.cpg.data(), made.cpg.size(), 0), ZIP_FL_ENC_UTF_8);
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string error;
};

Table read(const std::filesystem::path& file) {
  const auto input = TextInput::open(file);
  if (!input) return {{}, {}, input.error().message};
  const auto reader = open_shapefile(**input, "points.zip");
  if (!reader) return {{}, {}, reader.error().message};
  Table out{(*reader)->columns(), {}, ""};
  for (Row row;;) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return out;
    out.rows.emplace_back(row.cells.begin(), row.cells.end());
  }
}

class Shapefile : public testing::Test {
 protected:
  test::Folder folder_;
};

TEST_F(Shapefile, FieldsAndPoint) {
  const Table table = read(write(folder_, {}));
  EXPECT_EQ(table.error, "");
  EXPECT_THAT(table.columns, ElementsAre("NUMERO", "VILLE", "geometry.x", "geometry.y"));
  // The deleted row is none; an empty field is empty.
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("7", "Marseille é", "892390.50000000", "6247035.25000000"),
                                      ElementsAre("8", "", "892391.50000000", "6247035.25000000")));
}

TEST_F(Shapefile, ItsEncodingIsAsItSays) {
  Made utf8;
  utf8.city = "Marseille é";
  utf8.cpg = "UTF-8";
  EXPECT_EQ(read(write(folder_, utf8)).rows.at(0).at(1), "Marseille é");
  Made silent;  // the table's own language byte says Windows-1252, as shapelib writes it
  silent.cpg = "";
  EXPECT_EQ(read(write(folder_, silent)).rows.at(0).at(1), "Marseille é");
}

TEST_F(Shapefile, WhatIsRefusedSaysWhy) {
  Made lines;
  lines.type = SHPT_ARC;
  EXPECT_THAT(read(write(folder_, lines)).error, HasSubstr("only points are records"));
  Made lone;
  lone.table = false;
  EXPECT_THAT(read(write(folder_, lone)).error, HasSubstr("lacks its .shp, .shx or .dbf"));
  EXPECT_THAT(read(folder_.write("none.zip", "PK\x03\x04")).error, HasSubstr("damaged or cut off"));
}

}  // namespace
}  // namespace vigie::connectors
