#include "video/health.h"

#include <algorithm>

namespace vigie::video {
namespace {

constexpr std::chrono::seconds kWindow{5};
constexpr std::size_t kMostArrivals = 5 * 240;

}  // namespace

HealthMeter::HealthMeter(city::SourceId camera, const Clock& clock) : clock_(clock) { health_.camera = std::move(camera); }

void HealthMeter::picture(UtcTime at, int width_px, int height_px) {
  std::lock_guard lock(mutex_);
  health_.state = city::CameraHealth::State::live;
  health_.reason.clear();
  health_.detail.clear();
  health_.last_picture = at;
  health_.width_px = width_px;
  health_.height_px = height_px;
  arrivals_.push_back(clock_.steady_now());
  if (arrivals_.size() > kMostArrivals) arrivals_.pop_front();
}

void HealthMeter::state(city::CameraHealth::State state, std::string reason, std::string detail) {
  std::lock_guard lock(mutex_);
  health_.state = state;
  health_.reason = std::move(reason);
  health_.detail = std::move(detail);
}

void HealthMeter::restarted() {
  std::lock_guard lock(mutex_);
  ++health_.restarts;
}

void HealthMeter::recording(bool on) {
  std::lock_guard lock(mutex_);
  health_.recording = on;
}

city::CameraHealth HealthMeter::read() const {
  std::lock_guard lock(mutex_);
  city::CameraHealth now = health_;
  const SteadyTime since = clock_.steady_now() - kWindow;
  const auto recent = std::count_if(arrivals_.begin(), arrivals_.end(), [since](SteadyTime arrival) { return arrival >= since; });
  now.frames_per_second = static_cast<double>(recent) / std::chrono::duration<double>(kWindow).count();
  if (now.state == city::CameraHealth::State::live && recent == 0) {
    now.state = city::CameraHealth::State::lost;
    now.reason = "camera.silent";
    now.detail = "no picture for five seconds";
  }
  return now;
}

}  // namespace vigie::video
