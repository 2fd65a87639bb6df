#include "perception/camera_faults.h"

#include <algorithm>
#include <array>
#include <optional>

#include "alert_life.h"

namespace vigie::perception {
namespace {

using video::CameraFault;
using video::Sign;

constexpr double kOffline_s = 5;  // without a picture
constexpr double kSuspense_s = 2.5;
constexpr double kLongest_s = 600;

// How long a sign must hold. All of it lies within ten seconds of the fault's beginning, together with what the sign itself
// takes (a still picture is called frozen after four seconds and more).
LifeSettings life_of(CameraFault fault) {
  switch (fault) {
    case CameraFault::offline:
      return {.pictures = 1, .hold_s = 0, .quiet_s = 0, .longest_s = 30 * 24 * 3600.0};
    case CameraFault::frozen:
    case CameraFault::looped:
      return {.pictures = 3, .hold_s = 0.3, .quiet_s = 1.5, .longest_s = kLongest_s};
    case CameraFault::defocused:
      return {.pictures = 8, .hold_s = 3.0, .quiet_s = 3, .longest_s = kLongest_s};
    case CameraFault::covered:
    case CameraFault::moved:
      return {.pictures = 8, .hold_s = 4.5, .quiet_s = 2, .longest_s = kLongest_s};
    case CameraFault::blinded:
      return {.pictures = 8, .hold_s = 4.0, .quiet_s = 2, .longest_s = kLongest_s};
  }
  return {};
}

constexpr std::array kFaults{CameraFault::offline,   CameraFault::frozen, CameraFault::covered, CameraFault::blinded,
                             CameraFault::defocused, CameraFault::moved,  CameraFault::looped};

}  // namespace

struct CameraFaults::State {
  explicit State(video::SourceNature its_nature) : nature(its_nature), health(its_nature) {
    for (const auto fault : kFaults) watches.push_back({fault, AlertLife(life_of(fault)), {}, 0});
  }
  struct Watch {
    CameraFault fault;
    AlertLife life;
    FaultAlert alert;
    double told_s = 0;  // when a picture could last tell
  };
  void observe(Watch& watch, const video::FaultSign& sign, double now_s, std::vector<FaultAlert>& told);
  void offline(bool holds, double since_s, double now_s, std::vector<FaultAlert>& told);

  video::SourceNature nature;
  video::PictureHealth health;
  std::vector<Watch> watches;
  std::uint32_t next_number = 1;
  std::optional<double> last_picture_s;
};

void CameraFaults::State::observe(Watch& watch, const video::FaultSign& sign, double now_s, std::vector<FaultAlert>& told) {
  // A picture that can't tell neither begins nor ends anything, but what began is not kept in suspense for long.
  if (sign.sign != Sign::unknown) watch.told_s = now_s;
  if (sign.sign == Sign::unknown && (watch.life.open() || now_s - watch.told_s < kSuspense_s)) return;
  switch (watch.life.observe(sign.sign == Sign::yes, now_s)) {
    case AlertLife::Change::raised:
      watch.alert = {false, next_number++, watch.fault, std::min(sign.since_s, watch.life.start_s()), now_s, 0, sign.confidence};
      told.push_back(watch.alert);
      break;
    case AlertLife::Change::ended:
      watch.alert.ended = true;
      watch.alert.end_s = watch.life.end_s();
      told.push_back(watch.alert);
      // Ten minutes of another view: whoever looks after the cameras has been told; from here on it is the view.
      if (watch.alert.end_s - watch.alert.start_s >= kLongest_s) health.accept_view();
      break;
    case AlertLife::Change::none:
      break;
  }
}

void CameraFaults::State::offline(bool holds, double since_s, double now_s, std::vector<FaultAlert>& told) {
  observe(watches.front(), {holds ? Sign::yes : Sign::no, since_s, 1}, now_s, told);
}

CameraFaults::CameraFaults(video::SourceNature nature) : state_(std::make_unique<State>(nature)) {}
CameraFaults::~CameraFaults() = default;
CameraFaults::CameraFaults(CameraFaults&&) noexcept = default;
CameraFaults& CameraFaults::operator=(CameraFaults&&) noexcept = default;

std::vector<FaultAlert> CameraFaults::picture(const cv::Mat& luminance, double now_s) {
  State& state = *state_;
  std::vector<FaultAlert> told;
  // In a file nobody asks meanwhile: the hole is seen when the next picture comes, and is told as it would have been.
  if (state.last_picture_s && now_s - *state.last_picture_s >= kOffline_s) {
    state.offline(true, *state.last_picture_s, *state.last_picture_s + kOffline_s, told);
    state.health.interrupted();
  }
  state.last_picture_s = now_s;
  state.offline(false, 0, now_s, told);
  const auto signs = state.health.look(luminance, now_s);
  for (auto& watch : state.watches)
    if (watch.fault != CameraFault::offline) state.observe(watch, signs[watch.fault], now_s, told);
  return told;
}

std::vector<FaultAlert> CameraFaults::no_picture(double now_s) {
  std::vector<FaultAlert> told;
  State& state = *state_;
  if (!state.last_picture_s) state.last_picture_s = now_s;  // it never gave one: counted from here
  if (now_s - *state.last_picture_s >= kOffline_s) state.offline(true, *state.last_picture_s, now_s, told);
  return told;
}

void CameraFaults::interrupted() { state_->health.interrupted(); }

std::vector<FaultAlert> CameraFaults::stop(double now_s) {
  std::vector<FaultAlert> told;
  for (auto& watch : state_->watches)
    if (watch.life.stop(now_s) == AlertLife::Change::ended) {
      watch.alert.ended = true;
      watch.alert.end_s = watch.life.end_s();
      told.push_back(watch.alert);
    }
  state_->health = video::PictureHealth(state_->nature);
  state_->last_picture_s.reset();
  return told;
}

std::vector<std::string> CameraFaults::active() const {
  std::vector<std::string> kinds;
  for (const auto fault : kFaults)
    if (fault != CameraFault::looped || state_->nature == video::SourceNature::live) kinds.emplace_back(kind_of(fault));
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

}  // namespace vigie::perception
