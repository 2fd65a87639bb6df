#pragma once
// SOAP bodies as values. Each takes the element that `body_of` found. What a camera leaves out is empty; what breaks the
// standard in a way that matters is invalid_input "onvif.answer". Lists are bounded: what is beyond is not read.

#include "connectors/onvif.h"
#include "onvif/xml.h"

namespace vigie::connectors::onvif {

inline constexpr std::size_t most_items = 256;  // profiles, presets, heads, notifications of one answer

struct Services {
  std::string media2, media, ptz, events;  // addresses as the camera names them; empty: it has none
};
Services services_of(const pugi::xml_node& get_services);
Services capabilities_of(const pugi::xml_node& get_capabilities);

Result<UtcTime> time_of(const pugi::xml_node& get_system_date_and_time);
OnvifDeviceInfo information_of(const pugi::xml_node& get_device_information);
Result<std::vector<OnvifProfile>> profiles_of(const pugi::xml_node& get_profiles);  // of Media2 and Media alike
Result<std::string> stream_uri_of(const pugi::xml_node& get_stream_uri);            // likewise
Result<std::vector<OnvifHead>> heads_of(const pugi::xml_node& get_nodes);
Result<std::vector<OnvifPreset>> presets_of(const pugi::xml_node& get_presets);
Result<OnvifHeadStatus> head_status_of(const pugi::xml_node& get_status);
Result<OnvifPullPoint> pull_point_of(const pugi::xml_node& create_pull_point_subscription);

}  // namespace vigie::connectors::onvif
