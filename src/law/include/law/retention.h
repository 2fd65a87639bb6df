#pragma once
// How long video lives (RULES L11). The hard limit is min(profile's days ≤ 30, one calendar month), counted from the
// segment's start in the city's zone; nothing an operator can do lengthens it.

#include "base/zone.h"
#include "city/ledger.h"

namespace vigie::law {

struct RetentionRules {
  std::chrono::days longest{30};      // of the profile
  std::chrono::days ordinary{30};     // the city's own, shorter or equal
  std::chrono::minutes ahead{10};     // the maximum is acted on so much earlier: whoever runs the plan comes by now and then
  std::uint64_t keep_free_bytes = 0;  // below it the oldest unprotected segments go
};

// The instant from which a recording that began at `start` must be gone: 31 January → 28 (29) February.
UtcTime gone_by(UtcTime start, const Zone& zone, std::chrono::days longest = std::chrono::days{30});

struct Deletion {
  city::SegmentRow segment;
  std::string reason;  // "retention.maximum", "retention.ordinary", "retention.disk"
};

// `segments`: not deleted ones, any order. The app deletes the files in this order, then commits deletion_receipts.
std::vector<Deletion> plan_retention(const RetentionRules& rules, const Zone& zone, UtcTime now, std::vector<city::SegmentRow> segments,
                                     std::uint64_t free_bytes);

// A protection never reaches beyond the hard limit.
UtcTime bounded_protection(UtcTime wanted, const city::SegmentRow& segment, const RetentionRules& rules, const Zone& zone);

// One `recording.deleted` fact and one audit entry per camera and call; the facts name every segment.
city::Commit deletion_receipts(const std::vector<Deletion>& deleted, const Zone& zone, UtcTime now);

}  // namespace vigie::law
