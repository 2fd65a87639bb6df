#include "scene_memory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vigie::evidence {
namespace {

constexpr int kWorkingWidth = 320;
constexpr std::size_t kMostSamples = 41;
constexpr double kLeastDifference = 16, kMostDifference = 45, kSpreads = 4;
constexpr double kDayFrom = 70, kNightShare = 0.5;  // mean luma; of the least difference
constexpr double kEdgeShare = 0.15;
constexpr int kColourDifference = 14;
constexpr double kWholePicture = 0.7;
constexpr double kLeastBlob = 0.0004;
constexpr std::size_t kMostBlobs = 64;

// The value of each pixel that has `rank` smaller ones, bit by bit from the highest: for every bit one pass over all samples, which
// the compiler turns into vector instructions, where sorting pixel by pixel took a quarter of a quiet search.
cv::Mat ranked(const std::vector<const cv::Mat*>& planes, std::size_t rank) {
  static_assert(kMostSamples < 256);
  cv::Mat result(planes[0]->size(), CV_8UC1);
  const auto width = static_cast<std::size_t>(result.cols);
  std::vector<std::uint8_t> tried(width), smaller(width);
  for (int y = 0; y < result.rows; ++y) {
    auto* const value = result.ptr<std::uint8_t>(y);
    std::fill(value, value + width, std::uint8_t{0});
    for (int bit = 128; bit > 0; bit >>= 1) {
      for (std::size_t x = 0; x < width; ++x) tried[x] = static_cast<std::uint8_t>(value[x] | bit);
      std::fill(smaller.begin(), smaller.end(), std::uint8_t{0});
      for (const auto* plane : planes) {
        const auto* const row = plane->ptr<std::uint8_t>(y);
        for (std::size_t x = 0; x < width; ++x) smaller[x] = static_cast<std::uint8_t>(smaller[x] + (row[x] < tried[x] ? 1 : 0));
      }
      for (std::size_t x = 0; x < width; ++x) value[x] = smaller[x] <= rank ? tried[x] : value[x];
    }
  }
  return result;
}

// The middle of signed differences, of every fourth pixel.
double median_of(const cv::Mat& plane) {
  std::array<int, 512> histogram{};
  int count = 0;
  for (int y = 0; y < plane.rows; y += 2)
    for (int x = 0; x < plane.cols; x += 2, ++count)
      ++histogram[static_cast<std::size_t>(std::clamp(plane.at<std::int16_t>(y, x) + 256, 0, 511))];
  int seen = 0;
  for (std::size_t value = 0; value < histogram.size(); ++value)
    if ((seen += histogram[value]) * 2 >= count) return static_cast<double>(value) - 256;
  return 0;
}

}  // namespace

int shrink_factor(int width_px) { return std::max(1, static_cast<int>(std::lround(static_cast<double>(width_px) / kWorkingWidth))); }

SmallPicture shrink(const video::FootagePicture& picture, int factor) {
  SmallPicture small;
  const cv::Size size(picture.luma.cols / factor, picture.luma.rows / factor);
  if (factor == 1)
    small.luma = picture.luma.clone();
  else
    cv::resize(picture.luma, small.luma, size, 0, 0, cv::INTER_AREA);
  const int interpolation = factor >= 2 ? cv::INTER_AREA : cv::INTER_LINEAR;
  cv::resize(picture.blue_difference, small.blue_difference, size, 0, 0, interpolation);
  cv::resize(picture.red_difference, small.red_difference, size, 0, 0, interpolation);
  return small;
}

