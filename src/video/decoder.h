#pragma once
// Packets become pictures. One thread of FFmpeg: the camera's own.

#include <functional>

#include "ffmpeg.h"
#include "video/picture.h"
#include "video/source.h"

namespace vigie::video {

class Decoder {
 public:
  // Takes the picture; its best_effort_timestamp is wall clock in ticks.
  using Take = std::function<Status(FramePtr frame, SteadyTime received)>;

  static Result<Decoder> open(const AVCodecParameters& codec);
  // A damaged packet costs its picture and is counted; a decoder that gives nothing for long is said by its caller.
  Status decode(const SourcePacket& packet, const Take& take);
  // Gives out what was held back for reordering; what comes next stands by itself.
  Status drain(const Take& take);
  std::uint64_t damaged() const { return damaged_; }

 private:
  Status receive(const Take& take);
  CodecPtr codec_;
  std::uint64_t damaged_ = 0;
};

}  // namespace vigie::video
