#pragma once
// Recordings that a person keeps from ordinary deletion (RULES L11): cameras, a span, a reason. A protection beats a shorter
// ordinary retention and disk pressure, never the order's maximum; it ends by release or with that maximum.
// Facts: protection.made, protection.released; subject "protection:<uuid>". Folded anew for each question: there are few.

#include <optional>
#include <span>

#include "base/zone.h"
#include "city/ledger.h"
#include "law/act.h"
#include "law/consultation.h"

namespace vigie::law {

struct Protection {
  std::string id;  // "protection:<uuid>"
  std::uint64_t number = 0;
  std::vector<city::SourceId> cameras;
  city::Interval span{};
  UtcTime until{};  // from here on its first minute may be gone: the order's maximum
  ViewReason why;
  std::string by;  // account
  UtcTime made{};
  bool exercise = false;
  std::string released_by, release_reason;
  std::optional<UtcTime> released;
  bool stands(UtcTime now) const { return !released && now < until; }
};

// Newest first.
Result<std::vector<Protection>> protections(const city::Ledger& ledger);

// Until when a recording is still held by the protections that stand; nullopt: by none.
std::optional<UtcTime> held_until(std::span<const Protection> all, const city::SegmentRow& segment, UtcTime now);

// The fact and one audit entry per camera ("recording.protect"). `segments`: how many were found, for the record.
city::Commit make_protection(const Protection& protection, std::size_t segments, const Act& act);
// conflict "protection.over" when it does not stand any more.
Result<city::Commit> release_protection(const Protection& protection, const std::string& reason, const Act& act);

}  // namespace vigie::law
