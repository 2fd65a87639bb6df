#include "mask.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

namespace vigie::video {
namespace {

constexpr std::uint8_t kLuma = 40, kChroma = 128;  // dark grey: seen as a mask, not as a black picture

double area(const std::vector<std::pair<double, double>>& points) {
  double twice = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& [x1, y1] = points[i];
    const auto& [x2, y2] = points[(i + 1) % points.size()];
    twice += x1 * y2 - x2 * y1;
  }
  return std::abs(twice) / 2;
}

}  // namespace

Result<MaskPainter> MaskPainter::create(std::vector<city::PictureArea> masks) {
  for (const auto& mask : masks) {
    const bool inside =
        std::ranges::all_of(mask.points, [](const auto& p) { return p.first >= 0 && p.first <= 1 && p.second >= 0 && p.second <= 1; });
    if (mask.points.size() < 3 || !inside || area(mask.points) <= 0)
      return fail(ErrorKind::invalid_input,
                  fmt::format("mask '{}': give at least three points within the picture (0 to 1), not all on one line", mask.name),
                  "mask.invalid");
  }
  MaskPainter painter;
  painter.masks_ = std::move(masks);
  return painter;
}

void MaskPainter::compute(int width, int height) {
  width_ = width;
  height_ = height;
  cv::Mat covered = cv::Mat::zeros(height, width, CV_8UC1);
  for (const auto& mask : masks_) {
    std::vector<cv::Point> points;
    for (const auto& [x, y] : mask.points)
      points.emplace_back(static_cast<int>(std::lround(x * (width - 1))), static_cast<int>(std::lround(y * (height - 1))));
    // One polygon a call: together, overlapping ones would cancel out.
    cv::fillPoly(covered, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255));
  }
  const int side = 2 * kMaskMarginPx + 1;
  cv::dilate(covered, covered, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));

  spans_.clear();
  for (int row = 0; row < (height + 1) / 2; ++row) {
    const std::uint8_t* upper = covered.ptr(2 * row);
    const std::uint8_t* lower = covered.ptr(std::min(2 * row + 1, height - 1));
    const auto is_covered = [&](int x) {
      const int left = 2 * x, right = std::min(2 * x + 1, width - 1);
      return (upper[left] | upper[right] | lower[left] | lower[right]) != 0;
    };
    for (int x = 0; x < (width + 1) / 2;) {
      if (!is_covered(x)) {
        ++x;
        continue;
      }
      const int from = x;
      while (x < (width + 1) / 2 && is_covered(x)) ++x;
      spans_.push_back({row, from, x});
    }
  }
}

void MaskPainter::paint(AVFrame& frame) {
  if (masks_.empty()) return;
  if (frame.width != width_ || frame.height != height_) compute(frame.width, frame.height);
  for (const Span& span : spans_) {
    const auto chroma_bytes = static_cast<std::size_t>(span.to - span.from);
    for (const int plane : {1, 2}) std::memset(frame.data[plane] + span.row * frame.linesize[plane] + span.from, kChroma, chroma_bytes);
    const auto luma_bytes = static_cast<std::size_t>(std::min(2 * span.to, width_) - 2 * span.from);
    for (int y = 2 * span.row; y < std::min(2 * span.row + 2, height_); ++y)
      std::memset(frame.data[0] + y * frame.linesize[0] + 2 * span.from, kLuma, luma_bytes);
  }
}

}  // namespace vigie::video
