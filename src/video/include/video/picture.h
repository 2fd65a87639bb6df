#pragma once
// A decoded picture with its mask already painted: nothing in the house sees it before that.

#include <memory>
#include <opencv2/core/mat.hpp>

#include "base/clock.h"

struct AVFrame;

namespace vigie::video {

// Shared and never changed after it is published. Cheap to copy.
struct Picture {
  std::shared_ptr<const AVFrame> frame;  // planes as decoded or painted; opaque outside this room
  UtcTime at{};                          // wall clock of the picture
  SteadyTime received{};                 // when its packet reached this process: age at detection counts from here
  int width_px = 0, height_px = 0;
};

// Turns the pictures that analysis takes into BGR, on the thread of analysis. One thread at a time.
class BgrConverter {
 public:
  BgrConverter();
  ~BgrConverter();
  BgrConverter(BgrConverter&&) noexcept;
  BgrConverter& operator=(BgrConverter&&) noexcept;
  // Writes into `into`, which is allocated anew only when the size changes.
  Status convert(const Picture& picture, cv::Mat& into);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A picture's luminance, for camera health. One thread at a time.
class LuminanceReader {
 public:
  LuminanceReader();
  ~LuminanceReader();
  LuminanceReader(LuminanceReader&&) noexcept;
  LuminanceReader& operator=(LuminanceReader&&) noexcept;
  // One channel of 8 bits. Borrowed from the picture where its first plane is just that, else from this reader until its next call.
  Result<cv::Mat> read(const Picture& picture);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::video
