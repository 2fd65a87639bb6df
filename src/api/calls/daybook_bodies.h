#pragma once
// What people send about the day-book, checklists and hand-over, checked field by field; free of doors, so that fuzzing reaches
// all of it. Lengths in characters are the desk's to check; here every size is bounded in bytes.

#include "base/zone.h"
#include "operations/desk.h"

namespace vigie::api {

Result<operations::NewTold> parse_told(const Json& body);                       // {partner, name?, reference?, at?}
Result<std::vector<operations::NewTold>> parse_partners(const Json& body);      // `partners`: at most ten of them, may be missing
Result<std::optional<operations::ProtectedClip>> parse_clip(const Json& body);  // `clip`: {camera, from, to}, may be missing
Result<std::vector<operations::ChecklistStep>> parse_steps(const Json& body);   // `steps`: [{id?, text}]

struct HandOverSigned {
  std::string words, login, password;  // of who arrives
};
Result<HandOverSigned> parse_hand_over(const Json& body);

// ?day=2026-06-01: the civil day of the zone, 23 to 25 hours; the day of `now` when empty.
Result<city::Interval> parse_day(const std::string& text, const Zone& zone, UtcTime now);
// ?lat=&lon= of a query.
Result<geo::LatLon> parse_query_place(const std::string& lat, const std::string& lon);

}  // namespace vigie::api
