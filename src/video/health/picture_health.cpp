#include "video/picture_health.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "loop_watch.h"
#include "sharpness.h"
#include "stillness.h"
#include "view_watch.h"

namespace vigie::video {
namespace {

constexpr int kReduced = 192, kBlock = 6, kSmall = 4;  // width in pixels; pixels of the reduced picture per block, per small pixel
constexpr double kBetweenViews_s = 0.24, kBetweenSharpness_s = 0.48;
constexpr double kLayoutOfABlur = 0.6;

bool is_yes(const FaultSign& sign) { return sign.sign == Sign::yes; }

}  // namespace

std::string_view kind_of(CameraFault fault) {
  constexpr std::string_view kinds[camera_fault_count] = {"camera_offline",   "camera_frozen", "camera_covered", "camera_blinded",
                                                          "camera_defocused", "camera_moved",  "camera_looped"};
  return kinds[static_cast<std::size_t>(fault)];
}

struct PictureHealth::State {
  explicit State(SourceNature its_nature) : nature(its_nature) {}
  void one_cause(HealthSigns& signs) const;

  SourceNature nature;
  Stillness stillness;
  ViewWatch view;
  Sharpness sharpness;
  LoopWatch loop;
  FaultSign defocused{Sign::unknown, 0, 0};
  cv::Size size;
  double viewed_s = -1, sharpness_s = -1;
};

// What is seen of one fault is often seen by the others, too: a cloth is sharp nowhere and does not move. One cause is named.
void PictureHealth::State::one_cause(HealthSigns& signs) const {
  const bool blurred = is_yes(signs[CameraFault::defocused]) && view.layout_correlation() >= kLayoutOfABlur;
  if (blurred && !is_yes(signs[CameraFault::blinded])) signs[CameraFault::covered] = signs[CameraFault::moved] = {};
  if (!blurred && is_yes(signs[CameraFault::defocused])) signs[CameraFault::defocused] = {Sign::unknown, 0, 0};
  const bool view_gone = is_yes(signs[CameraFault::covered]) || is_yes(signs[CameraFault::blinded]) || is_yes(signs[CameraFault::moved]);
  if (view_gone) signs[CameraFault::defocused] = signs[CameraFault::frozen] = signs[CameraFault::looped] = {};
  if (is_yes(signs[CameraFault::frozen])) signs[CameraFault::looped] = {};
}

PictureHealth::PictureHealth(SourceNature nature) : state_(std::make_unique<State>(nature)) {}
PictureHealth::~PictureHealth() = default;
PictureHealth::PictureHealth(PictureHealth&&) noexcept = default;
PictureHealth& PictureHealth::operator=(PictureHealth&&) noexcept = default;

HealthSigns PictureHealth::look(const cv::Mat& luminance, double now_s) {
  State& state = *state_;
  if (luminance.size() != state.size) {  // another picture altogether: nothing of before can be compared
    state = State(state.nature);
    state.size = luminance.size();
  }
  cv::Mat reduced, blocks, small;
  const int height = std::clamp(kReduced * luminance.rows / luminance.cols / kBlock * kBlock, kBlock, 3 * kReduced);
  cv::resize(luminance, reduced, {kReduced, height}, 0, 0, cv::INTER_AREA);
  cv::Mat means;
  reduced.convertTo(means, CV_32F);
  cv::resize(means, blocks, {kReduced / kBlock, height / kBlock}, 0, 0, cv::INTER_AREA);

  HealthSigns signs;
  signs[CameraFault::frozen] = state.stillness.look(reduced, blocks, now_s);
  if (state.viewed_s < 0 || now_s - state.viewed_s >= kBetweenViews_s) {
    state.viewed_s = now_s;
    state.view.look(reduced, blocks, now_s);
  }
  if (state.sharpness_s < 0 || now_s - state.sharpness_s >= kBetweenSharpness_s) {
    state.sharpness_s = now_s;
    state.defocused = state.sharpness.look(luminance, now_s);
  }
  signs[CameraFault::covered] = state.view.covered();
  signs[CameraFault::blinded] = state.view.blinded();
  signs[CameraFault::moved] = state.view.moved();
  signs[CameraFault::defocused] = state.defocused;
  if (state.nature == SourceNature::live) {
    cv::resize(reduced, small, {kReduced / kSmall, std::max(1, height / kSmall)}, 0, 0, cv::INTER_AREA);
    signs[CameraFault::looped] = state.loop.look(small, now_s);
  }
  state.one_cause(signs);
  return signs;
}

void PictureHealth::interrupted() {
  state_->stillness.interrupted();
  state_->view.interrupted();
  state_->loop.interrupted();
}

void PictureHealth::accept_view() {
  state_->view.forget();
  state_->sharpness.forget();
}

}  // namespace vigie::video
