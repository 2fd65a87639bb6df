#pragma once
// A Permit is handed to the very call that opens, records, views, analyses, imports, searches or exports (DESIGN.md,
// RULES L01). Only `law` makes one (law::PermitMint is the one friend); holders re-check it at least every 10 s.

#include <memory>

#include "city/words.h"

namespace vigie::law {
class PermitMint;
}

namespace vigie::city {

// What the basis grants, fixed at the making. An empty `kinds` grants no alert kind.
struct PermitTerms {
  BasisRef basis;
  std::string regime;  // of the profile: "exercise", "statistics", "decree_alerts", "supervision", "requisition"
  Processing processing = Processing::view;
  SourceId source;
  std::vector<std::string> kinds;  // alert and observation kinds that may be computed
  bool exercise = false;
};

// Whether the permit is live now. Implemented by `law` alone: by the gate in the server, by the lease in a worker.
class PermitState {
 public:
  virtual ~PermitState() = default;
  // denied with a catalogue code ("basis.ended", "basis.not_yet", "lease.expired", "clock.doubted") when not. Thread-safe.
  virtual Status check() const = 0;
};

// Cheap to copy; thread-safe.
class Permit {
 public:
  const PermitTerms& terms() const { return *terms_; }
  Status check() const { return state_->check(); }
  // Live, for this processing and this source; denied says which of them fails.
  Status check(Processing processing, const SourceId& source) const;
  bool allows_kind(std::string_view kind) const;

 private:
  friend class law::PermitMint;
  Permit(std::shared_ptr<const PermitTerms> terms, std::shared_ptr<const PermitState> state)
      : terms_(std::move(terms)), state_(std::move(state)) {}
  std::shared_ptr<const PermitTerms> terms_;
  std::shared_ptr<const PermitState> state_;
};

}  // namespace vigie::city
