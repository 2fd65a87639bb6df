#include "perception/scene.h"

#include <gtest/gtest.h>

namespace vigie::perception {
namespace {

constexpr const char* kScene = R"(
version = 1
[[zone]]
name = "square"
points = [[10, 300], [700, 300], [760, 570], [5, 570]]
situations = ["intrusion", "occupancy", "abandoned_object"]
occupancy_above = 12
[[line]]
name = "gate"
points = [[100, 400], [600, 400]]
classes = ["person", "car"]
legal = "a_to_b"
[calibration]
pixels = [[0, 0], [100, 0], [100, 100], [0, 100]]
metres = [[0, 0], [10, 0], [10, 10], [0, 10]]
[mask]
polygons = [[[0, 0], [200, 0], [200, 90], [0, 90]]]
)";

std::string refusal(const std::string& toml) {
  const auto scene = parse_scene(toml);
  return scene ? "" : scene.error().message;
}

TEST(SceneFile, IsReadAsWritten) {
  const auto scene = parse_scene(kScene);
  ASSERT_TRUE(scene) << scene.error().message;
  ASSERT_EQ(scene->zones.size(), 1u);
  EXPECT_TRUE(scene->zones[0].wants("intrusion"));
  EXPECT_EQ(scene->zones[0].occupancy_above, 12);
  ASSERT_EQ(scene->lines.size(), 1u);
  EXPECT_EQ(scene->lines[0].legal, Crossing::a_to_b);
  EXPECT_TRUE(scene->lines[0].counts(ObjectClass::car));
  EXPECT_FALSE(scene->lines[0].counts(ObjectClass::bus));
  EXPECT_EQ(scene->calibration->metres.size(), 4u);
  EXPECT_EQ(scene->masks.size(), 1u);
  EXPECT_TRUE(check_inside(*scene, 768, 576));
}

TEST(SceneFile, SaysLineAndReasonWhenRefused) {
  EXPECT_EQ(refusal("version = 1\nspeed = 3"), "line 2: the scene has an unknown key 'speed'");
  EXPECT_NE(refusal("version = 2").find("version = 1"), std::string::npos);
  EXPECT_NE(refusal("version = 1\n[[zone]]\nname = \"z\"\npoints = [[1, 2], [3, 4]]").find("at least 3 points"), std::string::npos);
  EXPECT_NE(refusal("version = 1\n[[zone]]\nname = \"z\"\npoints = [[1,2],[3,4],[5,6]]\nsituations = [\"loitering\"]")
                .find("'loitering' is not a situation"),
            std::string::npos);
  EXPECT_NE(
      refusal("version = 1\n[[zone]]\nname = \"z\"\npoints = [[1,2],[3,4],[5,6]]\nsituations = [\"occupancy\"]").find("occupancy_above"),
      std::string::npos);
  EXPECT_NE(refusal("version = 1\n[[line]]\nname = \"l\"\npoints = [[1,2],[3,4]]\nclasses = [\"face\"]").find("'face' is not a class"),
            std::string::npos);
  EXPECT_NE(refusal("version = 1\n[[line]]\nname = \"l\"\npoints = [[1,2],[3,4]]\nlegal = \"left\"").find("a_to_b or b_to_a"),
            std::string::npos);
  EXPECT_NE(refusal("version = 1\n[[line]]\nname = \"l\"\npoints = [[1,2],[1,2]]").find("the same"), std::string::npos);
  EXPECT_NE(refusal("version = ").find("line 1"), std::string::npos);
  EXPECT_NE(refusal("version = 1\nzone = 3").find("[[zone]]"), std::string::npos);
}

TEST(SceneFile, AZoneOutsideThePictureIsOneSentence) {
  const auto inside = check_inside(*parse_scene(kScene), 320, 240);
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().message, "zone 'square' has a point (10, 300) outside the picture of 320x240 pixels: draw it inside");
}

TEST(SceneOfCamera, TurnsFractionsIntoPixelsOfThePresetInUse) {
  city::Camera camera;
  camera.id = "camera:1";
  camera.zones.push_back({"square", "", {{0, 0.5}, {1, 0.5}, {1, 1}}, {"intrusion"}, 0});
  camera.zones.push_back({"elsewhere", "preset 2", {{0, 0.5}, {1, 0.5}, {1, 1}}, {"intrusion"}, 0});
  camera.lines.push_back({"gate", "", {0.25, 0.5}, {0.75, 0.5}, {"person"}, "b_to_a"});
  const auto scene = scene_of_camera(camera, "", 400, 200);
  ASSERT_TRUE(scene) << scene.error().message;
  ASSERT_EQ(scene->zones.size(), 1u);
  EXPECT_EQ(scene->zones[0].points[1].x, 400);
  EXPECT_EQ(scene->lines[0].from.x, 100);
  EXPECT_EQ(scene->lines[0].legal, Crossing::b_to_a);
}

TEST(Polygon, HoldsWhatLiesInsideConcaveOnesToo) {
  const Polygon hook{{0, 0}, {10, 0}, {10, 10}, {6, 10}, {6, 4}, {0, 4}};
  EXPECT_TRUE(contains(hook, {2, 2}));
  EXPECT_TRUE(contains(hook, {8, 9}));
  EXPECT_FALSE(contains(hook, {2, 8}));
}

}  // namespace
}  // namespace vigie::perception
