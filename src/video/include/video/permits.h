#pragma once
// The Permits under which one camera is open. Recording, viewing and analysis stand on bases of their own: when one ends
// the others go on; when none is live the source is closed (DESIGN.md, "The way of a fact").

#include <memory>
#include <mutex>
#include <vector>

#include "city/permit.h"

namespace vigie::video {

// Thread-safe. The worker replaces the permits when the server tells it of other ones; a lease that is merely renewed
// stays the same Permit. Without a permit everything is refused.
class CameraPermits {
 public:
  CameraPermits(city::SourceId camera, std::vector<city::Permit> permits);
  const city::SourceId& camera() const { return camera_; }
  void replace(std::vector<city::Permit> permits);

  // ok when a live permit for exactly this is here; denied with the reason of the one that is not live any more.
  Status check(city::Processing processing) const;
  // ok when the camera may be open at all: view, record, analyse or statistics.
  Status check_any() const;

 private:
  const city::SourceId camera_;
  mutable std::mutex mutex_;
  std::vector<city::Permit> permits_;
};

// A check that costs nothing in a loop per packet: asks again once a second, well inside the 10 s that the rules allow.
class PermitWatch {
 public:
  PermitWatch(std::shared_ptr<const CameraPermits> permits, const Clock& clock) : permits_(std::move(permits)), clock_(clock) {}
  Status check();

 private:
  std::shared_ptr<const CameraPermits> permits_;
  const Clock& clock_;
  std::optional<SteadyTime> asked_;
};

}  // namespace vigie::video
