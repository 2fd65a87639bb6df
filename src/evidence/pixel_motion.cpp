#include "pixel_motion.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace vigie::evidence {
namespace {

constexpr int kSide = 16;       // of the pattern that is compared: enough to find a vehicle again, and quick
constexpr double kReach = 0.8;  // in sides of the box: further between two pictures is not looked for
constexpr double kLeastLikeness = 0.6;
constexpr double kLeastContrast = 4;
constexpr double kBody = 0.8;  // of the box, from its middle

}  // namespace

// Normalised cross-correlation (Lewis, "Fast normalized cross-correlation", 1995).
std::optional<cv::Point2d> shift_of(const cv::Rect& box, const cv::Mat& now, const cv::Mat& before) {
  const cv::Rect picture({}, now.size());
  const int width = static_cast<int>(box.width * kBody), height = static_cast<int>(box.height * kBody);
  const cv::Rect body = cv::Rect(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height) & picture;
  if (body.width < 4 || body.height < 4 || before.size() != now.size()) return std::nullopt;
  const int reach = std::max(4, static_cast<int>(kReach * std::max(body.width, body.height)));
  const cv::Rect around = cv::Rect(body.x - reach, body.y - reach, body.width + 2 * reach, body.height + 2 * reach) & picture;
  const double scale = std::min(1.0, static_cast<double>(kSide) / std::max(body.width, body.height));
  cv::Mat pattern, field, likeness;
  cv::resize(now(body), pattern, {}, scale, scale, cv::INTER_AREA);
  cv::resize(before(around), field, {}, scale, scale, cv::INTER_AREA);
  if (pattern.cols < 3 || pattern.rows < 3 || field.cols < pattern.cols || field.rows < pattern.rows) return std::nullopt;
  cv::Scalar mean, deviation;
  cv::meanStdDev(pattern, mean, deviation);
  if (deviation[0] < kLeastContrast) return std::nullopt;  // an even surface is like itself everywhere
  cv::matchTemplate(field, pattern, likeness, cv::TM_CCOEFF_NORMED);
  double best = 0;
  cv::Point at;
  cv::minMaxLoc(likeness, nullptr, &best, nullptr, &at);
  if (!(best >= kLeastLikeness)) return std::nullopt;
  return cv::Point2d(body.x - around.x - at.x / scale, body.y - around.y - at.y / scale);
}

}  // namespace vigie::evidence
