#pragma once
// The gate: the only place in the server that makes a Permit (RULES L01). It asks four: is the clock sure, is there a
// basis in force for this processing and source, does the profile's regime allow it, does the camera allow it (mask
// review L14, no street camera under an exercise L33). If one of them cannot answer: refused.

#include <functional>
#include <memory>
#include <shared_mutex>

#include "city/camera.h"
#include "city/permit.h"
#include "law/basis.h"
#include "law/law_clock.h"

namespace vigie::law {

// On whose behalf and what for. A search needs the reference of the requisition that its basis names (L10). Where a requisition is
// named, for any processing, its own basis is the only one asked, so that the permit ends when it is closed.
struct Purpose {
  std::string actor;        // "account:anna", "server"
  std::string reason;       // code or words
  std::string requisition;  // reference; always for Processing::search
};

// nullopt: no such camera; an error: cannot say (then refused).
using CameraLookup = std::function<Result<std::optional<city::Camera>>(const city::SourceId&)>;

// Thread-safe. Everything given is borrowed for life; Permits keep what they need and may outlive nothing but the process.
class Gate {
 public:
  Gate(const Clock& clock, UtcTime known_past, const Profile& profile, const BasisBook& book, CameraLookup cameras);
  ~Gate();

  // denied with a code: "basis.none", "basis.ended", "basis.expired", "basis.not_yet", "regime.off", "mask.not_reviewed",
  // "exercise.street_camera", "camera.unknown", "requisition.missing", "clock.doubted", "gate.unavailable".
  Result<city::Permit> permit(city::Processing processing, const city::SourceId& source, const Purpose& purpose) const;

  Status clock_trusted() const;
  // An auditor's act, audited by the caller. Bases that had expired by the doubted clock stay expired.
  void acknowledge_clock();
  UtcTime now() const;

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace vigie::law
