#include "worker/health_thread.h"

namespace vigie::app {
namespace {
constexpr std::chrono::milliseconds longest_wait{500};  // a camera that is silent is asked about so often
}

HealthThread::HealthThread(ReportDesk& desk, const Clock& clock)
    : desk_(desk), clock_(clock), thread_("health", [this](std::stop_token stop) { run(stop); }) {}

HealthThread::~HealthThread() { thread_.stop(); }

void HealthThread::add(std::shared_ptr<WorkerCamera> camera) {
  const city::SourceId id = camera->camera().id;
  remove(id);
  std::lock_guard lock(mutex_);
  cameras_.try_emplace(id, std::move(camera), desk_, clock_);
}

void HealthThread::remove(const city::SourceId& camera) {
  std::lock_guard lock(mutex_);
  const auto leaving = cameras_.find(camera);
  if (leaving == cameras_.end()) return;
  leaving->second.finish();
  cameras_.erase(leaving);
}

void HealthThread::wake() {
  {
    std::lock_guard lock(wake_mutex_);
    awake_ = true;
  }
  woken_.notify_one();
}

void HealthThread::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::lock_guard lock(mutex_);
      for (auto& [id, camera] : cameras_) camera.take_turn();
    }
    std::unique_lock lock(wake_mutex_);
    woken_.wait_for(lock, stop, longest_wait, [&] { return awake_; });
    awake_ = false;
  }
  std::lock_guard lock(mutex_);
  for (auto& [id, camera] : cameras_) camera.finish();
}

}  // namespace vigie::app
