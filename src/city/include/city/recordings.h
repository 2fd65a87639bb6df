#pragma once
// The door to what was recorded: what exists, what is protected, what was deleted and why. Playing goes through `Live`.

#include "city/ledger.h"
#include "city/permit.h"

namespace vigie::city {

class Recordings {
 public:
  virtual ~Recordings() = default;
  // Segments that overlap `span`, deleted ones included as such, oldest first; gaps are what no segment covers.
  virtual Result<std::vector<SegmentRow>> find(const Permit& permit, const SourceId& camera, Interval span, std::size_t limit) const = 0;
  // Keeps them until `until`, bounded by the order's maximum (RULES L11). Returns how many segments.
  virtual Result<std::size_t> protect(const Permit& permit, const SourceId& camera, Interval span, UtcTime until, const std::string& actor, const std::string& reason) = 0;
};

}  // namespace vigie::city
