// Files into records, over a real ledger and series under the exercise basis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/record_text.h"
#include "test_support.h"

namespace vigie::connectors {
namespace {

using testing::HasSubstr;
using Reasons = std::map<std::string, std::uint64_t>;

class Import : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& rows, const std::string& header = "key;when;lat;lon;what") {
    return town_.folder.write("rows.csv", header + "\n" + rows);
  }
  ImportReport must(const Mapping& mapping, const std::filesystem::path& path, std::size_t batch_rows = 1000) {
    auto report = town_.import(mapping, {path}, batch_rows);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(ImportReport{});
  }
  // Every byte of the data folder but the files that were imported.
  std::string stored_bytes() {
    std::string all;
    for (const char* name : {"ledger.db", "ledger.db-wal", "series.db", "series.db-wal"}) {
      std::ifstream in{town_.folder / name, std::ios::binary};
      all.append(std::istreambuf_iterator<char>{in}, {});
    }
    return all;
  }
  test::Town town_;
  const Mapping small_ = test::mapping_of(test::small_mapping);
};

TEST_F(Import, TheSameAgainIsStoredOnceAndAChangedRowIsANewVersion) {
  const auto first = must(small_, file("1;2021-05-01T10:00;41.4;2.1;fall\n2;2021-05-01T11:00;41.4;2.1;fire\n"));
  EXPECT_EQ(first.stored, 2u);
  const auto before = town_.records("small");
  const auto again = must(small_, file("2;2021-05-01T11:00;41.4;2.1;fire\n1;2021-05-01T10:00;41.4;2.1;fall\n"));
  EXPECT_EQ(again.stored, 0u);
  EXPECT_EQ(again.duplicates, 2u);
  const auto changed = must(small_, file("1;2021-05-01T10:00;41.4;2.1;false alarm\n2;2021-05-01T11:00;41.4;2.1;fire\n"));
  EXPECT_EQ(changed.stored, 1u);
  EXPECT_EQ(changed.new_versions, 1u);
  const auto newest = town_.records("small");
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_THAT(newest[0].record.details, HasSubstr("false alarm"));
  EXPECT_EQ(newest[0].supersedes, before[0].record.id);
  EXPECT_EQ(newest[1].record.id, before[1].record.id) << "a repeat keeps the first one's id";
  EXPECT_EQ(town_.records("small", city::RecordVersions::all).size(), 3u);
}

TEST_F(Import, RepeatsWithinAFileAreSeenAcrossBatchesToo) {
  std::string rows;
  for (int i = 0; i < 10; ++i) rows += fmt::format("{};2021-05-01T10:00;41.4;2.1;fall\n", i % 3);
  for (const std::size_t batch : {1u, 2u, 100u}) {
    test::Town town;
    const auto report = town.import(small_, {town.folder.write("r.csv", "key;when;lat;lon;what\n" + rows)}, batch);
    EXPECT_EQ(report->stored, 3u) << batch;
    EXPECT_EQ(report->duplicates, 7u) << batch;
  }
}

TEST_F(Import, EachRowIsRejectedForItsOwnReason) {
  const auto report = must(small_, file("1;2021-05-01T10:00;41.4;2.1;ok\n"
                                        "2;2021-05-01T10:00;;2.1;a\n"
                                        "3;2021-05-01T10:00;41,4;2.1;a\n"
                                        "4;yesterday;41.4;2.1;a\n"
                                        "5;;41.4;2.1;a\n"
                                        ";2021-05-01T10:00;41.4;2.1;a\n"
                                        "7;2021-03-28T02:30;41.4;2.1;a\n"
                                        "8;2021-05-01T10:00;41.4;2.1;caf\xe9\n"
                                        "9;2021-05-01T10:00;41.4;2.1\n"));
  EXPECT_EQ(report.read, 9u);
  EXPECT_EQ(report.stored, 1u);
  EXPECT_EQ(report.rejected, (Reasons{{"no_place", 1},
                                      {"bad_place", 1},
                                      {"bad_time", 1},
                                      {"no_time", 1},
                                      {"no_key", 1},
                                      {"time_skipped", 1},
                                      {"bad_encoding", 1},
                                      {"wrong_columns", 1}}));
  EXPECT_EQ(report.files[0]["samples"]["bad_time"][0], "row 5, byte 109: like 'aaaaaaaaa'");
  EXPECT_EQ(report.files[0]["months"]["2021-05"]["rejected"]["no_place"], 1);
}

