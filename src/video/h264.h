#pragma once
// H.264 as cameras and files give it, brought into the one form that MP4 and browsers take.

#include "video/fragmenter.h"

namespace vigie::video {

// Takes start codes (RTSP, MPEG-TS) and lengths (MP4) alike. One stream, one thread.
class AvcReader {
 public:
  // `extradata`: avcC, parameter sets with start codes, or nothing yet (they may come with the first key picture).
  static Result<AvcReader> create(std::span<const std::uint8_t> extradata);

  struct Unit {
    bool key = false;                 // holds an IDR picture
    bool parameters_changed = false;  // other parameter sets came in band than those known so far
    bool has_picture = false;
  };
  // Writes the picture's NAL units into `into`, each behind its length. Left out: parameter sets (they go into the init),
  // delimiters, filler, and SEI, where some cameras put what they believe to know about the people they see.
  Result<Unit> read(std::span<const std::uint8_t> packet, Bytes& into);

  bool has_parameters() const { return !sps_.empty() && !pps_.empty(); }
  AvcParameters parameters(int width_px, int height_px) const { return {sps_, pps_, width_px, height_px}; }

 private:
  Status read_avcc(std::span<const std::uint8_t> avcc);
  bool keep(std::vector<Bytes>& sets, std::span<const std::uint8_t> set);
  int length_size_ = 0;  // 0: start codes
  std::vector<Bytes> sps_, pps_;
};

// "avc1.64001f" from the first parameter set.
std::string avc_codec_string(const Bytes& sps);

}  // namespace vigie::video
