#include "live/head_drive.h"

#include <algorithm>
#include <cmath>

namespace vigie::app {
namespace {

using operations::PtzOrder;
using namespace std::chrono_literals;

// The camera stops by itself after this long without another command: a desk repeats a held key sooner, and one that died stops it.
constexpr auto longest_move = 2s;
constexpr auto longest_way = 20s;     // to a preset; slow heads take ten
constexpr int looks_until_still = 2;  // one look may fall before the head has begun to move
constexpr auto presets_live = 60s;

}  // namespace

bool same_place(const connectors::OnvifPosition& told, const connectors::OnvifPosition& wanted) {
  constexpr double near = 0.02;
  return std::abs(told.pan - wanted.pan) <= near && std::abs(told.tilt - wanted.tilt) <= near && std::abs(told.zoom - wanted.zoom) <= near;
}

HeadDrive::HeadDrive(std::string camera, operations::PtzDesk& desk, const Clock& clock, Metrics& metrics, Credentials credentials,
                     std::stop_token stop)
    : camera_(std::move(camera)),
      desk_(desk),
      clock_(clock),
      metrics_(metrics),
      credentials_(std::move(credentials)),
      stop_(std::move(stop)) {}

bool HeadDrive::turn(bool asked) {
  const auto head = desk_.heads().head(camera_);
  if (!head) return false;
  if (head->version != head_.version) {
    head_ = *head;
    device_.reset();
    going_.reset();
    presets_.clear();
  }
  auto order = desk_.next(camera_);
  if (!device_) {
    if (!order && !asked) return false;
    if (const auto connected = connect(*head); !connected) {
      give_up(connected.error());
      return true;
    }
    // A newer order may have come meanwhile.
    if (auto newer = desk_.next(camera_)) order = newer;
  }
  if (order) {
    going_.reset();
    metrics_.add("vigie_ptz_commands_total");
    if (const auto sent = send(*order); !sent) {
      give_up(sent.error());
      return true;
    }
    desk_.sent(camera_);
    if (order->kind == PtzOrder::Kind::preset || order->kind == PtzOrder::Kind::home)
      going_ = Going{*order, clock_.steady_now() + longest_way, 0};
    return true;
  }
  if (going_) {
    look_whether_arrived();
    return true;
  }
  if (!asked || clock_.steady_now() - presets_read_ < presets_live) return false;
  if (const auto read = read_presets(); !read) give_up(read.error());
  return true;
}

void HeadDrive::give_up(const Error& error) {
  if (error.kind == ErrorKind::cancelled) return;
  metrics_.add("vigie_ptz_failures_total");
  going_.reset();
  // Where the camera answered, the connection is good; else it is made anew.
  if (error.code == "camera.unreachable" || error.code == "onvif.denied") device_.reset();
  desk_.failed(camera_, error);
}

Status HeadDrive::connect(const operations::Head& head) {
  connectors::OnvifAccess access;
  access.address = head.address;
  if (!head.secret.empty()) {
    const auto words = credentials_(head.secret);
    if (!words)
      return fail(ErrorKind::denied, fmt::format("there is no secret '{}'; store it with 'vigie cameras secret'", head.secret),
                  "head.no_secret");
    const auto colon = words->find(':');
    access.user = words->substr(0, colon);
    if (colon != std::string::npos) access.password = words->substr(colon + 1);
  }
  VIGIE_TRY(auto device, connectors::OnvifDevice::open(std::move(access), clock_, stop_));
  if (!device->has_ptz()) return fail(ErrorKind::unsupported, "the camera has no head that moves", "ptz.no_head");
  profile_ = head.profile;
  if (profile_.empty()) {
    VIGIE_TRY(const auto profiles, device->profiles());
    const auto first = std::find_if(profiles.begin(), profiles.end(), [](const auto& one) { return one.ptz; });
    if (first == profiles.end()) return fail(ErrorKind::unsupported, "none of the camera's profiles has a head that moves", "ptz.no_head");
    profile_ = first->token;
  }
  device_ = std::move(device);
  return read_presets();
}

Status HeadDrive::read_presets() {
  presets_read_ = clock_.steady_now();
  VIGIE_TRY(presets_, device_->presets(profile_));
  std::vector<operations::PtzPreset> named;
  for (const auto& preset : presets_) named.push_back({preset.token, preset.name.empty() ? preset.token : preset.name});
  desk_.presets(camera_, std::move(named));
  return {};
}

Status HeadDrive::send(const PtzOrder& order) {
  switch (order.kind) {
    case PtzOrder::Kind::move:
      return device_->move(profile_, {order.pan, order.tilt, order.zoom}, longest_move);
    case PtzOrder::Kind::stop:
      return device_->stop(profile_);
    case PtzOrder::Kind::preset:
      return device_->go_to_preset(profile_, order.preset);
    case PtzOrder::Kind::home:
      return head_.home.empty() ? device_->go_home(profile_) : device_->go_to_preset(profile_, head_.home);
  }
  return fail(ErrorKind::internal, "an order without a command");
}

void HeadDrive::look_whether_arrived() {
  const auto status = device_->head_status(profile_);
  if (!status) return give_up(status.error());
  going_->still = status->moving ? 0 : going_->still + 1;
  if (going_->still < looks_until_still) {
    if (clock_.steady_now() < going_->until) return;
    return give_up({ErrorKind::unavailable, "ptz.still_moving",
                    fmt::format("the camera still says that it moves, {} s after it was sent to a preset; analysis stays paused",
                                longest_way.count())});
  }
  const std::string token = going_->order.kind == PtzOrder::Kind::preset ? going_->order.preset : head_.home;
  const auto preset = std::find_if(presets_.begin(), presets_.end(), [&](const auto& one) { return one.token == token; });
  if (!status->where)
    return give_up(
        {ErrorKind::unavailable, "ptz.position_unknown", "the camera does not say where its head stands; analysis stays paused"});
  if (preset != presets_.end() && preset->where && !same_place(*status->where, *preset->where))
    return give_up({ErrorKind::unavailable, "ptz.position_lies",
                    fmt::format("the camera says that it stands elsewhere than at its preset '{}'; look at its head, analysis stays paused",
                                preset->name)});
  desk_.arrived(camera_, going_->order);
  going_.reset();
}

}  // namespace vigie::app
