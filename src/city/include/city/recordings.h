#pragma once
// The door to what was recorded: what exists, what is protected, what was deleted and why. Playing goes through `Live`.

#include <functional>

#include "city/ledger.h"
#include "city/permit.h"

namespace vigie::city {

class Recordings {
 public:
  virtual ~Recordings() = default;
  // Segments that overlap `span`, deleted ones included as such, oldest first; gaps are what no segment covers.
  virtual Result<std::vector<SegmentRow>> find(const Permit& permit, const SourceId& camera, Interval span, std::size_t limit) const = 0;
  // Keeps them until `until`, bounded by the order's maximum (RULES L11). Returns how many segments; the fact and the audit entry are
  // the caller's (law/protection.h).
  virtual Result<std::size_t> protect(const Permit& permit, const SourceId& camera, Interval span, UtcTime until) = 0;
  // Sets anew until when each segment that overlaps `span` is held, after a release; `still`: by the protections left, nullopt: by none.
  virtual Result<std::size_t> release(const SourceId& camera, Interval span, const std::function<std::optional<UtcTime>(const SegmentRow&)>& still) = 0;
};

}  // namespace vigie::city
