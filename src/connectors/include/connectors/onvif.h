#pragma once
// One ONVIF camera: what it streams, where its head is, what it notices. A small client: Device, Media2 (Media where there is
// no Media2), PTZ, events by PullPoint. docs/onvif.md.
//
// Every call is one or two HTTP exchanges and waits at most `OnvifAccess::timeout` for each, or until `stop`. One thread at a
// time. Errors: unavailable/timeout "camera.unreachable"; denied "onvif.denied" (user and password); unsupported
// "onvif.unsupported"; invalid_input "onvif.answer" (not what the standard says); unavailable "onvif.refused" (its own reason).

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"

namespace vigie::connectors {

struct OnvifAccess {
  std::string address;         // "http://192.0.2.7/onvif/device_service", or "http://192.0.2.7" for just that
  std::string user, password;  // both empty: the camera asks nobody
  std::chrono::milliseconds timeout{3000};
};

struct OnvifDeviceInfo {
  std::string manufacturer, model, firmware, serial;
};

struct OnvifProfile {
  std::string token, name, encoding;  // "H264"
  int width_px = 0, height_px = 0;
  bool ptz = false;
};

// Speeds as shares of the head's greatest: −1 to 1; pan > 0 is right, tilt > 0 up, zoom > 0 in.
struct OnvifVelocity {
  double pan = 0, tilt = 0, zoom = 0;
};
// In the generic spaces of the PTZ specification: pan and tilt −1 to 1, zoom 0 to 1.
struct OnvifPosition {
  double pan = 0, tilt = 0, zoom = 0;
};
struct OnvifHead {
  std::string token, name;
  bool home = false;
  int most_presets = 0;
};
struct OnvifPreset {
  std::string token, name;
  std::optional<OnvifPosition> where;
};
struct OnvifHeadStatus {
  std::optional<OnvifPosition> where;
  bool moving = false;
  std::string error;  // the head's own word
};

// What a camera noticed, minimised when it is read (RULES L03, L05): topics of an allow-list, items of an allow-list, numbers and
// switches as values. Faces, bodies, plates, objects, sounds and free words have no place to be kept in.
struct OnvifEvent {
  std::string topic;      // without prefixes: "VideoSource/GlobalSceneChange/ImagingService"
  UtcTime at{};           // by the camera's clock
  std::string operation;  // "Initialized", "Changed", "Deleted" or ""
  std::map<std::string, std::string> source, data;
};
struct OnvifEvents {
  std::vector<OnvifEvent> events;
  std::size_t dropped = 0;  // notifications of other topics, or without anything that may be kept
};

struct OnvifPullPoint {
  std::string address;
  std::string reference_xml;  // to be given back with each request
};

class OnvifDevice {
 public:
  // Reads the camera's clock and its list of services.
  static Result<std::unique_ptr<OnvifDevice>> open(OnvifAccess access, const Clock& clock, std::stop_token stop = {});
  ~OnvifDevice();

  Result<OnvifDeviceInfo> information();
  Result<std::vector<OnvifProfile>> profiles();
  // rtsp://, without user and password, on the host of `OnvifAccess::address` whatever the camera says its own name is.
  Result<std::string> stream_address(const std::string& profile);

  bool has_ptz() const;
  Result<std::vector<OnvifHead>> heads();
  Result<std::vector<OnvifPreset>> presets(const std::string& profile);
  // Until `stop`, another command, or `longest` by the camera's own clock: it ends also where our stop is lost.
  Status move(const std::string& profile, OnvifVelocity velocity, std::chrono::milliseconds longest);
  Status move_to(const std::string& profile, OnvifPosition position);
  Status stop(const std::string& profile);
  Status go_to_preset(const std::string& profile, const std::string& preset);
  Status go_home(const std::string& profile);
  Result<OnvifHeadStatus> head_status(const std::string& profile);

  bool has_events() const;
  // Ends by itself after `life` without `renew`.
  Result<OnvifPullPoint> subscribe(std::chrono::seconds life);
  // Waits at most `wait` for the first one.
  Result<OnvifEvents> pull(const OnvifPullPoint& point, std::chrono::seconds wait, int limit);
  Status renew(const OnvifPullPoint& point, std::chrono::seconds life);
  Status unsubscribe(const OnvifPullPoint& point);

  std::chrono::milliseconds clock_ahead() const;  // of ours, as the camera said when opened; 0 where it did not say

 private:
  struct State;
  explicit OnvifDevice(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The address as the client uses it: a bare host gets "http://" and "/onvif/device_service". invalid_input "onvif.address" for
// another scheme, user and password in it, blanks or control characters.
Result<std::string> onvif_address(const std::string& text);

}  // namespace vigie::connectors
