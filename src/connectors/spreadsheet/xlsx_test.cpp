// Workbooks as Excel and others write them: words, numbers, dates, gaps; and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "row_reader.h"
#include "test_support.h"
#include "workbook.h"

namespace vigie::connectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Parts {
  std::string workbook = R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="x">
    <sheets><sheet name="Faits" sheetId="1" r:id="rId1"/><sheet name="Autre" sheetId="2" r:id="rId2"/></sheets></workbook>)";
  std::string relations = R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
    <Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";
  std::string words = R"(<sst><si><t>clé</t></si><si><r><t>quand</t></r></si><si><t>bruit</t><rPh><t>ignored</t></rPh></si></sst>)";
  std::string styles = R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh:mm"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>)";
  std::string sheet1 = R"(<worksheet><sheetData>
    <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>lat</t></is></c></row>
    <row r="3"><c r="A3"><v>7</v></c><c r="B3" s="1"><v>45352.427083333336</v></c><c r="C3"><v>43.289999999999999</v></c></row>
    <row r="4"/>
    <row r="5"><c r="A5" t="s"><v>2</v></c><c r="C5" t="str"><v>x &amp; y</v></c></row>
    <row r="6"><c r="A6" t="b"><v>1</v></c><c r="B6" s="2"><v>45352</v></c><c r="D6"><v>1</v></c></row>
    </sheetData></worksheet>)";
  std::string sheet2 =
      R"(<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><v>1e3</v></c></row></sheetData></worksheet>)";
};

