#pragma once
// What answered on this network, in the form of the job's result and of `vigie cameras discover`.

#include "base/json.h"
#include "connectors/onvif_discovery.h"

namespace vigie::app {

Json to_json(
    const std::vector<connectors::FoundCamera>& found);  // {"found": [{address, name, hardware, location, endpoint, answered_from}]}

}  // namespace vigie::app
