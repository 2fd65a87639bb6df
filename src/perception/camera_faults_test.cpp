// Faults put into real footage, seeded, and nuisances that are none. The clips are the project's reference data: not in the
// repository, so that what needs them is skipped where they are absent.

#include <gtest/gtest.h>

#include "fault_footage.h"

namespace vigie::perception {
namespace {

using footage::Frame;
using video::CameraFault;

constexpr const char* kStreet = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

std::vector<std::string> raised(const std::vector<FaultAlert>& told) {
  std::vector<std::string> kinds;
  for (const auto& alert : told)
    if (!alert.ended) kinds.emplace_back(kind_of(alert.fault));
  return kinds;
}

class Street : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kStreet)) GTEST_SKIP() << kStreet << " is absent: install opencv-doc";
    static const auto once = footage::read(kStreet, 40);
    ASSERT_TRUE(once) << once.error().message;
    frames_ = &*once;
  }
  const std::vector<Frame>& frames() const { return *frames_; }
  // One alert, of this kind, raised in time, and ended when the picture was whole again.
  static void expect_one(const std::string& what, const std::vector<FaultAlert>& told, CameraFault fault, double begin_s) {
    ASSERT_EQ(raised(told), std::vector<std::string>{std::string(kind_of(fault))}) << what;
    EXPECT_GE(told[0].raised_at_s, begin_s) << what;
    EXPECT_LE(told[0].raised_at_s, begin_s + 10) << what;
    EXPECT_NEAR(told[0].start_s, begin_s, 8) << what;
    ASSERT_EQ(told.size(), 2U) << what;
    EXPECT_TRUE(told[1].ended) << what;
    EXPECT_EQ(told[1].number, told[0].number) << what;
  }

 private:
  const std::vector<Frame>* frames_ = nullptr;
};

TEST_F(Street, UntouchedFootageHasNoFault) { EXPECT_TRUE(footage::watch(frames(), nullptr, 0, 0, 1).empty()); }

TEST_F(Street, EachFaultOfThePictureIsSaidOnceInTimeAndEndsWhenItIsOver) {
  for (const auto& one : footage::picture_faults()) {
    const auto told = footage::watch(frames(), one.change, 14, 27, 1);
    expect_one(one.name, told, one.fault, 14);
    ASSERT_FALSE(HasFatalFailure()) << one.name;
    EXPECT_LT(told.back().end_s, 35) << one.name;
  }
}

TEST_F(Street, LightRainLorriesAndCoarseCompressionAreNoFaults) {
  for (const auto& [name, change] : footage::nuisances())
    EXPECT_EQ(raised(footage::watch(frames(), change, 12, 30, 1)), std::vector<std::string>{}) << name;
}

std::vector<std::size_t> up_to(std::size_t count) {
  std::vector<std::size_t> source(count);
  for (std::size_t i = 0; i < count; ++i) source[i] = i;
  return source;
}

TEST_F(Street, AFrozenPictureIsFoundWithAndWithoutNoiseAndEndsWhenItMoves) {
  for (const double noise : {0.0, 1.5}) {
    auto source = up_to(150);
    source.insert(source.end(), 120, 149);
    const auto told = footage::watch_rearranged(frames(), source, noise, 150, 7);
    ASSERT_EQ(raised(told), std::vector<std::string>{"camera_frozen"}) << noise;
    EXPECT_LE(told[0].raised_at_s, 25) << noise;
    for (std::size_t i = 150; i < 250; ++i) source.push_back(i);
    const auto over = footage::watch_rearranged(frames(), source, 0, 0, 7);
    ASSERT_EQ(over.size(), 2U);
    EXPECT_NEAR(over[1].end_s, 27, 1.5);
  }
}

TEST_F(Street, ARepetitionIsFoundAndAReplayIsExempt) {
  auto source = up_to(120);
  for (int round = 0; round < 3; ++round)
    for (std::size_t i = 60; i < 120; ++i) source.push_back(i);
  for (const double noise : {0.0, 2.0}) {  // shown again to the last bit, or encoded anew
    const auto told = footage::watch_rearranged(frames(), source, noise, 120, 3);
    ASSERT_EQ(raised(told), std::vector<std::string>{"camera_looped"}) << noise;
    EXPECT_LE(told[0].raised_at_s, 12 + 10) << "counted from the beginning of the second showing";
  }
  EXPECT_TRUE(footage::watch_rearranged(frames(), source, 0, 0, 3, video::SourceNature::replay).empty());
}

cv::Mat textured() {
  cv::Mat picture(144, 192, CV_8U);
  cv::RNG random(5);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(picture, picture, {}, 3);
  return picture;
}

TEST(CameraFaults, SilenceIsOfflineAndTheNextPictureEndsIt) {
  CameraFaults faults(video::SourceNature::live);
  const cv::Mat picture = textured();
  EXPECT_TRUE(faults.picture(picture, 0).empty());
  EXPECT_TRUE(faults.no_picture(4.5).empty());
  const auto told = faults.no_picture(5.5);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].fault, CameraFault::offline);
  EXPECT_DOUBLE_EQ(told[0].start_s, 0);
  EXPECT_TRUE(faults.no_picture(60).empty()) << "said once";
  const auto back = faults.picture(picture, 61);
  ASSERT_EQ(back.size(), 1U);
  EXPECT_TRUE(back[0].ended);
}

TEST(CameraFaults, AHoleInAFileIsToldWhenItsEndIsSeen) {
  CameraFaults faults(video::SourceNature::live);
  const cv::Mat picture = textured();
  faults.picture(picture, 0);
  const auto told = faults.picture(picture, 30);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].raised_at_s, 5);
  EXPECT_TRUE(told[1].ended);
}

TEST(CameraFaults, ACameraThatNeverGaveAPictureIsOfflineToo) {
  CameraFaults faults(video::SourceNature::live);
  EXPECT_TRUE(faults.no_picture(100).empty());
  EXPECT_EQ(faults.no_picture(106).size(), 1U);
  const auto ended = faults.stop(110);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_TRUE(ended[0].ended);
}

TEST(CameraFaults, AStillSceneFromTheBeginningIsNotCalledFrozen) {
  CameraFaults faults(video::SourceNature::live);
  const cv::Mat picture = textured();  // a codec skips what does not change: an empty street at night looks like this
  std::vector<FaultAlert> told;
  for (int i = 0; i < 600; ++i)
    for (const auto& one : faults.picture(picture, i * 0.1)) told.push_back(one);
  EXPECT_TRUE(told.empty());
}

TEST(CameraFaults, PicturesOfAnySizeAreTaken) {
  CameraFaults faults(video::SourceNature::live);
  double now_s = 0;
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(16, 9), cv::Size(4000, 10), cv::Size(9, 3000), cv::Size(1920, 1080)})
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(faults.picture(cv::Mat(size, CV_8U, cv::Scalar(60)), now_s += 0.25).empty());
}

TEST(CameraFaults, AReplayDoesNotListTheRepetition) {
  EXPECT_EQ(CameraFaults(video::SourceNature::live).active().size(), 7U);
  const auto kinds = CameraFaults(video::SourceNature::replay).active();
  EXPECT_EQ(kinds.size(), 6U);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "camera_looped"), 0);
}

}  // namespace
}  // namespace vigie::perception
