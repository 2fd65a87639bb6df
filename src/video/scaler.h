#pragma once
// Colour and size conversion, with the colours that the stream says it has.

#include "base/result.h"
#include "ffmpeg.h"

namespace vigie::video {

class Scaler {
 public:
  // Into planes of the caller, `to` in its format and size. `corrupt` or `unsupported` when it cannot be done.
  Status convert(const AVFrame& from, AVPixelFormat to, int width, int height, std::uint8_t* const planes[4], const int strides[4]);

 private:
  ScalerPtr context_;
};

}  // namespace vigie::video
