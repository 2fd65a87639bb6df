#include "geo/image_to_ground.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

namespace vigie::geo {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

// Moves the points' centre to the origin and their mean distance to √2; without it the equations mix pixels, metres and
// their products and lose most of their digits (Hartley 1997).
std::optional<Matrix3d> normalisation(const std::vector<Vector2d>& points) {
  Vector2d centre = Vector2d::Zero();
  for (const Vector2d& point : points) centre += point;
  centre /= static_cast<double>(points.size());
  double mean_distance = 0;
  for (const Vector2d& point : points) mean_distance += (point - centre).norm() / static_cast<double>(points.size());
  if (!(mean_distance > 1e-9)) return std::nullopt;
  const double scale = std::sqrt(2.0) / mean_distance;
  Matrix3d normalise;
  normalise << scale, 0, -scale * centre.x(), 0, scale, -scale * centre.y(), 0, 0, 1;
  return normalise;
}

// The null vector of the direct linear transform; empty when the pairs leave more than one solution.
std::optional<Matrix3d> solve(const std::vector<Vector3d>& from, const std::vector<Vector3d>& to) {
  const auto rows = static_cast<Eigen::Index>(2 * from.size());
  Eigen::MatrixXd equations = Eigen::MatrixXd::Zero(rows, 9);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(2 * i);
    const Eigen::RowVector3d p = from[i].transpose();
    equations.block<1, 3>(row, 0) = p;
    equations.block<1, 3>(row, 6) = -to[i].x() * p;
    equations.block<1, 3>(row + 1, 3) = p;
    equations.block<1, 3>(row + 1, 6) = -to[i].y() * p;
  }
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(equations, Eigen::ComputeFullV);
  const auto& singular = svd.singularValues();
  // The eighth value measures how well eight unknowns are determined: near zero when points repeat or share a line.
  if (singular(7) < 1e-4 * singular(0)) return std::nullopt;
  const Eigen::VectorXd h = svd.matrixV().col(8);
  Matrix3d homography;
  homography << h(0), h(1), h(2), h(3), h(4), h(5), h(6), h(7), h(8);
  return homography;
}

std::array<double, 9> row_by_row(const Matrix3d& m) {
  return {m(0, 0), m(0, 1), m(0, 2), m(1, 0), m(1, 1), m(1, 2), m(2, 0), m(2, 1), m(2, 2)};
}

std::optional<Vector2d> apply(const std::array<double, 9>& m, double x, double y) {
  const double w = m[6] * x + m[7] * y + m[8];
  const double u = m[0] * x + m[1] * y + m[2];
  const double v = m[3] * x + m[4] * y + m[5];
  if (!(w > 1e-12 * (std::abs(m[6] * x) + std::abs(m[7] * y) + std::abs(m[8])))) return std::nullopt;
  return Vector2d{u / w, v / w};
}

}  // namespace

Result<ImageToGround> ImageToGround::fit(std::span<const CalibrationPair> pairs) {
  constexpr std::size_t most_pairs = 1000;
  if (pairs.size() < 4) return fail(ErrorKind::invalid_input, "calibration needs at least four pairs of pixel and metres");
  if (pairs.size() > most_pairs) return fail(ErrorKind::invalid_input, "calibration takes at most 1000 pairs");
  std::vector<Vector2d> pixels, metres;
  for (const auto& [in_image, on_ground] : pairs) {
    const Vector2d pixel{in_image.x_px, in_image.y_px};
    if (!pixel.allFinite() || !valid(on_ground)) return fail(ErrorKind::invalid_input, "calibration has a number that is not finite");
    pixels.push_back(pixel);
    metres.emplace_back(on_ground.x_m, on_ground.y_m);
  }
  const auto normal_pixels = normalisation(pixels);
  const auto normal_metres = normalisation(metres);
  if (!normal_pixels || !normal_metres) return fail(ErrorKind::invalid_input, "the calibration points are all at one place");

  std::vector<Vector3d> from, to;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    from.push_back(*normal_pixels * pixels[i].homogeneous());
    to.push_back(*normal_metres * metres[i].homogeneous());
  }
  const auto normal_homography = solve(from, to);
  if (!normal_homography || std::abs(normal_homography->determinant()) < 1e-6)
    return fail(ErrorKind::invalid_input, "the calibration points repeat or lie on one line: choose four that span the ground");

  // The sign of the third coordinate tells the two sides of the horizon apart; the pairs must all be on ours.
  double sign = 0;
  for (const Vector3d& point : from) {
    const double w = (*normal_homography * point).z();
    if (sign == 0) sign = w > 0 ? 1 : -1;
    if (w * sign <= 1e-9)
      return fail(ErrorKind::invalid_input, "the calibration pairs fit no view of flat ground: is one of them swapped?");
  }
  const Matrix3d to_ground = sign * (normal_metres->inverse() * *normal_homography * *normal_pixels);
  Matrix3d to_image = to_ground.inverse();
  if ((to_image * metres.front().homogeneous()).z() < 0) to_image = -to_image;

  ImageToGround fitted{row_by_row(to_ground), row_by_row(to_image)};
  double squares = 0;
  for (const auto& [in_image, on_ground] : pairs) {
    const auto landed = fitted.ground_from_image(in_image);
    if (!landed) return fail(ErrorKind::invalid_input, "a calibration point lies on the horizon");
    const double error = distance_m(*landed, on_ground);
    squares += error * error;
    fitted.max_error_m_ = std::max(fitted.max_error_m_, error);
  }
  fitted.rms_error_m_ = std::sqrt(squares / static_cast<double>(pairs.size()));
  return fitted;
}

std::optional<GroundPoint> ImageToGround::ground_from_image(const ImagePoint& point) const {
  const auto ground = apply(to_ground_, point.x_px, point.y_px);
  if (!ground) return std::nullopt;
  return GroundPoint{ground->x(), ground->y()};
}

std::optional<ImagePoint> ImageToGround::image_from_ground(const GroundPoint& point) const {
  const auto pixel = apply(to_image_, point.x_m, point.y_m);
  if (!pixel) return std::nullopt;
  return ImagePoint{pixel->x(), pixel->y()};
}

}  // namespace vigie::geo
