#include "live/worker_pool.h"

#include "base/log.h"
#include "live/worker_pool_state.h"

namespace vigie::app {
namespace {

const Error worker_lost{ErrorKind::unavailable, "worker.lost", "the process of this camera ended and is being restarted"};
const Error stopping{ErrorKind::unavailable, "server.stopping", "the server is stopping"};
// Until a camera is opened elsewhere: its former worker closes it within a second or two.
constexpr std::chrono::seconds handover{3};
constexpr std::chrono::milliseconds greeting{2000}, farewell{5000};

}  // namespace

WorkerPool::WorkerPool(WorkerPoolSettings settings, WorkerPoolHooks hooks, const Clock& clock, Metrics& metrics)
    : settings_(std::move(settings)), hooks_(std::move(hooks)), clock_(clock), metrics_(metrics) {}

Result<std::unique_ptr<WorkerPool>> WorkerPool::start(WorkerPoolSettings settings, WorkerPoolHooks hooks, std::vector<city::Camera> cameras,
                                                      const Clock& clock, Metrics& metrics) {
  if (settings.workers < 1 || settings.workers > 64) return fail(ErrorKind::invalid_input, "between 1 and 64 workers");
  if (settings.program.empty()) settings.program = own_program();
  std::error_code error;
  std::filesystem::create_directories(settings.run, error);
  if (!settings.recordings.empty()) std::filesystem::create_directories(settings.recordings, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folders of the workers: {}", error.message()));
  auto pool = std::unique_ptr<WorkerPool>(new WorkerPool(std::move(settings), std::move(hooks), clock, metrics));
  VIGIE_TRY(pool->listener_, LocalListener::open(pool->socket()));
  for (int i = 0; i < pool->settings_.workers; ++i) {
    auto slot = std::make_unique<Slot>();
    slot->index = static_cast<std::size_t>(i);
    slot->name = fmt::format("worker-{}", i + 1);
    slot->process = WorkerProcess::survivor(pool->settings_.run / (slot->name + ".pid"), pool->socket());
    slot->started_at = clock.steady_now();
    if (slot->process) spdlog::info("{} (pid {}) survived the server before this one and is taken over", slot->name, slot->process->pid());
    pool->slots_.push_back(std::move(slot));
  }
  pool->set_cameras(std::move(cameras));
  auto* self = pool.get();
  pool->intake_ = std::make_unique<ReportIntake>(pool->hooks_.on_fact, pool->hooks_.on_segment, metrics);
  pool->acceptor_ = Thread("workers-accept", [self](std::stop_token stop) { self->accept(stop); });
  pool->supervisor_ = Thread("workers", [self](std::stop_token stop) { self->supervise(stop); });
  return pool;
}

WorkerPool::~WorkerPool() { stop(); }

void WorkerPool::stop() {
  if (stopped_.exchange(true)) return;
  supervisor_.stop();
  acceptor_.stop();
  std::vector<std::shared_ptr<Post>> posts;
  std::vector<Session> sessions;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, post] : posts_) posts.push_back(post);
    for (const auto& slot : slots_)
      if (slot->session) sessions.push_back(slot->session);
  }
  for (const auto& post : posts) {
    post->relay.end_all(stopping);
    desk_.end_camera(post->id, stopping);
  }
  for (const auto& session : sessions) (void)session->send(Stop{});
  // Their last reports are still taken and acknowledged while they close.
  for (const auto& slot : slots_) {
    if (slot->process) {
      slot->process->stop(farewell);
      if (const auto how = slot->process->ending(); how != "exit 0" && how != "gone")
        spdlog::error("{} did not stop in order ({})", slot->name, how);
    }
    std::error_code ignored;
    std::filesystem::remove(settings_.run / (slot->name + ".pid"), ignored);
  }
  sessions.clear();
  intake_.reset();
  std::vector<Session> gone;
  {
    std::lock_guard lock(mutex_);
    for (const auto& slot : slots_) {
      gone.insert(gone.end(), slot->retired.begin(), slot->retired.end());
      slot->retired.clear();
      if (slot->session) gone.push_back(std::exchange(slot->session, nullptr));
    }
  }
  gone.clear();  // joins the readers, outside the lock they take
  listener_.reset();
}

