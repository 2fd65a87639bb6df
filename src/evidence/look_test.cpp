#include <gtest/gtest.h>

#include <cstring>
#include <opencv2/imgproc.hpp>

#include "contact_sheet.h"
#include "look_again.h"
#include "pixel_motion.h"

namespace vigie::evidence {
namespace {

cv::Mat mask_with(const cv::Rect& box) {
  cv::Mat mask = cv::Mat::zeros(90, 160, CV_8UC1);
  mask(box) = 255;
  return mask;
}

// Looks at a thing 12 wide that moves `speed` pixels a second, a moment every 0.12 s.
int looks_in_three_seconds(double speed) {
  LookAgain again;
  int looks = 0;
  for (int i = 0; i < 25; ++i) {
    const cv::Rect box(10 + static_cast<int>(speed * i * 0.12), 30, 12, 20);
    const cv::Rect place(box.x - 4, box.y - 4, box.width + 8, box.height + 8);
    looks += again.due(place & cv::Rect(0, 0, 160, 90), mask_with(box & cv::Rect(0, 0, 160, 90)), i * 0.12);
  }
  return looks;
}

TEST(LookAgain, LooksOftenAtTheQuickAndNowAndThenAtWhatStands) {
  EXPECT_LE(looks_in_three_seconds(0), 4);
  EXPECT_GE(looks_in_three_seconds(0), 3);
  EXPECT_GE(looks_in_three_seconds(30), 6);
  EXPECT_GE(looks_in_three_seconds(45), looks_in_three_seconds(30));
}

TEST(LookAgain, AnotherPlaceIsLookedAtAtOnce) {
  LookAgain again;
  EXPECT_TRUE(again.due({10, 10, 20, 20}, mask_with({14, 14, 10, 10}), 1));
  EXPECT_FALSE(again.due({10, 10, 20, 20}, mask_with({14, 14, 10, 10}), 1.12));
  EXPECT_TRUE(again.due({80, 10, 20, 20}, mask_with({84, 14, 10, 10}), 1.12));
}

TEST(PixelMotion, SaysHowFarAPatternMovedAndNothingWhereThereIsNone) {
  cv::Mat street(180, 320, CV_8UC1, cv::Scalar::all(90));
  const auto with_car = [&](int x, int y) {
    cv::Mat picture = street.clone();
    cv::rectangle(picture, {x, y, 40, 30}, cv::Scalar::all(200), cv::FILLED);
    cv::rectangle(picture, {x + 8, y + 6, 24, 8}, cv::Scalar::all(40), cv::FILLED);
    return picture;
  };
  const auto shift = shift_of({120, 80, 40, 30}, with_car(120, 80), with_car(110, 95));
  ASSERT_TRUE(shift);
  EXPECT_NEAR(shift->x, 10, 2.5);
  EXPECT_NEAR(shift->y, -15, 2.5);
  EXPECT_FALSE(shift_of({120, 80, 40, 30}, street, street)) << "an even surface moves anywhere";
  EXPECT_FALSE(shift_of({318, 178, 2, 2}, street, street));
}

// Says where it sees something bright, as a detector would.
class SeesBright final : public perception::Detector {
 public:
  Result<std::vector<perception::Detection>> detect(const cv::Mat& bgr) override {
    ++runs;
    cv::Mat grey, labels, stats, centroids;
    cv::extractChannel(bgr, grey, 1);
    const int count = cv::connectedComponentsWithStats(grey > 200, labels, stats, centroids, 8, CV_32S);
    std::vector<perception::Detection> found;
    for (int i = 1; i < count; ++i)
      found.push_back({{stats.at<int>(i, 0) * 1.0, stats.at<int>(i, 1) * 1.0, stats.at<int>(i, 2) * 1.0, stats.at<int>(i, 3) * 1.0},
                       perception::ObjectClass::person,
                       0.8});
    return found;
  }
  const std::string& model_version() const override { return version_; }
  int runs = 0;

 private:
  std::string version_ = "bright";
};

TEST(ContactSheets, GiveEachMomentItsOwnDetectionsBackInThePicture) {
  ContactSheets sheets;
  constexpr std::size_t kMoments = 40;
  for (std::size_t moment = 0; moment < kMoments; ++moment) {
    const int x = 20 + static_cast<int>(moment) * 14, y = 100;
    video::FootagePicture picture{cv::Mat(480, 640, CV_8UC1, cv::Scalar::all(60)), cv::Mat(240, 320, CV_8UC1, cv::Scalar::all(128)),
                                  cv::Mat(240, 320, CV_8UC1, cv::Scalar::all(128)), 0, true};
    picture.luma(cv::Rect(x, y, 30, 60)) = 255;
    cv::Mat differs = cv::Mat::zeros(240, 320, CV_8UC1);
    differs(cv::Rect(x / 2, y / 2, 15, 30)) = 255;
    sheets.add(moment, picture, differs, 2, {x - 15.0, y - 20.0, 60, 100}, 60);
  }
  SeesBright detector;
  const auto found = sheets.detect(detector, {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), kMoments);
  std::vector<bool> seen(kMoments);
  for (const auto& one : *found) {
    seen.at(one.moment) = true;
    EXPECT_NEAR(one.detection.box.x, 20 + 14.0 * static_cast<double>(one.moment), 3);
    EXPECT_NEAR(one.detection.box.y, 100, 3);
    EXPECT_GT(one.moving, 0.8);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), static_cast<std::ptrdiff_t>(kMoments));
  EXPECT_EQ(detector.runs, 3) << "six cut-outs of 60 × 100 beside each other, three such shelves on a sheet";
  EXPECT_EQ(sheets.sheets(), 3u);
  EXPECT_TRUE(sheets.detect(detector, {})->empty()) << "nothing waits any more";
}

}  // namespace
}  // namespace vigie::evidence
