// PTZ: commands to a camera's head.
#include <algorithm>
#include <cmath>

#include "base/markup.h"
#include "onvif/device_state.h"

namespace vigie::connectors {
namespace {

onvif::Request ptz(std::string_view action, const std::string& profile, const std::string& rest = {}) {
  return {
      {}, {}, {}, fmt::format("<tptz:{0}><tptz:ProfileToken>{1}</tptz:ProfileToken>{2}</tptz:{0}>", action, escape_markup(profile), rest)};
}

// A NaN or a value beyond the space becomes the nearest that the space has: a head is never sent a number it must guess about.
double within(double value, double least, double most) { return std::isfinite(value) ? std::clamp(value, least, most) : 0; }

std::string duration(std::chrono::milliseconds length) {
  return fmt::format("PT{}.{:03}S", length.count() / 1000, length.count() % 1000);  // xs:duration
}

}  // namespace

Result<std::vector<OnvifHead>> OnvifDevice::heads() {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.ask_for<std::vector<OnvifHead>>(service, {{}, {}, {}, "<tptz:GetNodes/>"}, onvif::heads_of);
}

Result<std::vector<OnvifPreset>> OnvifDevice::presets(const std::string& profile) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.ask_for<std::vector<OnvifPreset>>(service, ptz("GetPresets", profile), onvif::presets_of);
}

Status OnvifDevice::move(const std::string& profile, OnvifVelocity velocity, std::chrono::milliseconds longest) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.tell(service, ptz("ContinuousMove", profile,
                                           fmt::format("<tptz:Velocity><tt:PanTilt x=\"{:.4f}\" y=\"{:.4f}\"/><tt:Zoom "
                                                       "x=\"{:.4f}\"/></tptz:Velocity><tptz:Timeout>{}</tptz:Timeout>",
                                                       within(velocity.pan, -1, 1), within(velocity.tilt, -1, 1),
                                                       within(velocity.zoom, -1, 1), duration(longest))));
}

Status OnvifDevice::move_to(const std::string& profile, OnvifPosition position) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.tell(
      service, ptz("AbsoluteMove", profile,
                   fmt::format("<tptz:Position><tt:PanTilt x=\"{:.4f}\" y=\"{:.4f}\"/><tt:Zoom x=\"{:.4f}\"/></tptz:Position>",
                               within(position.pan, -1, 1), within(position.tilt, -1, 1), within(position.zoom, 0, 1))));
}

Status OnvifDevice::stop(const std::string& profile) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.tell(service, ptz("Stop", profile, "<tptz:PanTilt>true</tptz:PanTilt><tptz:Zoom>true</tptz:Zoom>"));
}

Status OnvifDevice::go_to_preset(const std::string& profile, const std::string& preset) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.tell(service,
                              ptz("GotoPreset", profile, fmt::format("<tptz:PresetToken>{}</tptz:PresetToken>", escape_markup(preset))));
}

Status OnvifDevice::go_home(const std::string& profile) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.tell(service, ptz("GotoHomePosition", profile));
}

Result<OnvifHeadStatus> OnvifDevice::head_status(const std::string& profile) {
  VIGIE_TRY(const auto service, state_->ptz());
  return state_->session.ask_for<OnvifHeadStatus>(service, ptz("GetStatus", profile), onvif::head_status_of);
}

}  // namespace vigie::connectors