std::shared_ptr<WorkerPool::Post> WorkerPool::post(const city::SourceId& camera) const {
  std::lock_guard lock(mutex_);
  const auto at = posts_.find(camera);
  return at == posts_.end() ? nullptr : at->second;
}

WorkerPool::Session WorkerPool::session_of(const city::SourceId& camera) const {
  std::lock_guard lock(mutex_);
  const auto at = assignment_.find(camera);
  return at == assignment_.end() ? nullptr : slots_[at->second]->session;
}

std::vector<city::SourceId> WorkerPool::cameras_of(const Slot& slot) const {
  std::lock_guard lock(mutex_);
  std::vector<city::SourceId> cameras;
  for (const auto& [camera, index] : assignment_)
    if (index == slot.index) cameras.push_back(camera);
  return cameras;
}

void WorkerPool::set_view(const city::SourceId& camera, const std::optional<std::string>& view) {
  std::lock_guard lock(mutex_);
  const auto [at, is_new] = views_.try_emplace(camera, view);
  if (!is_new && std::exchange(at->second, view) == view) return;
  if (const auto worker = assignment_.find(camera); worker != assignment_.end()) slots_[worker->second]->configured = false;
}

void WorkerPool::set_cameras(std::vector<city::Camera> cameras) {
  std::vector<std::shared_ptr<Post>> removed;
  {
    std::lock_guard lock(mutex_);
    std::map<city::SourceId, std::shared_ptr<Post>> posts;
    std::vector<city::SourceId> ids;
    for (auto& camera : cameras) {
      if (camera.removed) continue;
      const city::SourceId id = camera.id;
      const auto before = posts_.find(id);
      auto post = before != posts_.end() ? before->second : std::make_shared<Post>(camera);
      post->camera = std::move(camera);
      posts[id] = std::move(post);
      ids.push_back(id);
    }
    const Assignment before = assignment_;
    assignment_ = assign(ids, before, slots_.size());
    for (const auto& [id, worker] : assignment_)
      if (const auto at = before.find(id); at != before.end() && at->second != worker) {
        posts[id]->free_at = clock_.steady_now() + handover;
        posts[id]->told = false;
      }
    for (const auto& [id, post] : posts_)
      if (!posts.contains(id)) removed.push_back(post);
    posts_ = std::move(posts);
    for (const auto& slot : slots_) slot->configured = false;
  }
  const Error gone{ErrorKind::not_found, "camera.removed", "this camera was removed"};
  for (const auto& post : removed) {
    post->relay.end_all(gone);
    desk_.end_camera(post->id, gone);
  }
  permits_changed_ = true;
}

void WorkerPool::permits_changed() { permits_changed_ = true; }

std::vector<WorkerPool::WorkerState> WorkerPool::workers() const {
  std::lock_guard lock(mutex_);
  std::vector<WorkerState> all;
  for (const auto& slot : slots_)
    all.push_back({slot->name,
                   slot->session ? "running"
                   : slot->pid   ? "starting"
                                 : "down",
                   slot->restarts, slot->pid, slot->reports_waiting, slot->reports_refused, slot->threads});
  return all;
}

// ---- what workers say

void WorkerPool::accept(std::stop_token stop) {
  while (!stop.stop_requested()) {
    auto connection = listener_->accept(std::chrono::milliseconds{200});
    if (!connection) continue;
    auto session = WorkerSession::greet(std::move(*connection), greeting);
    if (session)
      welcome(std::move(*session));
    else
      spdlog::warn("the workers' socket: {}", session.error().message);
  }
}

void WorkerPool::welcome(Session session) {
  const Hello& hello = session->hello();
  Slot* slot = nullptr;
  Session former;
  for (const auto& one : slots_)
    if (one->name == hello.name) slot = one.get();
  if (!slot || hello.protocol != worker_protocol_version) {
    spdlog::warn("{} (pid {}, version {}) is not one of this server's workers and is asked to stop", hello.name, hello.pid, hello.version);
    (void)session->send(Stop{});
    return;
  }
  spdlog::info("{} (pid {}) is here", hello.name, hello.pid);
  {
    std::lock_guard lock(mutex_);
    former = std::exchange(slot->session, session);
    slot->heard_at = clock_.steady_now();
    slot->configured = false;
    for (const auto& camera : hello.cameras)
      if (posts_.contains(camera)) slot->ever.insert(camera);
  }
  session->start([this, slot, weak = std::weak_ptr<WorkerSession>(session)](ToServer message) { hear(*slot, weak, std::move(message)); },
                 [this, slot, raw = session.get()] { lose(*slot, raw); });
  permits_changed_ = true;  // the supervisor configures it and hands it its leases
}

