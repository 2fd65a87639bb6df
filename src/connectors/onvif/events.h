#pragma once
// Notifications of a PullMessages answer, minimised at the door (RULES L03, L05; DESIGN.md "What the program never does", 1 and 5).

#include "connectors/onvif.h"
#include "onvif/xml.h"

namespace vigie::connectors::onvif {

Result<OnvifEvents> events_of(const pugi::xml_node& pull_messages);

}  // namespace vigie::connectors::onvif
