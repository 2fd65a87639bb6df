#include "worker/watched_camera.h"

#include <algorithm>
#include <cmath>

#include "base/log.h"

namespace vigie::app {
namespace {

// A newcomer's own file is shown again and again, as recorded footage is.
bool repeats_itself(const city::Camera& camera) { return camera.replay || city::is_pushed(camera); }

video::SourceNature nature_of(const city::Camera& camera) {
  return repeats_itself(camera) ? video::SourceNature::replay : video::SourceNature::live;
}

UtcTime to_utc(double seconds) { return UtcTime{std::chrono::microseconds{static_cast<std::int64_t>(std::llround(seconds * 1e6))}}; }

}  // namespace

WatchedCamera::WatchedCamera(std::shared_ptr<WorkerCamera> pictures, ReportDesk& desk, const Clock& clock)
    : pictures_(std::move(pictures)), camera_(pictures_->camera()), view_(pictures_->view()), desk_(desk), clock_(clock), faults_(nature_of(camera_)) {
  if (repeats_itself(camera_))
    spdlog::info("{}: a replay, which repeats itself by nature: it is not watched for 'camera_looped'", camera_.id);
}

void WatchedCamera::take_turn() {
  const auto permit = pictures_->permit_to_record();
  if (!permit) return finish();
  permit_ = permit;
  const auto pipeline = pictures_->analysed();
  const auto picture = pipeline ? pipeline->health_pictures().take() : std::nullopt;
  if (!picture) {
    const double now_s = std::max(now_s_, to_unix_seconds(clock_.utc_now()));
    // A newcomer's own file or camera ends when they like: that is no fault.
    if (!city::is_pushed(camera_)) report(faults_.no_picture(now_s));
    return;
  }
  // A head on its way changes the whole picture, which is no fault; at its next view everything is learned anew.
  if (!view_) return faults_.interrupted();
  if (const UtcTime restarted = pictures_->last_restart(); restarted > restarted_ && picture->at >= restarted) {
    restarted_ = restarted;
    faults_.interrupted();
  }
  const auto luminance = luminance_.read(*picture);
  if (!luminance) {
    if (std::exchange(said_, luminance.error().message) != luminance.error().message) spdlog::warn("{}: {}", camera_.id, said_);
    return;
  }
  now_s_ = std::max(now_s_, to_unix_seconds(picture->at));
  report(faults_.picture(*luminance, now_s_));
}

void WatchedCamera::finish() {
  if (!permit_) return;
  report(faults_.stop(std::max(now_s_, to_unix_seconds(clock_.utc_now()))));
  permit_.reset();
}

void WatchedCamera::report(const std::vector<perception::FaultAlert>& told) {
  for (const auto& alert : told) alert.ended ? end(alert) : raise(alert);
}

void WatchedCamera::raise(const perception::FaultAlert& alert) {
  const std::string kind(video::kind_of(alert.fault));
  if (!permit_->allows_kind(kind)) return;
  const Open opened{desk_.new_id().str(), permit_->terms().basis};
  ReportDesk::Said said;
  said.camera = &camera_;
  said.schema = "alert.raised";
  said.basis = opened.basis;
  said.occurred = {to_utc(alert.start_s), to_utc(alert.raised_at_s)};
  said.body = {{"camera", camera_.id},
               {"episode", opened.episode},
               {"kind", kind},
               {"place", ""},
               {"box", {{"x", 0}, {"y", 0}, {"width", 1}, {"height", 1}}},
               {"confidence", alert.confidence},
               {"threshold", 0.5},
               {"model", "picture-health"},
               {"model_version", "1"},
               {"rule", kind},
               {"rule_version", "1"},
               {"raised_at", format_utc(to_utc(alert.raised_at_s))},
               {"mask_version", camera_.mask_version()}};
  if (desk_.fact(std::move(said))) open_[alert.number] = opened;
}

void WatchedCamera::end(const perception::FaultAlert& alert) {
  const auto opened = open_.extract(alert.number);
  if (!opened) return;  // its kind was not allowed, or its raising was refused because too much waits
  ReportDesk::Said said;
  said.camera = &camera_;
  said.schema = "alert.ended";
  said.basis = opened.mapped().basis;
  said.occurred = {to_utc(alert.end_s), to_utc(alert.end_s)};
  said.body = {{"camera", camera_.id}, {"episode", opened.mapped().episode}};
  desk_.fact(std::move(said));
}

}  // namespace vigie::app
