#pragma once
// Where a pixel of a fixed camera lies on flat ground: a homography fitted to pairs measured by a person (pixel ↔ metres).
// It holds for the ground plane only: give it the point where feet or wheels touch the ground.

#include <array>
#include <optional>
#include <span>

#include "base/result.h"
#include "geo/point.h"

namespace vigie::geo {

// Pixels of the original picture, origin top left.
struct ImagePoint {
  double x_px = 0;
  double y_px = 0;
  bool operator==(const ImagePoint&) const = default;
};

struct CalibrationPair {
  ImagePoint in_image;
  GroundPoint on_ground;
};

class ImageToGround {
 public:
  // At least four pairs, of which no three of the necessary four lie on one line, all in front of the camera; refused
  // (invalid_input) with what is wrong with them. With more than four the fit is by least squares.
  static Result<ImageToGround> fit(std::span<const CalibrationPair> pairs);

  // Empty at and above the horizon, where a pixel meets no ground.
  std::optional<GroundPoint> ground_from_image(const ImagePoint& point) const;
  std::optional<ImagePoint> image_from_ground(const GroundPoint& point) const;

  // How far the pairs land from where they were said to be. With exactly four pairs the fit is exact and says nothing
  // about its quality: measure a fifth.
  double rms_error_m() const { return rms_error_m_; }
  double max_error_m() const { return max_error_m_; }

 private:
  using Matrix = std::array<double, 9>;  // row by row
  ImageToGround(const Matrix& to_ground, const Matrix& to_image) : to_ground_(to_ground), to_image_(to_image) {}
  Matrix to_ground_;  // signed so that the third coordinate is positive in front of the camera
  Matrix to_image_;
  double rms_error_m_ = 0;
  double max_error_m_ = 0;
};

}  // namespace vigie::geo