TEST_F(Import, ManyPlacesOutsideRefuseTheFileAFewOnlyTheRow) {
  std::string rows;
  for (int i = 0; i < 99; ++i) rows += fmt::format("{};2021-05-01T10:00;41.4;2.1;a\n", i);
  const auto few = must(small_, file(rows + "x;2021-05-01T10:00;51.5;0.1;a\n"));
  EXPECT_FALSE(few.refused);
  EXPECT_EQ(few.stored, 99u);
  EXPECT_EQ(few.rejected, (Reasons{{"outside", 1}}));

  const auto batches = town_.series->unpublished(100)->size();
  std::string swapped;
  for (int i = 0; i < 50; ++i) swapped += fmt::format("s{};2021-05-01T10:00;2.1;41.4;a\n", i);
  const auto refused = must(small_, file(rows + swapped), 10);
  EXPECT_TRUE(refused.refused);
  EXPECT_EQ(refused.stored, 0u);
  EXPECT_EQ(refused.rejected, (Reasons{{"file_refused", 149}}));
  EXPECT_THAT(refused.files[0]["refused"].get<std::string>(), HasSubstr("axes look swapped"));
  EXPECT_EQ(town_.series->unpublished(100)->size(), batches) << "what was appended of it is gone";
  EXPECT_EQ(town_.records("small").size(), 99u);
}

TEST_F(Import, ARenamedColumnIsReportedNotGuessed) {
  const auto renamed = must(small_, file("1;2021-05-01T10:00;41.4;2.1;a\n", "key;when;latt;lon;what"));
  EXPECT_TRUE(renamed.refused);
  EXPECT_THAT(renamed.files[0]["refused"].get<std::string>(), testing::AllOf(HasSubstr("'lat'"), HasSubstr("'latt' comes near")));
  EXPECT_FALSE(must(small_, file("1;2021-05-01T10:00;41.4;2.1;a\n", "key;when;lat;lon;type")).refused)
      << "a variant that the mapping names";
  EXPECT_TRUE(must(small_, file("1;2021-05-01T10:00;41.4;2.1;a;b\n", "key;when;lat;lon;type;what")).refused) << "two variants at once";
  // Without a header the first row is data: none of it may be told.
  const auto headless = must(small_, file("", "17;Jean Dupont;41.4;2.1;a"));
  EXPECT_THAT(headless.files[0].dump(), testing::Not(HasSubstr("Dupont")));
}

TEST_F(Import, TheMappingSaysWhetherADamagedRowTakesTheFileWithIt) {
  const auto strict = test::mapping_of("damage = \"file\"\n" + std::string{test::small_mapping});
  const auto refused = must(strict, file("1;2021-05-01T10:00;41.4;2.1;a\n2;never;41.4;2.1;a\n"), 1);
  EXPECT_TRUE(refused.refused);
  EXPECT_THAT(refused.files[0]["refused"].get<std::string>(), HasSubstr("row 3 (byte 52)"));
  EXPECT_TRUE(town_.records("small").empty());
}

TEST_F(Import, PlantedPersonalDataReachesNoFile) {
  const auto mapping = test::mapping_of(std::string{test::small_mapping} + R"(
[[keep]]
name = "note"
columns = ["note"]
type = "text"
reason = "what crews wrote of the road; council decision 12"
)");
  std::string rows;
  for (int i = 0; i < 60; ++i) rows += fmt::format("{};2021-05-01T10:00;41.4;2.1;a;dry;Maria Planted\n", i);
  rows +=
      "p1;2021-05-01T10:00;41.4;2.1;b;called by Jean Plantedname on 06 98 76 54 32;x\n"
      "p2;2021-05-01T10:00;41.4;2.1;car ZZ-987-YY;owner at planted.owner@example.org or @plantedhandle;x\n"
      "p3;never 0698765432;41.4;2.1;b;born 12/11/1971;x\n"
      "0698765433;2021-05-01T10:00;41.4;2.1;b;c;x\n";
  const auto report = must(mapping, file(rows, "key;when;lat;lon;what;note;driver_name"));
  EXPECT_FALSE(report.refused) << report.files.dump();
  EXPECT_EQ(report.stored, 62u);
  EXPECT_EQ(report.rejected, (Reasons{{"bad_time", 1}, {"personal_key", 1}}));
  EXPECT_EQ(report.files[0]["personal_removed"], 5);
  const std::string kept = stored_bytes() + report.to_json().dump();
  for (const char* planted : {"Planted", "planted", "98 76 54", "987-YY", "0698765", "12/11/1971"})
    EXPECT_EQ(kept.find(planted), std::string::npos) << planted;
}

TEST_F(Import, AColumnOfPersonalDataIsRefusedUnlessAReasonIsWritten) {
  const std::string kept = "[[keep]]\nname = \"more\"\ncolumns = [\"driver_name\", \"ref\"]\n";
  const auto mapping = test::mapping_of(test::small_mapping + kept);
  EXPECT_THAT(
      must(mapping, file("1;2021-05-01T10:00;41.4;2.1;a;x\n", "key;when;lat;lon;what;driver_name")).files[0]["refused"].get<std::string>(),
      HasSubstr("names of persons"));
  std::string rows;
  for (int i = 0; i < 40; ++i) rows += fmt::format("{};2021-05-01T10:00;41.4;2.1;a;{:04} BCD\n", i, 1000 + i);
  const auto by_content = must(mapping, file(rows, "key;when;lat;lon;what;ref"), 7);
  EXPECT_THAT(by_content.files[0]["refused"].get<std::string>(), HasSubstr("number plates"));
  EXPECT_TRUE(town_.records("small").empty());
  const auto reasoned = test::mapping_of(test::small_mapping + kept + "reason = \"stolen-vehicle notices, order 7\"\n");
  EXPECT_EQ(must(reasoned, file(rows, "key;when;lat;lon;what;ref")).stored, 40u);
}

