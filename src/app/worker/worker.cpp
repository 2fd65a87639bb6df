#include "worker/worker.h"

#include <unistd.h>

#include "base/log.h"

namespace vigie::app {
namespace {
constexpr std::chrono::seconds between_healths{1}, longest_farewell{3};
constexpr city::Processing standing[] = {city::Processing::view, city::Processing::record, city::Processing::analyse,
                                         city::Processing::statistics};
}  // namespace

Worker::Worker(WorkerSettings settings, const Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      leases_(clock),
      link_(settings_.socket,
            {[this] { return hello(); }, [this](ToWorker message) { take(std::move(message)); }, [this] { lost(); }, [this] { idle(); }},
            clock),
      desk_(link_, clock),
      disk_(std::make_unique<video::SegmentDisk>()),
      analysis_(std::make_unique<AnalysisThread>(settings_.model, link_, desk_, clock)),
      health_(std::make_unique<HealthThread>(desk_, clock_)),
      playback_(std::make_unique<Playback>(link_, settings_.recordings, clock)) {}

Worker::~Worker() { close_everything(); }

void Worker::run() { link_.run(stop_.get_token()); }

void Worker::request_stop() { asked_to_stop_ = true; }

Hello Worker::hello() const {
  Hello hello;
  hello.name = settings_.name;
  hello.pid = ::getpid();
  hello.version = settings_.version;
  for (const auto& [id, camera] : cameras_) hello.cameras.push_back(id);
  return hello;
}

WorkerCamera* Worker::find(const city::SourceId& camera) const {
  const auto at = cameras_.find(camera);
  return at == cameras_.end() ? nullptr : at->second.get();
}

void Worker::take(ToWorker message) {
  if (closed_at_) return;
  std::visit([this](auto& one) { take(one); }, message);
}

void Worker::take(Configure& configure) {
  std::vector<city::SourceId> leaving;
  std::map<city::SourceId, Configure::One*> wanted;
  for (auto& one : configure.cameras) wanted[one.camera.id] = &one;
  for (const auto& [id, camera] : cameras_)
    if (const auto at = wanted.find(id); at == wanted.end() || !camera->same_pictures(*at->second)) leaving.push_back(id);
  close(std::move(leaving));
  for (auto& [id, one] : wanted) {
    const auto camera = cameras_.find(id);
    if (camera == cameras_.end()) {
      open(std::move(*one));
    } else if (to_json(camera->second->camera()) != to_json(one->camera) || camera->second->view() != one->view) {
      camera->second->rename(std::move(*one));
      health_->add(camera->second);
      analysis_->add(camera->second);
    }
  }
}

void Worker::open(Configure::One one) {
  const city::SourceId id = one.camera.id;
  spdlog::info("{}: taken over", id);
  auto camera = std::make_shared<WorkerCamera>(std::move(one), WorkerRoom{link_, desk_, *disk_, clock_, settings_.recordings, [this] {
                                                                            analysis_->wake();
                                                                            health_->wake();
                                                                          }});
  for (const auto processing : standing)
    if (auto held = leases_.current(processing, id)) camera->permit(std::move(*held));
  cameras_[id] = camera;
  health_->add(camera);
  analysis_->add(std::move(camera));
}

// Each takes up to a second to let go of its source, so they do it side by side.
void Worker::close(std::vector<city::SourceId> leaving) {
  std::vector<std::jthread> farewells;
  for (const auto& id : leaving) {
    auto camera = cameras_.extract(id);
    analysis_->remove(id);
    health_->remove(id);
    farewells.emplace_back([gone = std::move(camera.mapped())] { gone->close(); });
  }
}

void Worker::close_everything() {
  if (closed_at_) return;
  playback_.reset();
  std::vector<city::SourceId> all;
  for (const auto& [id, camera] : cameras_) all.push_back(id);
  close(std::move(all));
  analysis_.reset();
  health_.reset();
  disk_.reset();  // closes the last segments and says so
  closed_at_ = clock_.steady_now();
}

void Worker::take(Lease& lease) {
  auto permit = leases_.receive(lease.terms);
  if (!permit) {
    spdlog::warn("a lease was not taken: {}", permit.error().message);
    return;
  }
  const auto& terms = permit->terms();
  auto* camera = find(terms.source);
  if (camera && std::find(std::begin(standing), std::end(standing), terms.processing) != std::end(standing))
    camera->permit(std::move(*permit));
}

void Worker::take(Watch& watch) {
  if (auto* camera = find(watch.camera)) camera->watch(watch);
}

void Worker::take(Play& play) {
  auto permit = leases_.receive(play.lease);
  if (!permit) {
    link_.end(PlayEnd{play.session, permit.error()});
    return;
  }
  const auto* camera = find(play.camera);
  const auto stream = play.stream;
  playback_->play(std::move(play), std::move(*permit), camera ? camera->pipeline(stream) : nullptr);
}

void Worker::take(ClipRequest& request) {
  auto permit = leases_.receive(request.lease);
  if (!permit) {
    link_.tell(Clip{request.request, permit.error(), {}});
    return;
  }
  const auto* camera = find(request.camera);
  playback_->clip(std::move(request), std::move(*permit), camera ? camera->pipeline(city::StreamKind::main) : nullptr);
}

void Worker::take(Feed& feed) {
  if (auto* camera = find(feed.camera)) camera->feed(std::move(feed));
}

void Worker::lost() {
  if (closed_at_) return;
  for (const auto& [id, camera] : cameras_) camera->nobody_watches();
  playback_->stop_all();
}

void Worker::idle() {
  if (asked_to_stop_ && !closed_at_) close_everything();
  if (closed_at_) {
    const bool said_all = link_.reports_waiting() == 0 || link_.away().count() > 0;
    if (said_all || clock_.steady_now() - *closed_at_ > longest_farewell) stop_.request_stop();
    return;
  }
  if (link_.away() >= settings_.linger) {
    spdlog::warn("no server for {} s: this worker ends", settings_.linger.count());
    asked_to_stop_ = true;
  }
  for (const auto& [id, camera] : cameras_) camera->tick();
  if (clock_.steady_now() - said_health_ >= between_healths) say_health();
}

void Worker::say_health() {
  said_health_ = clock_.steady_now();
  Health health;
  for (const auto& [id, camera] : cameras_) {
    auto one = camera->health();
    analysis_->complete(one);
    health.cameras.push_back(std::move(one));
  }
  health.reports_waiting = link_.reports_waiting();
  health.reports_refused = link_.reports_refused();
  health.threads = Thread::count();
  link_.tell(std::move(health));
}

}  // namespace vigie::app
