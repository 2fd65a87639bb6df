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

}  // namespace vigie::video
