#include "stillness.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vigie::video {
namespace {

constexpr double kMovementSpan_s = 0.5;
constexpr double kForget_s = 600;           // the longest natural stillness is halved in so long: days differ from nights
constexpr float kForeground = 8;            // grey levels off the background
constexpr float kBackgroundStep_per_s = 2;  // the background follows a block by so many levels at most: a running median

double median_of(const cv::Mat& values) {
  std::vector<float> sorted(values.begin<float>(), values.end<float>());
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
  return sorted[sorted.size() / 2];
}

}  // namespace

int Stillness::changed(const cv::Mat& a, const cv::Mat& b) const {
  const float limit = std::max(settings_.block_change, static_cast<float>(7 * noise_));
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  return cv::countNonZero(difference > limit);
}

void Stillness::note_noise(const cv::Mat& blocks) {
  cv::Mat difference;
  cv::absdiff(blocks, last_blocks_, difference);
  noise_ += 0.1 * (median_of(difference) - noise_);
}

void Stillness::interrupted() {
  last_reduced_.release();
  recent_.clear();
  open_ = false;
}

FaultSign Stillness::look(const cv::Mat& reduced, const cv::Mat& blocks, double now_s) {
  if (last_reduced_.empty()) {
    if (background_.empty()) {
      background_ = blocks.clone();
      begun_s_ = now_s;
    }
    anchor_ = blocks;
    anchor_s_ = exact_since_s_ = last_s_ = now_s;
    last_reduced_ = reduced;
    last_blocks_ = blocks;
    return {};
  }
  const double passed_s = now_s - last_s_;
  const bool same = cv::norm(reduced, last_reduced_, cv::NORM_INF) == 0;
  if (!same) note_noise(blocks);
  recent_.emplace_back(now_s, blocks);
  while (recent_.size() > 2 && recent_[1].first <= now_s - kMovementSpan_s) recent_.pop_front();

  if (!same) {
    if (!open_) longest_exact_s_ = std::max(longest_exact_s_, last_s_ - exact_since_s_);
    exact_since_s_ = now_s;
  }
  if (changed(blocks, anchor_) > 1) {  // one block may flicker: a clock burnt into the picture
    if (!open_) longest_noisy_s_ = std::max(longest_noisy_s_, last_s_ - anchor_s_);
    open_ = false;
    anchor_ = blocks;
    anchor_s_ = now_s;
    moving_before_ = changed(recent_.front().second, blocks);
  } else if (now_s - anchor_s_ < kMovementSpan_s) {
    // What moved up to here: taken once the stillness has begun, before the span looks at itself.
    moving_before_ = std::max(moving_before_, changed(recent_.front().second, blocks));
  }
  const double decay = std::exp2(-passed_s / kForget_s);
  longest_exact_s_ *= decay;
  longest_noisy_s_ *= decay;
  cv::Mat foreground;
  cv::absdiff(blocks, background_, foreground);
  left_behind_ = cv::countNonZero(foreground > kForeground);
  if (now_s - anchor_s_ < 2) {  // what stands still for long would become background
    cv::Mat step = cv::min(cv::max(blocks - background_, -kBackgroundStep_per_s * passed_s), kBackgroundStep_per_s * passed_s);
    background_ += step;
  }
  last_reduced_ = reduced;
  last_blocks_ = blocks;
  last_s_ = now_s;

  const double exact_s = now_s - exact_since_s_, noisy_s = now_s - anchor_s_;
  const bool exactly = exact_s >= std::max(settings_.exact_s, settings_.times_longest * longest_exact_s_) &&
                       exact_since_s_ - begun_s_ >= settings_.exact_after_s;
  const bool but_for_noise = noisy_s >= std::max(settings_.noisy_s, settings_.times_longest * longest_noisy_s_) &&
                             anchor_s_ - begun_s_ >= settings_.noisy_after_s && in_mid_movement();
  // Once frozen it stays so while nothing moves: an encoder's key picture is no sign of life.
  open_ = open_ || exactly || but_for_noise;
  if (!open_) return {};
  return {Sign::yes, std::min(exact_since_s_, anchor_s_), exactly ? 0.98 : 0.8};
}

}  // namespace vigie::video
