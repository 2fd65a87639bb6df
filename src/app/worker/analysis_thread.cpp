#include "worker/analysis_thread.h"

#include "base/log.h"

namespace vigie::app {
namespace {
constexpr std::chrono::milliseconds permit_check{500};
}

AnalysisThread::AnalysisThread(std::filesystem::path model, Link& link, ReportDesk& desk, const Clock& clock)
    : model_(std::move(model)), link_(link), desk_(desk), clock_(clock) {
  if (!model_.empty()) thread_ = Thread("analysis", [this](std::stop_token stop) { run(stop); });
}

AnalysisThread::~AnalysisThread() { thread_.stop(); }

void AnalysisThread::add(std::shared_ptr<WorkerCamera> camera) {
  const city::SourceId id = camera->camera().id;
  remove(id);
  auto analysed = std::make_shared<AnalysedCamera>(camera, camera->camera(), camera->view(), link_, desk_, clock_);
  std::lock_guard lock(mutex_);
  cameras_[id] = std::move(analysed);
}

void AnalysisThread::remove(const city::SourceId& camera) {
  std::shared_ptr<AnalysedCamera> leaving;
  {
    std::lock_guard lock(mutex_);
    const auto at = cameras_.find(camera);
    if (at == cameras_.end()) return;
    leaving = at->second;
    cameras_.erase(at);
  }
  std::lock_guard turn(turn_);
  leaving->leave();
}

void AnalysisThread::wake() {
  {
    std::lock_guard lock(wake_mutex_);
    awake_ = true;
  }
  woken_.notify_one();
}

std::vector<std::shared_ptr<AnalysedCamera>> AnalysisThread::cameras() const {
  std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<AnalysedCamera>> all;
  for (const auto& [id, camera] : cameras_) all.push_back(camera);
  return all;
}

void AnalysisThread::run(std::stop_token stop) {
  auto detector = perception::open_detector(model_);
  if (!detector) {
    spdlog::error("analysis is off, pictures go on: {}", detector.error().message);
    std::lock_guard lock(mutex_);
    no_model_ = detector.error();
    return;
  }
  SteadyTime checked{};
  while (!stop.stop_requested()) {
    if (clock_.steady_now() - checked >= permit_check) {
      checked = clock_.steady_now();
      for (const auto& camera : cameras()) {
        std::lock_guard turn(turn_);
        camera->check_permit();
      }
    }
    if (one_round(**detector)) continue;
    std::unique_lock lock(wake_mutex_);
    woken_.wait_for(lock, stop, permit_check, [&] { return awake_; });
    awake_ = false;
  }
  for (const auto& camera : cameras()) camera->finish();
}

// Every camera at most once: who has no new picture is passed over, nobody is served twice before all others were asked.
bool AnalysisThread::one_round(perception::Detector& detector) {
  bool worked = false;
  for (const auto& camera : cameras()) {
    std::lock_guard turn(turn_);
    worked = camera->take_turn(detector) || worked;
  }
  return worked;
}

void AnalysisThread::complete(city::CameraHealth& health) const {
  std::lock_guard lock(mutex_);
  if (const auto at = cameras_.find(health.camera); at != cameras_.end()) {
    const auto numbers = at->second->numbers();
    health.analysing = numbers.analysing;
    health.analysed_per_second = numbers.per_second;
    health.detection_age_ms_p50 = numbers.age_ms_p50;
    health.detection_age_ms_p95 = numbers.age_ms_p95;
    health.analysis_drops = numbers.drops;
  }
  if (no_model_ && health.reason.empty()) {
    health.reason = "model.refused";
    health.detail = no_model_->message;
  }
}

}  // namespace vigie::app
