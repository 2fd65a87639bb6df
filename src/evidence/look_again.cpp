#include "look_again.h"

#include <algorithm>
#include <opencv2/core.hpp>

namespace vigie::evidence {
namespace {

constexpr double kLeft = 0.2;       // overlap with the last look below which it has moved by about two thirds of its width
constexpr double kStill = 0.7;      // overlap above which it hardly moves
constexpr double kMoving_s = 0.45;  // the longest time between two looks at what moves, so that what is merged with it is seen in time
constexpr double kStill_s = 0.9;

}  // namespace

bool LookAgain::due(const cv::Rect& place, const cv::Mat& differing, double at_s) {
  if (seen_.empty()) seen_ = cv::Mat::zeros(differing.size(), CV_8UC1);
  std::erase_if(looks_, [&](const Look& look) { return at_s - look.at_s > kStill_s - 1e-3; });
  const cv::Point middle = (place.tl() + place.br()) / 2;
  const auto last = std::find_if(looks_.rbegin(), looks_.rend(), [&](const Look& look) { return look.place.contains(middle); });
  const cv::Mat now = differing(place);
  cv::Mat before = seen_(place);
  if (last != looks_.rend()) {
    const int both = cv::countNonZero(now & before), any = cv::countNonZero(now | before);
    const double overlap = any > 0 ? static_cast<double>(both) / any : 1;
    const double since_s = at_s - last->at_s;
    if (overlap > kStill || (overlap > kLeft && since_s < kMoving_s - 1e-3)) return false;
  }
  now.copyTo(before);
  looks_.push_back({place, at_s});
  return true;
}

}  // namespace vigie::evidence