std::filesystem::path write(const test::Folder& folder, const Parts& parts) {
  const auto path = folder / "book.xlsx";
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  const std::array<std::pair<const char*, const std::string*>, 6> all{{{"xl/workbook.xml", &parts.workbook},
                                                                       {"xl/_rels/workbook.xml.rels", &parts.relations},
                                                                       {"xl/sharedStrings.xml", &parts.words},
                                                                       {"xl/styles.xml", &parts.styles},
                                                                       {"xl/worksheets/sheet1.xml", &parts.sheet1},
                                                                       {"xl/worksheets/sheet2.xml", &parts.sheet2}}};
  for (const auto& [name, text] : all)
    if (!text->empty()) zip_file_add(archive, name, zip_source_buffer(archive, text->data(), text->size(), 0), ZIP_FL_ENC_UTF_8);
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

struct Sheet {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> damage;
  std::string error;
};

Sheet read(const std::filesystem::path& file, const std::string& sheet = "") {
  Sheet out;
  const auto input = TextInput::open(file);
  if (!input) return {{}, {}, {}, input.error().message};
  const auto reader = open_xlsx(**input, sheet, "book.xlsx");
  if (!reader) return {{}, {}, {}, reader.error().message};
  out.columns = (*reader)->columns();
  for (Row row;;) {
    const auto there = (*reader)->next(row);
    if (!there) out.error = there.error().message;
    if (!there || !*there) return out;
    if (row.damage) out.damage.push_back(fmt::format("{}:{}", row.number, row.damage));
    out.rows.emplace_back(row.cells.begin(), row.cells.end());
  }
}

class Xlsx : public testing::Test {
 protected:
  test::Folder folder_;
};

TEST_F(Xlsx, WordsNumbersDatesAndGaps) {
  const Sheet sheet = read(write(folder_, {}));
  EXPECT_EQ(sheet.error, "");
  EXPECT_THAT(sheet.columns, ElementsAre("clé", "quand", "lat"));
  ASSERT_EQ(sheet.rows.size(), 3u);
  EXPECT_THAT(sheet.rows[0], ElementsAre("7", "2024-03-01T10:15:00", "43.29"));
  EXPECT_THAT(sheet.rows[1], ElementsAre("bruit", "", "x & y"));
  EXPECT_THAT(sheet.rows[2], ElementsAre("true", "2024-03-01", "", "1"));
  EXPECT_THAT(sheet.damage, ElementsAre("6:wrong_columns"));
}

TEST_F(Xlsx, AnotherSheetByItsName) {
  const auto file = write(folder_, {});
  EXPECT_THAT(read(file, "Autre").rows, ElementsAre(ElementsAre("1000")));
  EXPECT_THAT(read(file, "Rien").error, HasSubstr("no sheet 'Rien'; it has 'Faits', 'Autre'"));
}

// ECMA-376, 18.17.4: the epochs, the leap day that never was, and Excel's own examples.
TEST_F(Xlsx, SerialNumbers) {
  EXPECT_EQ(iso_of_serial(1, Shown::date, false), "1900-01-01");
  EXPECT_EQ(iso_of_serial(59, Shown::date, false), "1900-02-28");
  EXPECT_EQ(iso_of_serial(60, Shown::date, false), std::nullopt);
  EXPECT_EQ(iso_of_serial(61, Shown::date, false), "1900-03-01");
  EXPECT_EQ(iso_of_serial(35981, Shown::date, false), "1998-07-05");
  EXPECT_EQ(iso_of_serial(34519, Shown::date, true), "1998-07-05");
  EXPECT_EQ(iso_of_serial(0.75, Shown::time, false), "18:00:00");
  EXPECT_EQ(iso_of_serial(45352.999999, Shown::date_time, false), "2024-03-02T00:00:00");  // a second is the finest step
  EXPECT_EQ(iso_of_serial(-1, Shown::date, false), std::nullopt);
  EXPECT_EQ(iso_of_serial(3e6, Shown::date, false), std::nullopt);
}

TEST_F(Xlsx, FormatsThatShowADate) {
  EXPECT_EQ(shown_by("yyyy-mm-dd"), Shown::date);
  EXPECT_EQ(shown_by("[$-40C]d mmmm yyyy hh:mm;@"), Shown::date_time);
  EXPECT_EQ(shown_by("hh:mm:ss"), Shown::time);
  EXPECT_EQ(shown_by("General"), Shown::number);
  EXPECT_EQ(shown_by("0.00\" days\""), Shown::number);
  EXPECT_EQ(shown_by("#,##0\\d"), Shown::number);
  EXPECT_EQ(shown_by("[Red]0"), Shown::number);
}

TEST_F(Xlsx, WhatIsRefusedSaysWhy) {
  Parts entities;
  entities.words = "<!DOCTYPE a [<!ENTITY b \"cccc\">]><sst><si><t>&b;</t></si></sst>";
  EXPECT_THAT(read(write(folder_, entities)).error, HasSubstr("document type"));
  Parts cut;
  cut.sheet1 = cut.sheet1.substr(0, 300);
  EXPECT_THAT(read(write(folder_, cut)).error, HasSubstr("is damaged at byte"));
  Parts deep;
  for (int i = 0; i < 100; ++i) deep.workbook = "<a>" + deep.workbook + "</a>";
  EXPECT_THAT(read(write(folder_, deep)).error, HasSubstr("nested too deeply"));
  Parts lone;
  lone.workbook.clear();
  EXPECT_THAT(read(write(folder_, lone)).error, HasSubstr("no part 'xl/workbook.xml'"));
  EXPECT_THAT(read(folder_.write("old.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1")).error, HasSubstr("old Excel file"));
  EXPECT_THAT(read(folder_.write("none.xlsx", "PK\x03\x04 cut")).error, HasSubstr("damaged or cut off"));
}

TEST_F(Xlsx, ABombIsRefused) {
  Parts bomb;
  std::string empty_rows;
  while (empty_rows.size() < (80u << 20)) empty_rows += "<row/>";
  bomb.sheet1 = "<worksheet><sheetData>" + empty_rows + "</sheetData></worksheet>";
  EXPECT_THAT(read(write(folder_, bomb)).error, HasSubstr("refused as a bomb"));
}

}  // namespace
}  // namespace vigie::connectors
