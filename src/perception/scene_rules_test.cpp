#include "scene_rules.h"

#include <gtest/gtest.h>

#include "minute_counts.h"

namespace vigie::perception {
namespace {

// A square zone of 100 × 100 pixels and a vertical line at x = 300; objects are 20 × 40 and stand on their foot.
Scene test_scene() {
  Scene scene;
  scene.zones.push_back({"square", {{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {"intrusion", "occupancy"}, 1});
  SceneLine line{.name = "gate", .from = {300, 200}, .to = {300, 0}, .classes = {ObjectClass::person}, .legal = Crossing::a_to_b};
  scene.lines.push_back(line);
  return scene;
}

const std::vector<std::string> kAllKinds{"intrusion", "occupancy", "direction"};

Track standing_at(double x, double y, std::uint64_t id = 1) {
  Track track;
  track.id = id;
  track.box = {x - 10, y - 40, 20, 40};
  track.confidence = 0.8;
  return track;
}

// Runs pictures at 10 a second and collects what is said.
class Street {
 public:
  explicit Street(const std::vector<std::string>& kinds = kAllKinds)
      : scene_(test_scene()), rules_(scene_, kinds), gate_(scene_.lines[0]), counts_(scene_) {}
  void picture(const std::vector<Track>& tracks) {
    now_s += 0.1;
    const auto seen = rules_.plausible(tracks);
    std::vector<std::pair<std::string, LineCrossing>> crossings;
    for (const auto& crossing : gate_.update(seen, now_s)) crossings.emplace_back("gate", crossing);
    crossed += static_cast<int>(crossings.size());
    for (auto& count : counts_.add(seen, crossings, now_s)) counts.push_back(count);
    for (auto& alert : rules_.update(seen, crossings, now_s)) alerts.push_back(alert);
  }
  void pictures(int count, const std::vector<Track>& tracks) {
    for (int i = 0; i < count; ++i) picture(tracks);
  }
  void stop() {
    for (auto& alert : rules_.stop(now_s)) alerts.push_back(alert);
    for (auto& count : counts_.finish()) counts.push_back(count);
  }
  std::vector<RuleAlert> alerts;
  std::vector<MinuteCount> counts;
  int crossed = 0;
  double now_s = 0;

 private:
  Scene scene_;
  SceneRules rules_;
  LineWatch gate_;
  MinuteCounts counts_;
};

TEST(Intrusion, NeedsSeveralPicturesSpeaksOnceAndEndsWhenTheZoneIsQuiet) {
  Street street;
  street.pictures(2, {standing_at(50, 50)});
  street.picture({});
  EXPECT_TRUE(street.alerts.empty());
  street.pictures(30, {standing_at(50, 50)});
  ASSERT_EQ(street.alerts.size(), 1u);
  EXPECT_EQ(street.alerts[0].kind, "intrusion");
  EXPECT_EQ(street.alerts[0].place, "square");
  EXPECT_FALSE(street.alerts[0].ended);
  EXPECT_NEAR(street.alerts[0].raised_at_s - street.alerts[0].start_s, 0.2, 0.01);
  EXPECT_EQ(street.alerts[0].box, standing_at(50, 50).box);
  const double left_s = street.now_s;
  street.pictures(25, {standing_at(200, 50)});
  ASSERT_EQ(street.alerts.size(), 2u);
  EXPECT_TRUE(street.alerts[1].ended);
  EXPECT_EQ(street.alerts[1].number, street.alerts[0].number);
  EXPECT_NEAR(street.alerts[1].end_s, left_s, 0.01);
}

TEST(Intrusion, AlwaysEndsEvenWhenNobodyLeaves) {
  Street street;
  street.pictures(7000, {standing_at(50, 50)});
  ASSERT_EQ(street.alerts.size(), 2u) << "raised and ended by its longest life, then silent";
  EXPECT_NEAR(street.alerts[1].end_s - street.alerts[1].start_s, 600, 0.2);
  street.pictures(30, {});
  street.pictures(10, {standing_at(50, 50)});
  EXPECT_EQ(street.alerts.size(), 3u);
  street.stop();
  ASSERT_EQ(street.alerts.size(), 4u);
  EXPECT_TRUE(street.alerts[3].ended);
}

TEST(Intrusion, ATrackFasterThanAnyoneRunsCountsForNothing) {
  Street street;
  auto impossible = standing_at(50, 50);
  impossible.velocity_per_s = {2000, 0};
  street.pictures(20, {impossible});
  EXPECT_TRUE(street.alerts.empty());
}

TEST(Kinds, ThatAreNotPermittedAreNotComputed) {
  Street street({"occupancy"});
  street.pictures(20, {standing_at(50, 50)});
  EXPECT_TRUE(street.alerts.empty());
  EXPECT_EQ(SceneRules(test_scene(), {}).active(), std::vector<std::string>{});
  EXPECT_EQ(SceneRules(test_scene(), kAllKinds).active(), (std::vector<std::string>{"direction", "intrusion", "occupancy"}));
}

TEST(Occupancy, IsRaisedAboveTheNumberAndNotAtIt) {
  Street street({"occupancy"});
  street.pictures(30, {standing_at(20, 50, 1)});
  EXPECT_TRUE(street.alerts.empty());
  street.pictures(30, {standing_at(20, 50, 1), standing_at(60, 50, 2)});
  ASSERT_EQ(street.alerts.size(), 1u);
  EXPECT_EQ(street.alerts[0].kind, "occupancy");
}

TEST(Lines, CountBothWaysOnceAndRaiseOnlyTheForbiddenOne) {
  // Seen from (300, 200) to (300, 0), upwards, left is the side of small x: "a".
  Street street;
  for (double x = 250; x <= 350; x += 5) street.picture({standing_at(x, 100, 1)});
  EXPECT_EQ(street.crossed, 1);
  EXPECT_TRUE(street.alerts.empty());
  for (double x = 350; x >= 250; x -= 5) street.picture({standing_at(x, 100, 2)});
  EXPECT_EQ(street.crossed, 2);
  ASSERT_EQ(street.alerts.size(), 1u);
  EXPECT_EQ(street.alerts[0].kind, "direction");
  street.pictures(200, {standing_at(250, 100, 2)});
  ASSERT_EQ(street.alerts.size(), 2u);
  EXPECT_TRUE(street.alerts[1].ended);
}

TEST(Lines, TremblingOnTheLineAndPassingBesideItAreNoCrossings) {
  Street street;
  for (int i = 0; i < 50; ++i) street.picture({standing_at(i % 2 ? 299 : 301, 100)});
  for (double x = 250; x <= 350; x += 5) street.picture({standing_at(x, 300, 7)});
  EXPECT_EQ(street.crossed, 0);
}

TEST(Lines, OtherClassesThanTheLinesAreNotCounted) {
  Street street;
  for (double x = 250; x <= 350; x += 5) {
    auto car = standing_at(x, 100);
    car.kind = ObjectClass::car;
    street.picture({car});
  }
  EXPECT_EQ(street.crossed, 0);
}

TEST(Counts, AreMeansPerMinuteAndSumsOverLines) {
  Street street;
  for (int i = 0; i < 595; ++i) street.picture({standing_at(50, 50, 1), standing_at(200, 50, 2)});
  for (double x = 250; x <= 350; x += 5) street.picture({standing_at(x, 100, 3)});
  street.stop();
  double minutes = 0, crossings = 0;
  for (const auto& count : street.counts) {
    if (count.place.empty() && minutes++ == 0) {
      EXPECT_NEAR(count.value, 2, 0.02);
      EXPECT_NEAR(count.to_s, 60, 1e-9);
    }
    if (count.kind == MinuteCount::Kind::crossed && count.way == Crossing::a_to_b) crossings += count.value;
  }
  EXPECT_EQ(minutes, 2);
  EXPECT_EQ(crossings, 1);
}

}  // namespace
}  // namespace vigie::perception
