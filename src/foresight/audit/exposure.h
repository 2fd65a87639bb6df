#pragma once
// Where crews were, beside where the forecast expects events and where patrols found some.

#include "base/json.h"
#include "forecast/study_area.h"
#include "foresight/audit.h"

namespace vigie::foresight {

// By ten zones: strips from west to east that expect the same. Without exposure the zones say only what patrols found, and
// a sentence says what is missing.
Json exposure_json(const StudyArea& area, const std::vector<double>& expected, std::span<const Event> events,
                   std::span<const Exposure> exposure);

}  // namespace vigie::foresight
