#pragma once
// Health of one camera's pictures: numbers only, nothing about what they show. Thread-safe.

#include <deque>
#include <mutex>

#include "city/live.h"

namespace vigie::video {

class HealthMeter {
 public:
  HealthMeter(city::SourceId camera, const Clock& clock);
  void picture(UtcTime at, int width_px, int height_px);
  void state(city::CameraHealth::State state, std::string reason = {}, std::string detail = {});
  void restarted();
  void recording(bool on);
  // Frames per second over the last five seconds. A live camera without a picture for 5 s is reported `lost` ("camera.silent").
  // What analysis knows (rates, ages, drops) is filled in by the worker.
  city::CameraHealth read() const;

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  city::CameraHealth health_;
  std::deque<SteadyTime> arrivals_;
};

}  // namespace vigie::video
