#include "video/permits.h"

namespace vigie::video {
namespace {

bool opens_a_camera(city::Processing processing) {
  using enum city::Processing;
  return processing == view || processing == record || processing == analyse || processing == statistics;
}

}  // namespace

CameraPermits::CameraPermits(city::SourceId camera, std::vector<city::Permit> permits)
    : camera_(std::move(camera)), permits_(std::move(permits)) {}

void CameraPermits::replace(std::vector<city::Permit> permits) {
  std::lock_guard lock(mutex_);
  permits_ = std::move(permits);
}

Status CameraPermits::check(city::Processing processing) const {
  std::lock_guard lock(mutex_);
  Status refusal =
      fail(ErrorKind::denied, fmt::format("{}: there is no permit to {}", camera_, city::to_string(processing)), "permit.missing");
  for (const auto& permit : permits_) {
    if (permit.terms().processing != processing) continue;
    Status status = permit.check(processing, camera_);
    if (status) return status;
    refusal = std::move(status);
  }
  return refusal;
}

Status CameraPermits::check_any() const {
  std::lock_guard lock(mutex_);
  Status refusal = fail(ErrorKind::denied, fmt::format("{}: there is no permit to open it", camera_), "permit.missing");
  for (const auto& permit : permits_) {
    if (!opens_a_camera(permit.terms().processing)) continue;
    Status status = permit.check(permit.terms().processing, camera_);
    if (status) return status;
    refusal = std::move(status);
  }
  return refusal;
}

Status PermitWatch::check() {
  const SteadyTime now = clock_.steady_now();
  if (asked_ && now - *asked_ < std::chrono::seconds{1}) return {};
  VIGIE_CHECK(permits_->check_any());
  asked_ = now;
  return {};
}

}  // namespace vigie::video
