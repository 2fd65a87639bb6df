#include <algorithm>

#include "base/markup.h"
#include "onvif/device_state.h"

namespace vigie::connectors {
namespace {

using onvif::Request;

constexpr const char* default_path = "/onvif/device_service";

Request asking(std::string body) { return {{}, {}, {}, std::move(body)}; }

tl::unexpected<Error> lacks(const char* service) {
  return fail(ErrorKind::unsupported, fmt::format("the camera has no ONVIF service for {}", service), "onvif.unsupported");
}

Result<onvif::Services> ask_services(onvif::Session& session) {
  const auto services = session.ask_for<onvif::Services>(
      session.device_service(), asking("<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>"),
      [](const auto& body) -> Result<onvif::Services> { return onvif::services_of(body); });
  if (services) return services;
  if (services.error().kind != ErrorKind::unsupported && services.error().code != "onvif.refused") return services;
  // Before Profile T there was GetCapabilities alone.
  return session.ask_for<onvif::Services>(session.device_service(),
                                          asking("<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>"),
                                          [](const auto& body) -> Result<onvif::Services> { return onvif::capabilities_of(body); });
}

}  // namespace

Result<std::string> OnvifDevice::State::ptz() const {
  if (services.ptz.empty()) return lacks("PTZ: it has no head that moves");
  return services.ptz;
}

Result<std::string> OnvifDevice::State::events() const {
  if (services.events.empty()) return lacks("events");
  return services.events;
}

Result<std::string> onvif_address(const std::string& text) {
  const auto wrong = [](const char* what) {
    return fail(ErrorKind::invalid_input, fmt::format("an ONVIF address is like http://192.0.2.7/onvif/device_service: {}", what),
                "onvif.address");
  };
  if (text.empty() || text.size() > 1024 || std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return wrong("it has no blanks and only ASCII letters");
  auto parts = onvif::split_url(text.find("://") == std::string::npos ? "http://" + text : text);
  if (!parts || parts->host.empty()) return wrong("it has a host");
  if (parts->scheme != "http" && parts->scheme != "https") return wrong("it begins with http:// or https://");
  if (parts->credentials) return wrong("user and password go into a secret, not into the address");
  if (parts->path_and_query.empty() || parts->path_and_query == "/") parts->path_and_query = default_path;
  return parts->str();
}

OnvifDevice::OnvifDevice(std::unique_ptr<State> state) : state_(std::move(state)) {}
OnvifDevice::~OnvifDevice() = default;

Result<std::unique_ptr<OnvifDevice>> OnvifDevice::open(OnvifAccess access, const Clock& clock, std::stop_token stop) {
  VIGIE_TRY(const std::string address, onvif_address(access.address));
  VIGIE_TRY(const auto parts, onvif::split_url(address));
  VIGIE_TRY(auto http, onvif::HttpClient::create(std::move(stop)));
  auto state = std::make_unique<State>(State{{std::move(access), parts, std::move(http), clock}, {}});
  auto& session = state->session;
  // Asked without an account, as the standard allows: a token made by our clock would be refused by a camera whose clock is wrong, and
  // many are. A camera that does not tell is signed for by our clock.
  auto clock_answer = session.ask(session.device_service(), asking("<tds:GetSystemDateAndTime/>"), false);
  if (!clock_answer && clock_answer.error().kind != ErrorKind::denied) return tl::make_unexpected(clock_answer.error());
  if (clock_answer) {
    const auto body = onvif::body_of(*clock_answer);
    if (!body && body.error().code == "onvif.answer") return tl::make_unexpected(body.error());
    if (body)
      if (const auto time = onvif::time_of(*body)) session.take_time(*time);
  }
  VIGIE_TRY(state->services, ask_services(session));
  for (std::string* service : {&state->services.media2, &state->services.media, &state->services.ptz, &state->services.events}) {
    if (service->empty()) continue;
    VIGIE_TRY(*service, session.here(*service));
  }
  return std::unique_ptr<OnvifDevice>(new OnvifDevice(std::move(state)));
}

std::chrono::milliseconds OnvifDevice::clock_ahead() const { return state_->session.ahead(); }
bool OnvifDevice::has_ptz() const { return !state_->services.ptz.empty(); }
bool OnvifDevice::has_events() const { return !state_->services.events.empty(); }

Result<OnvifDeviceInfo> OnvifDevice::information() {
  return state_->session.ask_for<OnvifDeviceInfo>(state_->session.device_service(), asking("<tds:GetDeviceInformation/>"),
                                                  [](const auto& body) -> Result<OnvifDeviceInfo> { return onvif::information_of(body); });
}

Result<std::vector<OnvifProfile>> OnvifDevice::profiles() {
  if (state_->media2())
    return state_->session.ask_for<std::vector<OnvifProfile>>(
        state_->services.media2, asking("<tr2:GetProfiles><tr2:Type>All</tr2:Type></tr2:GetProfiles>"), onvif::profiles_of);
  if (state_->services.media.empty()) return lacks("media");
  return state_->session.ask_for<std::vector<OnvifProfile>>(state_->services.media, asking("<trt:GetProfiles/>"), onvif::profiles_of);
}

Result<std::string> OnvifDevice::stream_address(const std::string& profile) {
  const std::string token = escape_markup(profile);
  Result<std::string> uri = lacks("media");
  if (state_->media2())
    uri = state_->session.ask_for<std::string>(
        state_->services.media2,
        asking(fmt::format("<tr2:GetStreamUri><tr2:Protocol>RTSP</tr2:Protocol><tr2:ProfileToken>{}</tr2:ProfileToken></tr2:GetStreamUri>",
                           token)),
        onvif::stream_uri_of);
  else if (!state_->services.media.empty())
    uri = state_->session.ask_for<std::string>(
        state_->services.media,
        asking(
            fmt::format("<trt:GetStreamUri><trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol>"
                        "</tt:Transport></trt:StreamSetup><trt:ProfileToken>{}</trt:ProfileToken></trt:GetStreamUri>",
                        token)),
        onvif::stream_uri_of);
  VIGIE_CHECK(uri);
  auto parts = onvif::split_url(*uri);
  if (!parts || (parts->scheme != "rtsp" && parts->scheme != "rtsps"))
    return fail(ErrorKind::invalid_input, "the camera names a stream that is not rtsp://", "onvif.answer");
  parts->host = state_->session.device().host;
  return parts->str();
}

}  // namespace vigie::connectors
