#pragma once
// Fragmented MP4 (ISO/IEC 14496-12, -15) by hand: one moof+mdat per picture, sent the moment the picture is there. The
// decode time is the wall clock in 1/90000 s since 1970 (city/live.h); a B-frame's offset leads from there to the time
// of the picture. The same stream makes the same init, byte for byte.

#include "city/live.h"

namespace vigie::video {

inline constexpr std::int64_t kTimescale = 90'000;
std::int64_t to_ticks(UtcTime time);
UtcTime from_ticks(std::int64_t ticks);

// Parameter sets of an H.264 stream, without start codes.
struct AvcParameters {
  std::vector<Bytes> sps, pps;
  int width_px = 0, height_px = 0;
  bool operator==(const AvcParameters&) const = default;
};

struct AvcPicture {
  std::span<const std::uint8_t> nals;  // each with a length of four bytes in front
  UtcTime at{}, decode_at{};
  bool key = false;
};

// One camera's stream through all its restarts; one thread.
class Fragmenter {
 public:
  // The init of a stream, sent before its first picture and after every restart. `nominal_fps`: what a picture lasts until
  // the stream has shown it; 0 when unknown.
  Result<city::Fragment> start(const AvcParameters& parameters, UtcTime at, double nominal_fps);
  city::Fragment add(const AvcPicture& picture);
  // Whether a browser would throw pictures away up to the next key after this pause (MSE: more than twice the last duration).
  bool is_gap(UtcTime decode_at) const;

 private:
  std::uint32_t sequence_ = 0;
  std::int64_t usual_ticks_ = kTimescale / 10;
  std::optional<std::int64_t> last_ticks_;
};

}  // namespace vigie::video
