#include "cameras/camera_probe.h"

#include <algorithm>

namespace vigie::app {
namespace {

using connectors::OnvifDevice;

constexpr int events_at_once = 64;

Json place(const std::optional<connectors::OnvifPosition>& where) {
  return where ? Json{{"pan", where->pan}, {"tilt", where->tilt}, {"zoom", where->zoom}} : Json{};
}

Status add_profiles(OnvifDevice& device, Json& said, std::string& head_profile) {
  VIGIE_TRY(const auto profiles, device.profiles());
  Json list = Json::array();
  const Json *largest = nullptr, *smallest = nullptr;
  const auto pixels = [](const Json& one) { return one["width"].get<long>() * one["height"].get<long>(); };
  for (const auto& profile : profiles) {
    VIGIE_TRY(const std::string url, device.stream_address(profile.token));
    list.push_back({{"token", profile.token},
                    {"name", profile.name},
                    {"encoding", profile.encoding},
                    {"width", profile.width_px},
                    {"height", profile.height_px},
                    {"ptz", profile.ptz},
                    {"url", url}});
    if (profile.ptz && head_profile.empty()) head_profile = profile.token;
  }
  for (const auto& one : list) {
    if (!largest || pixels(one) > pixels(*largest)) largest = &one;
    if (!smallest || pixels(one) < pixels(*smallest)) smallest = &one;
  }
  said["url"] = largest ? (*largest)["url"] : Json{""};
  said["sub_url"] = smallest && smallest != largest ? (*smallest)["url"] : Json{""};
  said["profiles"] = std::move(list);
  return {};
}

Status add_head(OnvifDevice& device, const std::string& profile, Json& said) {
  Json heads = Json::array(), presets = Json::array();
  VIGIE_TRY(const auto nodes, device.heads());
  for (const auto& node : nodes)
    heads.push_back({{"token", node.token}, {"name", node.name}, {"home", node.home}, {"most_presets", node.most_presets}});
  VIGIE_TRY(const auto known, device.presets(profile));
  for (const auto& preset : known) presets.push_back({{"token", preset.token}, {"name", preset.name}, {"position", place(preset.where)}});
  VIGIE_TRY(const auto status, device.head_status(profile));
  said["heads"] = std::move(heads);
  said["presets"] = std::move(presets);
  said["position"] = place(status.where);
  return {};
}

Status add_events(OnvifDevice& device, std::chrono::seconds listen, Json& said) {
  constexpr std::chrono::seconds life{60};
  VIGIE_TRY(const auto point, device.subscribe(life));
  std::map<std::string, std::size_t> topics;
  std::size_t dropped = 0;
  const auto end = std::chrono::steady_clock::now() + listen;
  Status heard;
  while (heard && std::chrono::steady_clock::now() < end) {
    auto events = device.pull(point, std::min(listen, std::chrono::seconds{5}), events_at_once);
    if (!events) {
      heard = tl::make_unexpected(events.error());
      break;
    }
    for (const auto& event : events->events) ++topics[event.topic];
    dropped += events->dropped;
    heard = device.renew(point, life);
  }
  const Status left = device.unsubscribe(point);
  VIGIE_CHECK(heard);
  VIGIE_CHECK(left);
  said["events"] = topics;
  said["events_dropped"] = dropped;
  return {};
}

}  // namespace

Result<Json> probe_camera(const connectors::OnvifAccess& access, const Clock& clock, const ProbeOptions& options) {
  VIGIE_TRY(const auto device, OnvifDevice::open(access, clock));
  VIGIE_TRY(const auto information, device->information());
  Json said{{"device",
             {{"manufacturer", information.manufacturer},
              {"model", information.model},
              {"firmware", information.firmware},
              {"serial", information.serial}}},
            {"clock_ahead_s", static_cast<double>(device->clock_ahead().count()) / 1000}};
  std::string head_profile;
  VIGIE_CHECK(add_profiles(*device, said, head_profile));
  if (device->has_ptz() && !head_profile.empty()) VIGIE_CHECK(add_head(*device, head_profile, said));
  if (options.events.count() > 0 && device->has_events()) VIGIE_CHECK(add_events(*device, options.events, said));
  return said;
}

}  // namespace vigie::app
