#pragma once
// What one ONVIF camera says of itself: device, profiles with their stream addresses, head and presets, and for a while its events.

#include "base/json.h"
#include "connectors/onvif.h"

namespace vigie::app {

struct ProbeOptions {
  std::chrono::seconds events{0};  // how long to listen; 0: not at all
};

// {"device", "clock_ahead_s", "profiles": [{token, name, encoding, width, height, ptz, url}], "url", "sub_url", "heads", "presets",
//  "position", "events": [topic → count], "events_dropped"}; "url" is the largest picture, "sub_url" the smallest other one.
Result<Json> probe_camera(const connectors::OnvifAccess& access, const Clock& clock, const ProbeOptions& options);

}  // namespace vigie::app
