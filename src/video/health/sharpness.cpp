#include "sharpness.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace vigie::video {
namespace {

constexpr int kColumns = 8, kRows = 6;

// Mean square of a band of this level, in tiles.
cv::Mat band_energy(const cv::Mat& level) {
  cv::Mat smooth, band, tiles;
  cv::GaussianBlur(level, smooth, {}, 1.2);
  cv::subtract(level, smooth, band, cv::noArray(), CV_32F);
  cv::multiply(band, band, band);
  cv::resize(band, tiles, {kColumns, kRows}, 0, 0, cv::INTER_AREA);
  return tiles;
}

}  // namespace

FaultSign Sharpness::look(const cv::Mat& luminance, double now_s) {
  cv::Mat half, quarter, eighth;
  cv::pyrDown(luminance, half);
  cv::pyrDown(half, quarter);
  cv::pyrDown(quarter, eighth);
  if (eighth.cols < 2 * kColumns || eighth.rows < 2 * kRows) return {Sign::unknown, 0, 0};
  const cv::Mat fine = band_energy(half), coarse = band_energy(eighth);
  if (!begun_s_ || fine_.empty()) {
    begun_s_ = now_s;
    last_s_ = now_s;
    fine_ = fine;
    coarse_ = coarse;
    return {Sign::unknown, 0, 0};
  }
  const double passed_s = now_s - last_s_;
  last_s_ = now_s;
  const bool learning = now_s - *begun_s_ < settings_.learn_s;

  std::vector<double> ratios;
  for (int row = 0; row < kRows; ++row)
    for (int column = 0; column < kColumns; ++column) {
      const double before = fine_.at<float>(row, column), coarse_before = coarse_.at<float>(row, column) + 0.5;
      if (before < settings_.least_energy) continue;
      ratios.push_back((fine.at<float>(row, column) / before) / ((coarse.at<float>(row, column) + 0.5) / coarse_before));
    }
  Sign sign = Sign::unknown;
  if (!learning && ratios.size() >= settings_.least_tiles) {
    std::sort(ratios.begin(), ratios.end());
    left_ = ratios[ratios.size() / 2];
    const double most = ratios[ratios.size() * 3 / 4];
    sign = left_ < settings_.blurred && most < settings_.most_tiles ? Sign::yes : Sign::no;
  }
  // A view that loses its sharpness must not teach that this is normal.
  if (learning || (sign == Sign::no && left_ > 0.6)) {
    const double weight = std::min(1.0, passed_s / (learning ? 1.0 : settings_.follow_s));
    cv::addWeighted(fine_, 1 - weight, fine, weight, 0, fine_);
    cv::addWeighted(coarse_, 1 - weight, coarse, weight, 0, coarse_);
  }
  if (sign == Sign::yes && !blurred_) blurred_since_s_ = now_s;
  blurred_ = sign == Sign::yes;
  return {sign, blurred_since_s_, blurred_ ? std::clamp(1 - left_ / 2, 0.5, 0.99) : 0};
}

}  // namespace vigie::video
