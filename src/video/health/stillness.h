#pragma once
// A frozen picture. Two ways to be still: to the last bit (a stuck decoder or encoder), or but for noise (a still picture that is
// encoded anew). Streets are empty and codecs skip what does not change, so that both happen by nature: what counts is
// stillness that lasts far longer than this camera's ever did, and, where noise goes on, things left in mid-movement.

#include <deque>
#include <opencv2/core/mat.hpp>

#include "video/picture_health.h"

namespace vigie::video {

struct StillnessSettings {
  double exact_s = 4.0;        // still to the last bit for at least so long
  double noisy_s = 6.5;        // still but for noise
  double times_longest = 3.0;  // and so many times longer than ever before
  double exact_after_s = 3.0;  // watched for so long before
  double noisy_after_s = 8.0;
  float block_change = 1.5F;    // grey levels of a block's mean: averages of some 600 pixels of the original, so noise is far below
  int mid_movement_blocks = 3;  // that moved just before, and that differ from the background while still
};

class Stillness {
 public:
  explicit Stillness(const StillnessSettings& settings = {}) : settings_(settings) {}
  // `reduced`: 8 bits; `blocks`: float means of its blocks.
  FaultSign look(const cv::Mat& reduced, const cv::Mat& blocks, double now_s);
  void interrupted();

 private:
  int changed(const cv::Mat& a, const cv::Mat& b) const;
  void note_noise(const cv::Mat& blocks);
  bool in_mid_movement() const { return moving_before_ >= settings_.mid_movement_blocks && left_behind_ >= settings_.mid_movement_blocks; }

  StillnessSettings settings_;
  cv::Mat last_reduced_, last_blocks_, anchor_, background_;
  std::deque<std::pair<double, cv::Mat>> recent_;  // blocks of the last half second
  double begun_s_ = 0, last_s_ = 0, anchor_s_ = 0, exact_since_s_ = 0;
  double longest_exact_s_ = 0, longest_noisy_s_ = 0;
  double noise_ = 0;  // of a block's mean between two pictures
  int moving_before_ = 0, left_behind_ = 0;
  bool open_ = false;
};

}  // namespace vigie::video
