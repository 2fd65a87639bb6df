#include "video/picture.h"

#include "scaler.h"

namespace vigie::video {

struct BgrConverter::State {
  Scaler scaler;
};

BgrConverter::BgrConverter() : state_(std::make_unique<State>()) {}
BgrConverter::~BgrConverter() = default;
BgrConverter::BgrConverter(BgrConverter&&) noexcept = default;
BgrConverter& BgrConverter::operator=(BgrConverter&&) noexcept = default;

Status BgrConverter::convert(const Picture& picture, cv::Mat& into) {
  into.create(picture.height_px, picture.width_px, CV_8UC3);
  std::uint8_t* rows[4] = {into.data, nullptr, nullptr, nullptr};
  const int strides[4] = {static_cast<int>(into.step), 0, 0, 0};
  return state_->scaler.convert(*picture.frame, AV_PIX_FMT_BGR24, picture.width_px, picture.height_px, rows, strides);
}

}  // namespace vigie::video