TEST_F(Import, NeedsAPermitForThisVerySource) {
  const auto other = town_.permit("other");
  ImportOptions options;
  const auto refused = import_files(small_, {file("1;2021-05-01T10:00;41.4;2.1;a\n")}, other, town_.doors(), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::denied);
  EXPECT_TRUE(town_.records("small").empty());
}

TEST_F(Import, IsNamedAndAuditedInOneTransaction) {
  must(small_, file("1;2021-05-01T10:00;41.4;2.1;a\n2;2021-05-01T10:00;41.4;2.1;a\n3;2021-05-01T10:00;41.4;2.1;a\n"), 2);
  const auto named = *town_.ledger->facts_after(0, "series.", 10);
  ASSERT_EQ(named.size(), 2u) << "one fact a batch";
  EXPECT_EQ(named[0].fact.body["count"], 2);
  EXPECT_TRUE(named[0].fact.exercise);
  EXPECT_EQ(named[0].fact.basis->id, "exercise");
  const auto entry = city::audit_entry_from_json(*parse_json(*town_.ledger->audit_before(0, 1)->front().body));
  EXPECT_EQ(entry->action, "records.import");
  EXPECT_EQ(entry->details["stored"], 3);
}

TEST_F(Import, TryingStoresNothing) {
  const auto cursor = *town_.ledger->last_cursor();
  const auto report = try_import(small_, {file("1;2021-05-01T10:00;41.4;2.1;a\n")}, {});
  EXPECT_EQ(report->stored, 1u);
  EXPECT_TRUE(town_.records("small").empty());
  EXPECT_EQ(*town_.ledger->last_cursor(), cursor);
}

TEST_F(Import, ExportWritesWallClockTimesIntervalsAndFurtherColumns) {
  const auto lasting = test::mapping_of(std::string{test::small_mapping} + "[time_end]\ncolumns = [\"until\"]\n");
  must(lasting, file("1;2021-01-01T18:00;41.4;2.1;\"a, \"\"b\"\"\";2021-01-02T08:00\n2;2021-07-01T18:00;41.4;2.1;;\n",
                     "key;when;lat;lon;what;until"));
  RecordText text{TextFormat::csv};
  const auto rows = town_.records("small");
  ASSERT_EQ(rows.size(), 2u);
  for (const auto& row : rows) text.learn(row.record);
  EXPECT_EQ(text.header(), "id,source,source_key,time,lat,lon,x,y,crs,kind,known_by,time_start,time_end,exercise,supersedes,what\n");
  EXPECT_EQ(text.line(rows[0]),
            rows[0].record.id.str() +
                ",records:small,1,2021-01-01T18:00:00+01:00,41.4000000,2.1000000,2.1000000,41.4000000,EPSG:4326,incident,,"
                "2021-01-01T18:00:00+01:00,2021-01-02T08:00:00+01:00,true,,\"a, \"\"b\"\"\"\n");
  EXPECT_THAT(text.line(rows[1]), HasSubstr(",2021-07-01T18:00:00+02:00,"));
  EXPECT_THAT(text.line(rows[1]), testing::EndsWith(",incident,,,,true,,\n"));
}

// The city's own files, of which none may be shipped: this test needs ../shared.
TEST_F(Import, ThirteenYearsOfBarcelonaWithOneMapping) {
  const std::filesystem::path raw = std::filesystem::path{VIGIE_SHARED_DIR} / "data" / "barcelona_collisions" / "raw";
  if (!std::filesystem::exists(raw)) GTEST_SKIP() << "needs " << raw << ", which is measured against and never shipped";
  std::vector<std::filesystem::path> files;
  for (const auto& one : std::filesystem::directory_iterator{raw}) files.push_back(one.path());
  std::sort(files.begin(), files.end());
  const auto mapping = Mapping::load(std::filesystem::path{VIGIE_MAPPINGS_DIR} / "barcelona-collisions.toml");
  ASSERT_TRUE(mapping) << mapping.error().message;
  const auto first = town_.import(*mapping, files, 20'000);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_FALSE(first->refused) << first->to_json().dump();
  EXPECT_EQ(first->read, 118'654u);
  EXPECT_NEAR(static_cast<double>(first->stored), 118'378, 100);
  EXPECT_EQ(first->rejected.at("no_place"), 276u);
  const auto again = town_.import(*mapping, files, 20'000);
  EXPECT_EQ(again->stored, 0u);
  EXPECT_EQ(again->duplicates, first->stored + first->duplicates);
}

}  // namespace
}  // namespace vigie::connectors
