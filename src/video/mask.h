#pragma once
// Paints masks into a picture's planes. What lies under a mask is overwritten, not blended, before anyone else sees the
// picture, together with a margin: a camera's own codec smears what it shows over the blocks beside it.

#include "city/camera.h"
#include "ffmpeg.h"

namespace vigie::video {

inline constexpr int kMaskMarginPx = 8;

// One thread; the geometry is computed once per picture size.
class MaskPainter {
 public:
  // Refuses a polygon with fewer than three points, without area, or with a point outside the picture.
  static Result<MaskPainter> create(std::vector<city::PictureArea> masks);
  bool empty() const { return masks_.empty(); }
  // Only 8-bit 4:2:0 planes (yuv420p, yuvj420p); the frame must be ours to write.
  void paint(AVFrame& frame);

 private:
  struct Span {
    int row, from, to;  // in chroma samples: each stands for 2x2 luma samples, so nothing half-covered remains
  };
  void compute(int width, int height);
  std::vector<city::PictureArea> masks_;
  int width_ = 0, height_ = 0;
  std::vector<Span> spans_;
};

}  // namespace vigie::video
