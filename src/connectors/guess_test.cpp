// A first mapping from files nobody has described: what is found, what is left open, what must not be shown.
#include "connectors/guess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_support.h"

namespace vigie::connectors {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const GuessOptions marseille{.zone = "Europe/Paris", .kind = "noise", .centre = geo::LatLon{43.30, 5.37}};

std::string rows(int count, const std::function<std::string(int)>& row) {
  std::string text;
  for (int i = 0; i < count; ++i) text += row(i) + "\n";
  return text;
}

TEST(Guess, ADescribedFileNeedsNoCorrection) {
  const test::Folder folder;
  const auto file =
      folder.write("plaintes_2024.csv", "numero;date_faits;latitude;longitude;nature;nb\n" + rows(300, [](int i) {
                                          return fmt::format("P{:05};{:02}/03/2024 {:02}:15;43,{:04};5,{:04};{};{}", i, 1 + i % 28, i % 24,
                                                             2900 + i, 3600 + i, i % 3 ? "musique" : "chantier", i % 5);
                                        }));
  const auto guess = guess_mapping({file}, marseille);
  ASSERT_TRUE(guess) << guess.error().message;
  const auto mapping = Mapping::parse(guess->mapping, "guess");
  ASSERT_TRUE(mapping) << mapping.error().message << "\n" << guess->mapping;
  EXPECT_EQ(mapping->source, "plaintes");
  EXPECT_EQ(mapping->separator, ';');
  EXPECT_EQ(mapping->decimal_marks, ",");
  EXPECT_EQ(mapping->key.columns, std::vector<std::string>{"numero"});
  EXPECT_EQ(mapping->time.format, "%d/%m/%Y %H:%M");
  EXPECT_EQ(mapping->kind_from.columns, std::vector<std::string>{"nature"});
  const auto report = try_import(*mapping, {file}, {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->stored, 300u) << report->to_json().dump(1);
}

TEST(Guess, MetresNeedTheCitysCentre) {
  const test::Folder folder;
  const auto file = folder.write("voirie.csv", "id,date,x,y\n" + rows(50, [](int i) {
                                                 return fmt::format("{},2024-05-{:02}T10:00,{:.1f},{:.1f}", i, 1 + i % 28,
                                                                    892390.5 + i * 10, 6247035.5 + i * 8);
                                               }));
  const auto with = guess_mapping({file}, marseille);
  ASSERT_TRUE(with);
  EXPECT_THAT(with->mapping, HasSubstr("crs = \"EPSG:2154\""));  // Lambert-93
  const auto without = guess_mapping({file}, {.zone = "Europe/Paris", .kind = "works", .centre = std::nullopt});
  ASSERT_TRUE(without);
  EXPECT_THAT(without->mapping, HasSubstr("crs = \"\""));
  EXPECT_THAT(without->doubts, Contains(AllOf(HasSubstr("--centre"), HasSubstr("EPSG:2154"))));
  EXPECT_FALSE(Mapping::parse(without->mapping, "guess")) << "a mapping with an open question must not be taken";
}

TEST(Guess, WhatItCannotKnowStaysOpen) {
  const test::Folder folder;
  const auto file = folder.write("x.csv", "a,b\n1,2\n3,4\n");
  const auto guess = guess_mapping({file}, {});
  ASSERT_TRUE(guess);
  EXPECT_THAT(guess->doubts, AllOf(Contains(HasSubstr("'kind' is empty")), Contains(HasSubstr("'zone' is empty")),
                                   Contains(HasSubstr("looks like a place")), Contains(HasSubstr("looks like a time"))));
  EXPECT_FALSE(Mapping::parse(guess->mapping, "guess"));
}

TEST(Guess, DayAndMonthThatMayChangePlacesAreADoubt) {
  const test::Folder folder;
  const auto file = folder.write("a.csv", "id,date,lat,lon\n" + rows(20, [](int i) {
                                            return fmt::format("{},{:02}/{:02}/2024,43.30{:02},5.37{:02}", i, 1 + i % 12, 1 + i % 11, i, i);
                                          }));
  const auto guess = guess_mapping({file}, marseille);
  ASSERT_TRUE(guess);
  EXPECT_THAT(guess->doubts, Contains(AllOf(HasSubstr("%d/%m/%Y"), HasSubstr("%m/%d/%Y"))));
}

// Nothing personal is proposed for keeping, and no example shows it.
TEST(Guess, PersonalColumnsAreLeftOutAndNotShown) {
  const test::Folder folder;
  const auto file = folder.write(
      "main.csv", "id,date,lat,lon,Nom du plaignant,tel,remarque,quartier\n" + rows(40, [](int i) {
                    return fmt::format(
                        "{},2024-01-{:02}T08:00,43.30{:02},5.37{:02},Dupont{},06 12 34 56 {:02},Madame Martin appelle,Noailles", i,
                        1 + i % 28, i, i, i, i);
                  }) + "x,2024-01-01T08:00,43.31,5.38,Durand,0612345678,vu AB-123-CD,Endoume\n");
  const auto guess = guess_mapping({file}, marseille);
  ASSERT_TRUE(guess);
  EXPECT_THAT(guess->mapping, AllOf(Not(HasSubstr("Dupont")), Not(HasSubstr("06 12")), Not(HasSubstr("Martin")), Not(HasSubstr("AB-123"))));
  EXPECT_THAT(guess->mapping, AllOf(HasSubstr("\"Nom du plaignant\": its header looks like names"),
                                    HasSubstr("\"remarque\": cells look personal"), HasSubstr("columns = [\"quartier\"]")));
}

// The city's own thirteen files: the guess, its key and box corrected by nobody, stores what the kept mapping stores.
TEST(Guess, BarcelonasThirteenFiles) {
  const std::filesystem::path raw = std::filesystem::path(VIGIE_SHARED_DIR) / "data/barcelona_collisions/raw";
  if (!std::filesystem::exists(raw)) GTEST_SKIP() << "../shared/data/barcelona_collisions is absent";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(raw)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const auto guess = guess_mapping(files, {.zone = "Europe/Madrid", .kind = "collision", .centre = geo::LatLon{41.39, 2.17}});
  ASSERT_TRUE(guess) << guess.error().message;
  const auto mapping = Mapping::parse(guess->mapping, "guess");
  ASSERT_TRUE(mapping) << mapping.error().message << "\n" << guess->mapping;
  EXPECT_EQ(mapping->epsg, 25831);
  EXPECT_EQ(mapping->layouts.size(), 3u);
  const auto report = try_import(*mapping, files, {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->read, 118'654u);
  EXPECT_NEAR(static_cast<double>(report->stored), 118'378, 100);
}

}  // namespace
}  // namespace vigie::connectors
