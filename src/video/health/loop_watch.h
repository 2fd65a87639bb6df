#pragma once
// A source that shows again what it showed before. What moves is compared with what moved at every earlier instant: a street
// never repeats the same movements in the same places for seconds. Things that do repeat by nature (a blinking sign, a
// billboard, a barrier) stay in their place: what repeats must sweep over more of the picture than it covers at one instant.

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "video/picture_health.h"

namespace vigie::video {

struct LoopSettings {
  double least_lag_s = 1.5;
  double between_kept_s = 0.2;   // the memory keeps a picture so often; the present is compared at its full rate
  std::size_t most_kept = 4000;  // some 13 minutes, 7 MB
  int foreground = 10;           // grey levels off the background
  std::size_t least_cells = 4;   // of the foreground, of some 1,700
  double same = 0.22;            // difference of two pictures per difference from the background: below, the same
  double other = 0.45;           // above, the repetition is broken
  double least_s = 3;            // of repeated movement
  double least_sweep = 2.0;      // all cells that were foreground, per cell that is at one instant
  std::size_t least_swept = 16;  // cells
  std::size_t least_matches = 8;
};

class LoopWatch {
 public:
  explicit LoopWatch(const LoopSettings& settings = {}) : settings_(settings) {}
  // `small`: 8 bits, 48 wide. Every picture.
  FaultSign look(const cv::Mat& small, double now_s);
  void interrupted();

 private:
  struct Candidate {
    double lag_s = 0, begun_s = 0, last_match_s = 0;
    double ratio = 0;  // running mean
    std::size_t matches = 0, misses = 0;
    double cells = 0;  // sum over the matches
    cv::Mat swept;
    bool proved = false;
  };
  std::vector<int> foreground_of(const cv::Mat& small) const;
  double ratio_at(const cv::Mat& small, const std::vector<int>& cells, std::size_t kept) const;
  void follow(Candidate& candidate, const cv::Mat& small, const std::vector<int>& cells, double now_s);
  void seek(const cv::Mat& small, const std::vector<int>& cells, double now_s);
  void keep(const cv::Mat& small, double now_s);
  bool moves(const cv::Mat& small, const std::vector<int>& cells) const;
  std::size_t age_from(double at_s) const;
  std::size_t kept_before(double at_s) const;
  std::size_t kept_near(double at_s) const;

  LoopSettings settings_;
  cv::Mat background_;  // float
  struct Kept {
    double at_s;
    cv::Mat small;
  };
  std::vector<Kept> kept_;  // a ring: the oldest is at next_ once it is full
  std::size_t next_ = 0;
  std::vector<Candidate> candidates_;
  double last_s_ = 0, step_s_ = 0.04, begun_s_ = 0;
};

}  // namespace vigie::video
