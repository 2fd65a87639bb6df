#include "foresight/audit.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <random>

#include "audit/ranking.h"

namespace vigie::foresight {
namespace {

constexpr int end = 17'532;

// Two kinds reported all over town; patrols find many of the second around one corner.
EventSet town() {
  std::mt19937_64 random(7);
  EventSet set;
  set.kinds = {"noise", "parking"};
  set.epsg = 32631;
  const auto add = [&](Event event) {
    set.events.push_back(event);
    ++set.known_by[set.kinds[event.kind]][static_cast<std::size_t>(event.known_by)];
  };
  for (int day = end - 900; day < end; ++day) {
    for (int i = 0; i < 4; ++i)
      add({.day = day,
           .x_m = 1000 * static_cast<double>(random() % 5) + 10,
           .y_m = 700 * static_cast<double>(random() % 5) + 10,
           .kind = static_cast<std::uint16_t>(i % 2),
           .known_by = KnownBy::reported});
    for (int i = 0; i < 3; ++i) add({.day = day, .x_m = 4010, .y_m = 2810, .kind = 1, .known_by = KnownBy::patrol});
  }
  set.known_by["Drug/Narcotics Violation"][static_cast<std::size_t>(KnownBy::patrol)] = 700;
  set.read = static_cast<long>(set.events.size()) + 700;
  return set;
}

TEST(Audit, SaysWhatPatrolsFoundAndHowTheRankingChangesWithoutIt) {
  const auto report = audit(town(), {.from = end - 182, .to = end, .exposure = {{4010, 2810, 90}, {10, 10, 10}, {90'000, 0, 5}}}, {});
  ASSERT_TRUE(report) << report.error().message;
  const auto& known = (*report)["known_by"];
  EXPECT_EQ(known["events"], 7000);
  EXPECT_EQ(known["patrol"], 2700 + 700);
  EXPECT_NEAR(known["share_found_by_patrol"].get<double>(), 3400.0 / 7000, 1e-12);
  bool refused = false;
  for (const auto& kind : known["by_kind"])
    if (kind["kind"] == "Drug/Narcotics Violation") refused = kind["refused"] == "drug";
  EXPECT_TRUE(refused);
  EXPECT_LT((*report)["ranking_without_patrol"]["last_365_days"]["rank_correlation"].get<double>(), 1);
  EXPECT_EQ((*report)["kinds"].size(), 2u);
  EXPECT_EQ((*report)["calibration"]["bins"].size(), 10u);
  EXPECT_EQ((*report)["exposure"]["minutes"], 100);
  EXPECT_EQ((*report)["exposure"]["minutes_outside"], 5);
  EXPECT_EQ((*report)["inputs"]["left_out"]["found_by_patrol"], 2700);
}

TEST(Audit, SuspendedKindsSayWhy) {
  EventSet set = town();
  std::size_t noises = 0;
  std::erase_if(set.events, [&](const Event& event) { return event.kind == 0 && ++noises > 150; });
  const auto report = audit(set, {.from = end - 182, .to = end}, {});
  ASSERT_TRUE(report) << report.error().message;
  bool found = false;
  for (const auto& kind : (*report)["kinds"])
    if (kind["kind"] == "noise") {
      found = true;
      EXPECT_TRUE(kind["suspended"].get<bool>());
      EXPECT_THAT(kind["why"].get<std::string>(), testing::HasSubstr("too few"));
    }
  EXPECT_TRUE(found);
  EXPECT_FALSE((*report)["exposure"]["given"].get<bool>());
}

TEST(Ranking, ComparesByRanksAndTops) {
  std::vector<Event> events;
  for (int i = 0; i < 20; ++i) events.push_back({.day = 0, .x_m = 750.0 * i + 1, .y_m = 1});
  const StudyArea area(geo::Grid{}, events, 1);
  std::vector<double> rising(100), falling(100);
  for (std::size_t i = 0; i < 100; ++i) {
    rising[i] = static_cast<double>(i);
    falling[i] = -static_cast<double>(i);
  }
  const auto same = compare_rankings(area, rising, rising), opposite = compare_rankings(area, rising, falling);
  EXPECT_DOUBLE_EQ(same.rank_correlation, 1);
  EXPECT_DOUBLE_EQ(same.kept[2], 1);
  EXPECT_DOUBLE_EQ(opposite.rank_correlation, -1);
  EXPECT_DOUBLE_EQ(opposite.kept[2], 0);
  EXPECT_EQ(ranking(area, rising).front(), 99);
}

TEST(Exposure, IsReadOrRefused) {
  const auto metres = parse_exposure("x,y,minutes\n10,20,30\n", 32631);
  ASSERT_TRUE(metres) << metres.error().message;
  EXPECT_EQ((*metres)[0].minutes, 30);
  const auto degrees = parse_exposure("lat,lon,minutes\n41.4,2.1,30\n", 32631);
  ASSERT_TRUE(degrees) << degrees.error().message;
  EXPECT_NEAR((*degrees)[0].x_m, 424'770, 500);
  EXPECT_FALSE(parse_exposure("x,y,minutes\n10,20,-1\n", 32631));
  EXPECT_FALSE(parse_exposure("lat,lon,minutes\n91,2,1\n", 32631));
  EXPECT_FALSE(parse_exposure("x,y\n1,2\n", 32631));
  EXPECT_FALSE(parse_exposure("", 32631));
}

TEST(Audit, FindsTheSharePatrolsFoundInSeattle) {
  const std::filesystem::path file = VIGIE_SHARED_DIR "/data/seattle_911/events.csv.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the shared data are measured against, never shipped";
  const auto set =
      read_events(file, {.kinds = {"NUISANCE, MISCHIEF"}, .past_ends = 1 << 20, .now = SystemClock{}.utc_now(), .keep_patrol = true});
  ASSERT_TRUE(set) << set.error().message;
  long patrol = 0, all = 0;
  for (const auto& [kind, rows] : set->known_by)
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all += rows[i];
      patrol += i == static_cast<std::size_t>(KnownBy::patrol) ? rows[i] : 0;
    }
  EXPECT_EQ(all, 91'067);
  EXPECT_NEAR(static_cast<double>(patrol) / static_cast<double>(all), 0.063, 0.001);
}

}  // namespace
}  // namespace vigie::foresight
