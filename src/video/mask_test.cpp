#include "mask.h"

#include <gtest/gtest.h>

namespace vigie::video {
namespace {

FramePtr white(int width, int height) {
  FramePtr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = width;
  frame->height = height;
  av_frame_get_buffer(frame.get(), 0);
  for (int y = 0; y < height; ++y) std::memset(frame->data[0] + y * frame->linesize[0], 235, static_cast<std::size_t>(width));
  for (const int plane : {1, 2})
    for (int y = 0; y < (height + 1) / 2; ++y)
      std::memset(frame->data[plane] + y * frame->linesize[plane], 200, static_cast<std::size_t>((width + 1) / 2));
  return frame;
}

int luma(const AVFrame& frame, int x, int y) { return frame.data[0][y * frame.linesize[0] + x]; }
int chroma(const AVFrame& frame, int x, int y) { return frame.data[1][y / 2 * frame.linesize[1] + x / 2]; }

city::PictureArea area(std::vector<std::pair<double, double>> points) {
  city::PictureArea mask;
  mask.name = "window";
  mask.points = std::move(points);
  return mask;
}

TEST(Mask, PaintsThePolygonItsMarginAndNothingElse) {
  auto painter = MaskPainter::create({area({{0.25, 0.25}, {0.5, 0.25}, {0.5, 0.5}, {0.25, 0.5}})});
  ASSERT_TRUE(painter);
  const auto frame = white(200, 100);
  painter->paint(*frame);
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 200; ++x) {
      const bool inside = x >= 50 - kMaskMarginPx && x <= 99 + kMaskMarginPx && y >= 25 - kMaskMarginPx && y <= 49 + kMaskMarginPx;
      const bool far = x < 46 - kMaskMarginPx || x > 104 + kMaskMarginPx || y < 21 - kMaskMarginPx || y > 54 + kMaskMarginPx;
      if (inside) {
        ASSERT_TRUE(luma(*frame, x, y) == 40 && chroma(*frame, x, y) == 128) << x << "," << y;
      } else if (far) {
        ASSERT_TRUE(luma(*frame, x, y) == 235 && chroma(*frame, x, y) == 200) << x << "," << y;
      }
    }
}

TEST(Mask, CoversPicturesOfOddSizeUpToTheirEdgesAndOverlappingMasks) {
  auto painter = MaskPainter::create({area({{0, 0}, {1, 0}, {1, 1}, {0, 1}}), area({{0.2, 0.2}, {0.8, 0.2}, {0.8, 0.8}})});
  ASSERT_TRUE(painter);
  const auto frame = white(101, 51);
  painter->paint(*frame);
  for (int y = 0; y < 51; ++y)
    for (int x = 0; x < 101; ++x) ASSERT_TRUE(luma(*frame, x, y) == 40 && chroma(*frame, x, y) == 128) << x << "," << y;
}

TEST(Mask, FollowsAPictureThatChangesItsSize) {
  auto painter = MaskPainter::create({area({{0.5, 0.5}, {1, 0.5}, {1, 1}, {0.5, 1}})});
  const auto small = white(64, 64), large = white(640, 480);
  painter->paint(*small);
  painter->paint(*large);
  EXPECT_EQ(luma(*large, 600, 400), 40);
  EXPECT_EQ(luma(*large, 100, 100), 235);
}

TEST(Mask, RefusesWhatCoversNothing) {
  EXPECT_FALSE(MaskPainter::create({area({{0, 0}, {1, 1}})}));
  EXPECT_FALSE(MaskPainter::create({area({{0, 0}, {0.5, 0.5}, {1, 1}})}));
  EXPECT_EQ(MaskPainter::create({area({{0, 0}, {1.2, 0}, {1, 1}})}).error().code, "mask.invalid");
}

}  // namespace
}  // namespace vigie::video
