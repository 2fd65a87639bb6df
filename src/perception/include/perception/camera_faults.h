#pragma once
// A camera's faults as situations that begin, are said once and end: signs of single pictures become alerts to the technical
// crew. They ask nothing about what a picture shows, need no order, and stand on the basis of the recording.

#include <cstdint>
#include <string>
#include <vector>

#include "video/picture_health.h"

namespace vigie::perception {

struct FaultAlert {
  bool ended = false;
  std::uint32_t number = 0;  // pairs raised and ended
  video::CameraFault fault{};
  double start_s = 0, raised_at_s = 0, end_s = 0;
  double confidence = 0;
};

// One camera, one thread. Seconds on any one clock that does not go back.
class CameraFaults {
 public:
  explicit CameraFaults(video::SourceNature nature);
  ~CameraFaults();
  CameraFaults(CameraFaults&&) noexcept;
  CameraFaults& operator=(CameraFaults&&) noexcept;

  std::vector<FaultAlert> picture(const cv::Mat& luminance, double now_s);
  // No picture came; asked about once a second.
  std::vector<FaultAlert> no_picture(double now_s);
  // Another round of a replay, a jump of the camera's clock: times before and after do not belong together.
  void interrupted();
  // Nobody may look any more: what is open ends.
  std::vector<FaultAlert> stop(double now_s);
  // Sorted; without `camera_looped` for a replay.
  std::vector<std::string> active() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::perception
