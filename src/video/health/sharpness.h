#pragma once
// Defocus: fine detail fades while coarse detail stays. The energy of a fine band of the picture's pyramid (Burt and Adelson 1983)
// is compared with that of a coarse band and with what both were on this camera. Fog, dusk and exposure take from both
// bands alike; a coarser compression takes the finest band first, which is therefore left out.

#include <opencv2/core/mat.hpp>
#include <optional>

#include "video/picture_health.h"

namespace vigie::video {

struct SharpnessSettings {
  double blurred = 0.32;        // median over the tiles of (fine now / fine before) / (coarse now / coarse before)
  double most_tiles = 0.60;     // at least this quantile of the tiles' ratios must be low, too
  double learn_s = 3;           // before anything is said
  double follow_s = 120;        // the memory follows slow changes of light in this time
  double least_energy = 1.5;    // of the fine band, grey levels squared: below, a tile says nothing
  std::size_t least_tiles = 6;  // that must say something
};

class Sharpness {
 public:
  explicit Sharpness(const SharpnessSettings& settings = {}) : settings_(settings) {}
  FaultSign look(const cv::Mat& luminance, double now_s);
  void forget() { begun_s_.reset(); }
  // How much of the fine detail is left, from the last look; 1 where nothing can be said.
  double left() const { return left_; }

 private:
  SharpnessSettings settings_;
  std::optional<double> begun_s_;
  double last_s_ = 0, blurred_since_s_ = 0, left_ = 1;
  bool blurred_ = false;
  cv::Mat fine_, coarse_;  // energies of the tiles, as remembered
};

}  // namespace vigie::video
