#include "worker/analysed_camera.h"

#include <algorithm>
#include <cmath>

#include "base/log.h"

namespace vigie::app {
namespace {

// About five pictures a second of each camera: enough for people on foot; the rest of the core is left to recording, to the
// other cameras and to the desk on the same machine. Slightly less than 200 ms, so that 10 and 25 pictures a second give 5.
constexpr std::chrono::milliseconds pace{180};

constexpr std::size_t ages_kept = 512;
constexpr std::chrono::seconds rate_span{5};

// "intrusion/1" → "intrusion", "1".
std::pair<std::string, std::string> split_at(const std::string& text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) return {text, ""};
  return {text.substr(0, at), text.substr(at + 1)};
}

double quantile(std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<std::size_t>(std::llround(q * static_cast<double>(sorted.size() - 1)))];
}

}  // namespace

AnalysedCamera::AnalysedCamera(std::shared_ptr<WorkerCamera> pictures, city::Camera configured, std::optional<std::string> view,
                               Link& link, ReportDesk& desk, const Clock& clock)
    : pictures_(std::move(pictures)), camera_(std::move(configured)), view_(std::move(view)), link_(link), desk_(desk), clock_(clock) {}

bool AnalysedCamera::take_turn(perception::Detector& detector) {
  const auto pipeline = left_ ? nullptr : pictures_->analysed();
  if (!pipeline) return false;
  const auto picture = pipeline->pictures().take();
  if (!picture) return false;
  if (!view_) return true;  // its head is away: the picture is let go
  // Passed over, not queued: what is analysed is analysed the moment it comes.
  if (picture->received < due_) return false;
  due_ = picture->received + pace;
  const auto permit = pictures_->permit_to_analyse();
  if (!permit) return true;  // check_permit() ends what is open
  auto found = [&]() -> Result<perception::Analysis> {
    VIGIE_CHECK(prepare(detector, *permit, *picture));
    VIGIE_CHECK(to_bgr_.convert(*picture, bgr_));
    return analyser_->analyse(*permit, camera_.id, bgr_, picture->at);
  }();
  if (!found) {
    if (found.error().message != said_) spdlog::warn("{}: {}", camera_.id, said_ = found.error().message);
    return true;
  }
  last_ = picture->at;
  basis_ = permit->terms().basis;
  note_age(clock_.steady_now() - picture->received);
  {
    std::lock_guard lock(numbers_mutex_);
    analysing_ = true;
    drops_ = pipeline->pictures().dropped();
  }
  report(*found, basis_);
  send_boxes(*found, picture->at);
  return true;
}

Status AnalysedCamera::prepare(perception::Detector& detector, const city::Permit& permit, const video::Picture& picture) {
  if (analyser_ && (picture.width_px != width_px_ || picture.height_px != height_px_ || permit.terms().kinds != kinds_)) finish();
  if (!analyser_) {
    VIGIE_TRY(auto scene, perception::scene_of_camera(camera_, *view_, picture.width_px, picture.height_px));
    kinds_ = permit.terms().kinds;
    width_px_ = picture.width_px;
    height_px_ = picture.height_px;
    analyser_.emplace(detector, std::move(scene), kinds_);
  } else if (const UtcTime restarted = pictures_->last_restart();
             (restarted > restarted_ && picture.at >= restarted) || picture.at < last_) {
    restarted_ = restarted;
    report(analyser_->restart(), basis_);
  }
  return {};
}

void AnalysedCamera::check_permit() {
  if (analyser_ && !pictures_->permit_to_analyse()) finish();
}

void AnalysedCamera::finish() {
  {
    std::lock_guard lock(numbers_mutex_);
    analysing_ = false;
    ages_ms_.clear();
  }
  if (!analyser_) return;
  report(analyser_->finish(), basis_);
  analyser_.reset();
  open_.clear();
}

void AnalysedCamera::leave() {
  finish();
  left_ = true;
}

void AnalysedCamera::report(const perception::Analysis& found, const std::optional<city::BasisRef>& basis) {
  report_measurements(found.measurements, basis);
  for (const auto& alert : found.alerts) report_alert(alert, basis);
}

