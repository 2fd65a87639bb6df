#include "letterbox.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vigie::perception {

// NanoDet was trained on pictures around their mean, YOLOX with grey 114 beside them: the filling says "nothing here" to each.
Letterbox::Letterbox(const ModelManifest& manifest)
    : width_(manifest.input_width), height_(manifest.input_height), filling_(manifest.family == ModelFamily::yolox ? 114.0F : 0.0F) {
  for (std::size_t channel = 0; channel < 3; ++channel) {
    scale_[channel] = 1.0F / manifest.deviation[channel];
    shift_[channel] = -manifest.mean[channel] / manifest.deviation[channel];
  }
  tensor_.assign(static_cast<std::size_t>(3 * width_ * height_), filling_);
}

const std::vector<float>& Letterbox::fill(const cv::Mat& bgr) {
  const double ratio = std::min(static_cast<double>(width_) / bgr.cols, static_cast<double>(height_) / bgr.rows);
  const cv::Size used(std::clamp(static_cast<int>(std::lround(bgr.cols * ratio)), 1, width_),
                      std::clamp(static_cast<int>(std::lround(bgr.rows * ratio)), 1, height_));
  if (used != used_) std::fill(tensor_.begin(), tensor_.end(), filling_);  // another camera's picture may have reached further
  used_ = used;
  picture_ = bgr.size();
  cv::resize(bgr, scaled_, used, 0, 0, cv::INTER_LINEAR);
  const auto plane = static_cast<std::size_t>(width_ * height_);
  for (int y = 0; y < used.height; ++y) {
    const std::uint8_t* from = scaled_.ptr<std::uint8_t>(y);
    float* blue = tensor_.data() + static_cast<std::size_t>(y * width_);
    float* green = blue + plane;
    float* red = green + plane;
    for (int x = 0; x < used.width; ++x, from += 3) {
      blue[x] = static_cast<float>(from[0]) * scale_[0] + shift_[0];
      green[x] = static_cast<float>(from[1]) * scale_[1] + shift_[1];
      red[x] = static_cast<float>(from[2]) * scale_[2] + shift_[2];
    }
  }
  return tensor_;
}

Box Letterbox::to_picture(const Box& in_input) const {
  const double across = static_cast<double>(picture_.width) / used_.width, down = static_cast<double>(picture_.height) / used_.height;
  const double left = std::clamp(in_input.x * across, 0.0, static_cast<double>(picture_.width));
  const double top = std::clamp(in_input.y * down, 0.0, static_cast<double>(picture_.height));
  const double right = std::clamp((in_input.x + in_input.width) * across, 0.0, static_cast<double>(picture_.width));
  const double bottom = std::clamp((in_input.y + in_input.height) * down, 0.0, static_cast<double>(picture_.height));
  return {left, top, right - left, bottom - top};
}

}  // namespace vigie::perception
