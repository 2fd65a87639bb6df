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

struct LuminanceReader::State {
  Scaler scaler;
  cv::Mat converted;
};

LuminanceReader::LuminanceReader() : state_(std::make_unique<State>()) {}
LuminanceReader::~LuminanceReader() = default;
LuminanceReader::LuminanceReader(LuminanceReader&&) noexcept = default;
LuminanceReader& LuminanceReader::operator=(LuminanceReader&&) noexcept = default;

Result<cv::Mat> LuminanceReader::read(const Picture& picture) {
  const AVFrame& frame = *picture.frame;
  switch (frame.format) {
    case AV_PIX_FMT_GRAY8:
    case AV_PIX_FMT_NV12:
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUV422P:
    case AV_PIX_FMT_YUVJ422P:
      if (frame.linesize[0] >= picture.width_px)
        return cv::Mat(picture.height_px, picture.width_px, CV_8UC1, frame.data[0], static_cast<std::size_t>(frame.linesize[0]));
      break;
    default:
      break;
  }
  cv::Mat& grey = state_->converted;
  grey.create(picture.height_px, picture.width_px, CV_8UC1);
  std::uint8_t* rows[4] = {grey.data, nullptr, nullptr, nullptr};
  const int strides[4] = {static_cast<int>(grey.step), 0, 0, 0};
  VIGIE_CHECK(state_->scaler.convert(frame, AV_PIX_FMT_GRAY8, picture.width_px, picture.height_px, rows, strides));
  return grey;
}

}  // namespace vigie::video
