#pragma once
// Pictures become H.264 once, for live, recording and clip alike: x264, one thread, no look-ahead, no B-frames, so that
// a picture leaves as soon as it came.

#include "ffmpeg.h"
#include "h264.h"

namespace vigie::video {

// One picture size; one thread.
class Encoder {
 public:
  // `like`: size, pixel format (4:2:0, even sides) and colours.
  static Result<Encoder> open(const AVFrame& like, double nominal_fps);
  bool fits(const AVFrame& frame) const;
  // The bytes stay valid until the next call. A key at the start, when asked for, and every two seconds.
  Result<AvcPicture> encode(const AVFrame& frame, UtcTime at, bool key);
  AvcParameters parameters() const;

 private:
  explicit Encoder(AvcReader reader) : reader_(std::move(reader)) {}
  CodecPtr codec_;
  PacketPtr packet_{av_packet_alloc()};
  FramePtr frame_{av_frame_alloc()};
  AvcReader reader_;
  Bytes nals_;
  std::optional<UtcTime> last_key_;
  std::int64_t last_ticks_ = 0;
};

}  // namespace vigie::video
