// Any bytes as what a camera says: through the envelope into every reader of a body, and as an answer to a probe. What comes out is
// bounded, is UTF-8, and events hold nothing but the listed items.
#include <cstdlib>

#include "connectors/onvif_discovery.h"
#include "onvif/answers.h"
#include "onvif/events.h"
#include "onvif/soap.h"
#include "text_encoding.h"

namespace {

void check(const std::string& text, std::size_t longest) {
  if (text.size() > longest || !vigie::connectors::is_utf8(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto found = parse_probe_matches(text, "urn:uuid:1", "192.0.2.7"))
    for (const auto& camera : *found) {
      check(camera.name, 200);
      if (!camera.address.starts_with("http://192.0.2.7")) std::abort();
    }
  const auto document = onvif::parse_xml(text);
  if (!document) return 0;
  const auto body = onvif::body_of(*document);
  if (!body) return 0;
  for (const auto& services : {onvif::services_of(*body), onvif::capabilities_of(*body)}) check(services.ptz, 1024);
  (void)onvif::time_of(*body);
  check(onvif::information_of(*body).model, 200);
  if (const auto profiles = onvif::profiles_of(*body))
    for (const auto& profile : *profiles) check(profile.token, 64);
  if (const auto uri = onvif::stream_uri_of(*body)) check(*uri, 2048);
  if (const auto heads = onvif::heads_of(*body))
    for (const auto& head : *heads) check(head.name, 200);
  if (const auto presets = onvif::presets_of(*body))
    for (const auto& preset : *presets) check(preset.name, 200);
  if (const auto status = onvif::head_status_of(*body)) check(status->error, 200);
  if (const auto point = onvif::pull_point_of(*body)) check(point->reference_xml, 4096);
  if (const auto events = onvif::events_of(*body))
    for (const auto& event : events->events)
      for (const auto* items : {&event.source, &event.data})
        for (const auto& [name, value] : *items)
          if (value.empty() || value.size() > 64 || value.find(' ') != std::string::npos) std::abort();
  return 0;
}