StillScene StillScene::from(const std::vector<SmallPicture>& samples) {
  std::vector<const SmallPicture*> used;
  const double stride = std::max(1.0, static_cast<double>(samples.size()) / kMostSamples);
  for (double at = 0; at < static_cast<double>(samples.size()) && used.size() < kMostSamples; at += stride)
    used.push_back(&samples[static_cast<std::size_t>(at)]);
  const auto planes = [&](cv::Mat SmallPicture::*plane) {
    std::vector<const cv::Mat*> all;
    for (const auto* one : used) all.push_back(&(one->*plane));
    return all;
  };
  StillScene scene;
  const std::size_t middle = used.size() / 2;
  const auto luma = planes(&SmallPicture::luma);
  scene.median_.luma = ranked(luma, middle);
  scene.median_.blue_difference = ranked(planes(&SmallPicture::blue_difference), middle);
  scene.median_.red_difference = ranked(planes(&SmallPicture::red_difference), middle);
  const cv::Mat spread = scene.median_.luma - ranked(luma, used.size() / 4);
  spread.convertTo(scene.luma_limit_, CV_8U, kSpreads);
  // At night everything stands out less, noise included once the picture is shrunk.
  const double dark = std::clamp(cv::mean(scene.median_.luma)[0] / kDayFrom, kNightShare, 1.0);
  cv::max(scene.luma_limit_, kLeastDifference * dark, scene.luma_limit_);
  cv::min(scene.luma_limit_, kMostDifference, scene.luma_limit_);
  // At an edge of the still scene a tremble of the camera or of its exposure is a large difference.
  cv::Mat edges;
  cv::morphologyEx(scene.median_.luma, edges, cv::MORPH_GRADIENT, cv::getStructuringElement(cv::MORPH_RECT, {3, 3}));
  cv::addWeighted(scene.luma_limit_, 1, edges, kEdgeShare, 0, scene.luma_limit_);
  return scene;
}

cv::Mat StillScene::differing(const SmallPicture& picture) const {
  cv::Mat signed_difference, difference, mask, colour;
  cv::subtract(picture.luma, median_.luma, signed_difference, cv::noArray(), CV_16S);
  const double exposure = median_of(signed_difference);
  cv::absdiff(signed_difference, cv::Scalar::all(exposure), signed_difference);
  signed_difference.convertTo(difference, CV_8U);
  cv::compare(difference, luma_limit_, mask, cv::CMP_GT);
  for (const auto plane : {&SmallPicture::blue_difference, &SmallPicture::red_difference}) {
    cv::absdiff(picture.*plane, median_.*plane, colour);
    mask |= colour > kColourDifference;
  }
  cv::medianBlur(mask, mask, 3);
  if (cv::countNonZero(mask) > kWholePicture * static_cast<double>(mask.total())) return {};
  static const cv::Mat kernel = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 5});
  cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, kernel);
  return mask;
}

std::vector<Blob> blobs_of(const cv::Mat& differing, int factor) {
  cv::Mat labels, stats, centroids;
  const int count = cv::connectedComponentsWithStats(differing, labels, stats, centroids, 8, CV_32S);
  const double least = kLeastBlob * static_cast<double>(differing.total());
  std::vector<Blob> blobs;
  for (int i = 1; i < count; ++i) {
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    if (area < least) continue;
    const double width = stats.at<int>(i, cv::CC_STAT_WIDTH), height = stats.at<int>(i, cv::CC_STAT_HEIGHT);
    blobs.push_back({{stats.at<int>(i, cv::CC_STAT_LEFT) * 1.0 * factor, stats.at<int>(i, cv::CC_STAT_TOP) * 1.0 * factor, width * factor,
                      height * factor},
                     area / (width * height),
                     {}});
  }
  std::sort(blobs.begin(), blobs.end(), [](const Blob& a, const Blob& b) { return a.box.area() * a.filled > b.box.area() * b.filled; });
  if (blobs.size() > kMostBlobs) blobs.resize(kMostBlobs);
  return blobs;
}

ColourReading colour_of(const Blob& blob, const SmallPicture& picture, const cv::Mat& differing, int factor, bool full_range,
                        const SceneLight& light) {
  const cv::Rect box = cv::Rect(static_cast<int>(blob.box.x) / factor, static_cast<int>(blob.box.y) / factor,
                                static_cast<int>(blob.box.width) / factor, static_cast<int>(blob.box.height) / factor) &
                       cv::Rect({}, differing.size());
  cv::Mat luma, yuv;
  if (full_range)
    luma = picture.luma(box);
  else
    picture.luma(box).convertTo(luma, CV_8U, 255.0 / 219, -16 * 255.0 / 219);
  cv::merge(std::vector<cv::Mat>{luma, picture.blue_difference(box), picture.red_difference(box)}, yuv);
  return read_colour(yuv, differing(box), light);
}

}  // namespace vigie::evidence
