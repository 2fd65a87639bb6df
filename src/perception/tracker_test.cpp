#include "tracker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

namespace vigie::perception {
namespace {

Detection person_at(double x, double confidence = 0.9) { return {{x, 100, 40, 100}, ObjectClass::person, confidence}; }

TEST(Tracker, TellsOfATrackOnceItIsConfirmedAndKeepsItsId) {
  Tracker tracker;
  const int confirm_after = tracker.settings().confirm_after;
  for (int frame = 0; frame < 20; ++frame) {
    const auto tracks = tracker.update({person_at(frame * 5.0)}, frame * 0.1);
    ASSERT_EQ(tracks.size(), frame + 1 >= confirm_after ? 1u : 0u) << frame;
    EXPECT_TRUE(tracks.empty() || tracks[0].id == 1);
    EXPECT_TRUE(frame <= 10 || std::abs(tracks[0].velocity_per_s.x - 50) < 5);
  }
}

TEST(Tracker, AWeakDetectionContinuesATrackButBeginsNone) {
  Tracker tracker;
  for (int frame = 0; frame < 5; ++frame) tracker.update({person_at(100)}, frame * 0.1);
  const double weak = tracker.settings().weak + 0.01;
  EXPECT_EQ(tracker.update({person_at(100, weak)}, 0.5).size(), 1u);
  Tracker other;
  for (int frame = 0; frame < 5; ++frame) EXPECT_TRUE(other.update({person_at(100, weak)}, frame * 0.1).empty());
}

TEST(Tracker, AHiddenPersonIsFoundAgainUnderTheSameIdWhileRemembered) {
  Tracker tracker;
  int frame = 0;
  for (; frame < 10; ++frame) tracker.update({person_at(frame * 5.0)}, frame * 0.1);
  for (; frame < 16; ++frame) EXPECT_TRUE(tracker.update({}, frame * 0.1).empty());
  const auto back = tracker.update({person_at(frame * 5.0)}, frame * 0.1);
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].id, 1u);
  const double later = frame * 0.1 + tracker.settings().forget_after_s + 1;
  tracker.update({}, later);
  tracker.update({person_at(frame * 5.0)}, later + 0.1);
  const auto stranger = tracker.update({person_at(frame * 5.0)}, later + 0.2);
  ASSERT_EQ(stranger.size(), 1u);
  EXPECT_NE(stranger[0].id, 1u);
}

TEST(Tracker, PeopleAndVehiclesNeverTakeEachOthersTracksButCarAndTruckAreOne) {
  Tracker tracker;
  for (int frame = 0; frame < 6; ++frame) {
    Detection van{{300, 100, 120, 80}, frame % 3 == 2 ? ObjectClass::truck : ObjectClass::car, 0.8};
    const auto tracks = tracker.update({person_at(300), van}, frame * 0.1);
    if (frame < 3) continue;
    ASSERT_EQ(tracks.size(), 2u);
    EXPECT_EQ(tracks[0].kind, ObjectClass::person);
    EXPECT_EQ(tracks[1].kind, ObjectClass::car);
  }
}

TEST(Tracker, IsDeterministicAndNeverGivesOneIdTwiceInAFrame) {
  const auto run = [] {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> place(0, 600), confidence(0, 1);
    Tracker tracker;
    std::vector<std::uint64_t> ids;
    for (int frame = 0; frame < 200; ++frame) {
      std::vector<Detection> detections;
      for (int i = 0; i < 12; ++i) detections.push_back(person_at(place(random), confidence(random)));
      std::set<std::uint64_t> here;
      for (const auto& track : tracker.update(detections, frame * 0.1)) {
        EXPECT_TRUE(here.insert(track.id).second);
        ids.push_back(track.id);
      }
    }
    return ids;
  };
  EXPECT_EQ(run(), run());
}

TEST(BoxMotion, LearnsASpeedAndPredictsWithIt) {
  BoxMotion motion({0, 0, 40, 100}, {});
  for (int frame = 1; frame <= 20; ++frame) {
    motion.predict(0.1);
    motion.correct({frame * 3.0, 0, 40, 100}, 0.9);
  }
  motion.predict(1);
  EXPECT_NEAR(motion.box().x, 60 + 30, 3);
  EXPECT_NEAR(motion.box().height, 100, 0.5);
}

}  // namespace
}  // namespace vigie::perception