void AnalysedCamera::report_measurements(const std::vector<perception::Measurement>& measurements,
                                         const std::optional<city::BasisRef>& basis) {
  if (measurements.empty()) return;
  ReportDesk::Said said;
  said.camera = &camera_;
  said.schema = "observation.batch";
  said.basis = basis;
  said.occurred = measurements.front().span;
  for (const auto& one : measurements) {
    said.occurred = {std::min(said.occurred.from, one.span.from), std::max(said.occurred.to, one.span.to)};
    said.observations.push_back({desk_.new_id(), camera_.id, one.kind, one.place, one.direction, one.span, one.value, camera_.exercise});
  }
  city::Batch batch;
  batch.observations = said.observations;
  said.body = {{"count", batch.observations.size()}, {"digest", to_hex(batch.digest())}};
  desk_.fact(std::move(said));
}

void AnalysedCamera::report_alert(const perception::SceneAlert& alert, const std::optional<city::BasisRef>& basis) {
  ReportDesk::Said said;
  said.camera = &camera_;
  if (alert.phase == perception::SceneAlert::Phase::ended) {
    const auto at = open_.find(alert.number);
    if (at == open_.end()) return;  // its raising was refused: the outbox was full, and said so
    said.schema = "alert.ended";
    said.basis = at->second.basis;
    said.occurred = {alert.end, alert.end};
    said.body = {{"camera", camera_.id}, {"episode", at->second.episode}};
    open_.erase(at);
    desk_.fact(std::move(said));
    return;
  }
  const auto [model, model_version] = split_at(alert.model, ' ');
  const auto [rule, rule_version] = split_at(alert.rule, '/');
  const OpenAlert opened{desk_.new_id().str(), basis};
  said.schema = "alert.raised";
  said.basis = basis;
  said.occurred = {alert.start, alert.raised_at};
  said.body = {{"camera", camera_.id},
               {"episode", opened.episode},
               {"kind", alert.kind},
               {"place", alert.place},
               {"box",
                {{"x", alert.box.x / width_px_},
                 {"y", alert.box.y / height_px_},
                 {"width", alert.box.width / width_px_},
                 {"height", alert.box.height / height_px_}}},
               {"confidence", alert.confidence},
               {"threshold", alert.threshold},
               {"model", model},
               {"model_version", model_version},
               {"rule", rule},
               {"rule_version", rule_version},
               {"raised_at", format_utc(alert.raised_at)},
               {"mask_version", camera_.mask_version()}};
  if (desk_.fact(std::move(said))) open_[alert.number] = opened;
}

void AnalysedCamera::send_boxes(const perception::Analysis& found, UtcTime at) {
  if (!pictures_->boxes_wanted() || !pictures_->check(city::Processing::view)) return;
  city::Overlay overlay{camera_.id, at, {}};
  for (const auto& one : found.boxes)
    overlay.boxes.push_back({std::string(perception::to_string(one.kind)), one.box.x / width_px_, one.box.y / height_px_,
                             one.box.width / width_px_, one.box.height / height_px_, one.confidence});
  link_.tell(std::move(overlay));
}

void AnalysedCamera::note_age(std::chrono::steady_clock::duration age) {
  std::lock_guard lock(numbers_mutex_);
  ages_ms_.emplace_back(clock_.steady_now(), std::chrono::duration<double, std::milli>(age).count());
  if (ages_ms_.size() > ages_kept) ages_ms_.pop_front();
}

AnalysedCamera::Numbers AnalysedCamera::numbers() const {
  Numbers numbers;
  std::vector<double> ages;
  {
    std::lock_guard lock(numbers_mutex_);
    numbers.analysing = analysing_;
    numbers.drops = drops_;
    const SteadyTime now = clock_.steady_now();
    for (const auto& [at, age] : ages_ms_) {
      ages.push_back(age);
      if (now - at <= rate_span) numbers.per_second += 1.0 / std::chrono::duration<double>(rate_span).count();
    }
  }
  std::sort(ages.begin(), ages.end());
  numbers.age_ms_p50 = quantile(ages, 0.5);
  numbers.age_ms_p95 = quantile(ages, 0.95);
  return numbers;
}

}  // namespace vigie::app