void WorkerPool::hear(Slot& slot, const std::weak_ptr<WorkerSession>& weak, ToServer message) {
  const auto is_its = [&](const city::SourceId& camera) {
    std::lock_guard lock(mutex_);
    const auto at = assignment_.find(camera);
    return at != assignment_.end() && at->second == slot.index;
  };
  if (auto* picture = std::get_if<Picture>(&message)) {
    if (!is_its(picture->camera)) return;
    if (picture->session != 0)
      desk_.picture(picture->session, picture->fragment);
    else if (const auto to = post(picture->camera))
      to->relay.picture(picture->stream, picture->fragment);
  } else if (auto* overlay = std::get_if<city::Overlay>(&message)) {
    if (const auto to = post(overlay->camera); to && is_its(overlay->camera)) to->relay.boxes(*overlay);
  } else if (auto* report = std::get_if<Report>(&message)) {
    bool has_camera;
    {
      std::lock_guard lock(mutex_);
      has_camera = slot.ever.contains(camera_of(*report));
    }
    if (const auto session = weak.lock(); session && !intake_->put(session, std::move(*report), has_camera)) {
      spdlog::error("{} sends more than its window and is cut", slot.name);
      session->close();
    }
  } else if (auto* health = std::get_if<Health>(&message)) {
    hear_health(slot, *health);
  } else if (auto* end = std::get_if<PlayEnd>(&message)) {
    desk_.end(end->session, end->why);
  } else if (auto* clip = std::get_if<Clip>(&message)) {
    desk_.clip(std::move(*clip));
  } else if (auto* taken = std::get_if<FeedTaken>(&message)) {
    if (const auto to = post(taken->camera)) to->feed_under_way -= std::min(to->feed_under_way.load(), taken->bytes);
  }
}

void WorkerPool::hear_health(Slot& slot, const Health& health) {
  {
    std::lock_guard lock(mutex_);
    slot.heard_at = clock_.steady_now();
    slot.reports_waiting = health.reports_waiting;
    slot.reports_refused = health.reports_refused;
    slot.threads = health.threads;
    for (const auto& one : health.cameras) {
      const auto at = assignment_.find(one.camera);
      if (at != assignment_.end() && at->second == slot.index) posts_.at(one.camera)->health = one;
    }
  }
  const Labels worker{{"worker", slot.name}};
  metrics_.set("vigie_worker_reports_waiting", static_cast<double>(health.reports_waiting), worker);
  metrics_.set("vigie_worker_reports_not_taken", static_cast<double>(health.reports_refused), worker);
  metrics_.set("vigie_worker_threads", health.threads, worker);
  for (const auto& one : health.cameras) {
    const Labels camera{{"camera", one.camera}};
    metrics_.set("vigie_detection_age_p95_seconds", one.detection_age_ms_p95 / 1000, camera);
    metrics_.set("vigie_analysis_drops", static_cast<double>(one.analysis_drops), camera);
  }
}

void WorkerPool::lose(Slot& slot, const WorkerSession* session) {
  std::vector<std::shared_ptr<Post>> posts;
  {
    std::lock_guard lock(mutex_);
    if (slot.session.get() != session) return;  // a newer connection has taken its place
    slot.retired.push_back(std::move(slot.session));
    slot.session.reset();
    for (const auto& [camera, index] : assignment_)
      if (index == slot.index) {
        const auto& post = posts_.at(camera);
        post->told = false;
        post->health.state = city::CameraHealth::State::lost;
        post->health.recording = post->health.analysing = false;
        post->health.reason = worker_lost.code;
        post->health.detail = worker_lost.message;
        posts.push_back(post);
      }
  }
  for (const auto& post : posts) {
    post->feed_under_way = 0;
    post->relay.worker_lost();
    desk_.end_camera(post->id, worker_lost);
  }
}

}  // namespace vigie::app
