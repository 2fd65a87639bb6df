#include "onvif/answers.h"

#include <charconv>
#include <cmath>

namespace vigie::connectors::onvif {
namespace {

constexpr std::size_t most_reference_bytes = 4096;

tl::unexpected<Error> wrong(const char* what) {
  return fail(ErrorKind::invalid_input, fmt::format("the camera's answer is not what ONVIF says: {}", what), "onvif.answer");
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

int whole(const pugi::xml_node& node, int most) {
  const auto value = number(text(node, 16));
  return value && *value >= 0 && *value <= most ? static_cast<int>(*value) : 0;
}

template <typename Take>
Status each(const pugi::xml_node& of, std::string_view name, Take take) {
  std::size_t count = 0;
  for (const auto& node : of.children()) {
    if (node.type() != pugi::node_element || local_name(node) != name) continue;
    if (++count > most_items) return wrong("a list of more than 256");
    VIGIE_CHECK(take(node));
  }
  return {};
}

// PTZVector: <PanTilt x y/><Zoom x/>. A head without zoom or without pan leaves its part out.
std::optional<OnvifPosition> position_of(const pugi::xml_node& vector) {
  const auto pan_tilt = child(vector, "PanTilt"), zoom = child(vector, "Zoom");
  if (!pan_tilt && !zoom) return std::nullopt;
  const auto coordinate = [](const pugi::xml_node& node, std::string_view name) {
    return node ? number(clean(attribute(node, name), 32)) : std::optional<double>{0.0};
  };
  const auto pan = coordinate(pan_tilt, "x"), tilt = coordinate(pan_tilt, "y"), in = coordinate(zoom, "x");
  if (!pan || !tilt || !in) return std::nullopt;
  return OnvifPosition{*pan, *tilt, *in};
}

// A prefix used in the element but declared further out goes along with it.
void declare_prefixes(pugi::xml_node node, const pugi::xml_node& declared_at) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  if (colon == std::string_view::npos) return;
  const std::string declaration = "xmlns:" + std::string{name.substr(0, colon)};
  if (node.attribute(declaration.c_str())) return;
  for (auto outer = declared_at; outer; outer = outer.parent())
    if (const auto there = outer.attribute(declaration.c_str())) {
      node.append_attribute(declaration.c_str()) = there.value();
      return;
    }
}

class StringWriter final : public pugi::xml_writer {
 public:
  void write(const void* bytes, std::size_t size) override { text.append(static_cast<const char*>(bytes), size); }
  std::string text;
};

}  // namespace

Services services_of(const pugi::xml_node& answer) {
  Services services;
  for (const auto& node : answer.children()) {
    if (local_name(node) != "Service") continue;
    const std::string space = text(child(node, "Namespace"), 200), address = text(child(node, "XAddr"), 1024);
    if (space == "http://www.onvif.org/ver20/media/wsdl") services.media2 = address;
    if (space == "http://www.onvif.org/ver10/media/wsdl") services.media = address;
    if (space == "http://www.onvif.org/ver20/ptz/wsdl") services.ptz = address;
    if (space == "http://www.onvif.org/ver10/events/wsdl") services.events = address;
  }
  return services;
}

Services capabilities_of(const pugi::xml_node& answer) {
  const auto capabilities = child(answer, "Capabilities");
  Services services;
  services.media = text(descend(capabilities, {"Media", "XAddr"}));
  services.ptz = text(descend(capabilities, {"PTZ", "XAddr"}));
  services.events = text(descend(capabilities, {"Events", "XAddr"}));
  return services;
}

Result<UtcTime> time_of(const pugi::xml_node& answer) {
  const auto utc = descend(answer, {"SystemDateAndTime", "UTCDateTime"});
  if (!utc) return wrong("no UTC time");
  const auto date = child(utc, "Date"), time = child(utc, "Time");
  const auto day = std::chrono::year{whole(child(date, "Year"), 9999)} / whole(child(date, "Month"), 12) / whole(child(date, "Day"), 31);
  if (!day.ok()) return wrong("a day that does not exist");
  return UtcTime{std::chrono::sys_days{day}} + std::chrono::hours{whole(child(time, "Hour"), 23)} +
         std::chrono::minutes{whole(child(time, "Minute"), 59)} + std::chrono::seconds{whole(child(time, "Second"), 60)};
}

OnvifDeviceInfo information_of(const pugi::xml_node& answer) {
  return {text(child(answer, "Manufacturer"), 200), text(child(answer, "Model"), 200), text(child(answer, "FirmwareVersion"), 200),
          text(child(answer, "SerialNumber"), 200)};
}

Result<std::vector<OnvifProfile>> profiles_of(const pugi::xml_node& answer) {
  std::vector<OnvifProfile> profiles;
  VIGIE_CHECK(each(answer, "Profiles", [&](const pugi::xml_node& node) -> Status {
    OnvifProfile profile;
    profile.token = clean(attribute(node, "token"), 64);  // ReferenceToken: at most 64 characters
    if (profile.token.empty()) return wrong("a profile without a token");
    profile.name = text(child(node, "Name"), 200);
    const auto configurations = child(node, "Configurations");
    const auto encoder = configurations ? child(configurations, "VideoEncoder") : child(node, "VideoEncoderConfiguration");
    profile.encoding = text(child(encoder, "Encoding"), 64);
    profile.width_px = whole(descend(encoder, {"Resolution", "Width"}), 65'535);
    profile.height_px = whole(descend(encoder, {"Resolution", "Height"}), 65'535);
    profile.ptz = !(configurations ? child(configurations, "PTZ") : child(node, "PTZConfiguration")).empty();
    profiles.push_back(std::move(profile));
    return {};
  }));
  return profiles;
}

Result<std::string> stream_uri_of(const pugi::xml_node& answer) {
  auto uri = text(child(answer, "Uri"), 2048);
  if (uri.empty()) uri = text(descend(answer, {"MediaUri", "Uri"}), 2048);
  if (uri.empty()) return wrong("no stream address");
  return uri;
}

Result<std::vector<OnvifHead>> heads_of(const pugi::xml_node& answer) {
  std::vector<OnvifHead> heads;
  VIGIE_CHECK(each(answer, "PTZNode", [&](const pugi::xml_node& node) -> Status {
    heads.push_back({clean(attribute(node, "token"), 64), text(child(node, "Name"), 200), text(child(node, "HomeSupported"), 8) == "true",
                     whole(child(node, "MaximumNumberOfPresets"), 100'000)});
    return {};
  }));
  return heads;
}

Result<std::vector<OnvifPreset>> presets_of(const pugi::xml_node& answer) {
  std::vector<OnvifPreset> presets;
  VIGIE_CHECK(each(answer, "Preset", [&](const pugi::xml_node& node) -> Status {
    OnvifPreset preset{clean(attribute(node, "token"), 64), text(child(node, "Name"), 200), position_of(child(node, "PTZPosition"))};
    if (preset.token.empty()) return wrong("a preset without a token");
    presets.push_back(std::move(preset));
    return {};
  }));
  return presets;
}

Result<OnvifHeadStatus> head_status_of(const pugi::xml_node& answer) {
  const auto status = child(answer, "PTZStatus");
  if (!status) return wrong("no PTZStatus");
  OnvifHeadStatus head;
  head.where = position_of(child(status, "Position"));
  const auto moving = child(status, "MoveStatus");
  head.moving = text(child(moving, "PanTilt"), 16) == "MOVING" || text(child(moving, "Zoom"), 16) == "MOVING";
  head.error = text(child(status, "Error"), 200);
  return head;
}

Result<OnvifPullPoint> pull_point_of(const pugi::xml_node& answer) {
  const auto reference = child(answer, "SubscriptionReference");
  OnvifPullPoint point;
  point.address = text(child(reference, "Address"));
  if (point.address.empty()) return wrong("a subscription without an address");
  StringWriter writer;
  for (const auto& parameter : child(reference, "ReferenceParameters").children()) {
    if (parameter.type() != pugi::node_element) continue;
    pugi::xml_document alone;
    auto copy = alone.append_copy(parameter);
    declare_prefixes(copy, parameter);
    copy.print(writer, "", pugi::format_raw);
  }
  if (writer.text.size() > most_reference_bytes) return wrong("a subscription's address of more than 4096 bytes");
  point.reference_xml = std::move(writer.text);
  return point;
}

}  // namespace vigie::connectors::onvif
