// The pool's supervisor thread: processes, configuration, leases.

#include "base/log.h"
#include "law/lease.h"
#include "live/worker_pool_state.h"

namespace vigie::app {
namespace {

constexpr std::chrono::milliseconds tick{100};
constexpr std::chrono::seconds between_permit_checks{1};
constexpr city::Processing leased[] = {city::Processing::view, city::Processing::record, city::Processing::analyse,
                                       city::Processing::statistics};

// A worker that lived for a while starts again at once; one that keeps ending waits 1, 2, 4 … 30 s.
constexpr std::chrono::seconds long_enough{10}, longest_delay{30};
std::chrono::milliseconds delay_after(int failures) {
  if (failures <= 1) return std::chrono::milliseconds{200};
  return std::min<std::chrono::milliseconds>(std::chrono::seconds{1 << std::min(failures - 2, 5)}, longest_delay);
}

}  // namespace

void WorkerPool::supervise(std::stop_token stop) {
  SteadyTime renewed{}, checked{};
  while (!stop.stop_requested()) {
    const SteadyTime now = clock_.steady_now();
    for (const auto& slot : slots_) look_after(*slot);
    if (permits_changed_.exchange(false) || now - renewed >= settings_.renewal) {
      renewed = now;
      renew_leases();
      renew_plays();
    }
    if (now - checked >= between_permit_checks) {
      checked = now;
      end_unpermitted();
    }
    std::this_thread::sleep_for(tick);
  }
}

void WorkerPool::look_after(Slot& slot) {
  const SteadyTime now = clock_.steady_now();
  std::vector<Session> retired;
  Session session;
  bool configured, waiting_for_handover = false;
  SteadyTime heard;
  {
    std::lock_guard lock(mutex_);
    retired.swap(slot.retired);
    session = slot.session;
    configured = slot.configured;
    heard = slot.heard_at;
    slot.pid = slot.process ? slot.process->pid() : 0;
    for (const auto& [camera, index] : assignment_) {
      const auto& post = posts_.at(camera);
      if (index == slot.index && post->free_at != SteadyTime{} && post->free_at <= now) {
        post->free_at = {};
        waiting_for_handover = true;
      }
    }
  }
  retired.clear();
  if (!slot.process) {
    if (now >= slot.start_at) start_process(slot);
    return;
  }
  if (!slot.process->alive()) {
    slot.failures = now - slot.started_at >= long_enough ? 1 : slot.failures + 1;
    slot.start_at = now + delay_after(slot.failures);
    spdlog::warn("{} ended ({}); it is started again in {} ms", slot.name, slot.process->ending(), delay_after(slot.failures).count());
    slot.process.reset();
    metrics_.add("vigie_worker_restarts_total", {{"worker", slot.name}});
    if (session) session->close();  // its cameras turn `lost` at once
    std::lock_guard lock(mutex_);
    ++slot.restarts;
    return;
  }
  const SteadyTime last_sign = session ? heard : slot.started_at;
  if (now - last_sign > settings_.silence) {
    spdlog::error("{} (pid {}) gives no sign of life and is killed", slot.name, slot.process->pid());
    slot.process->kill();
    return;
  }
  if (session && (!configured || waiting_for_handover)) configure(slot);
}

void WorkerPool::start_process(Slot& slot) {
  slot.started_at = clock_.steady_now();
  std::vector<std::string> arguments{settings_.program, "worker",  "--socket",         socket(),
                                     "--name",          slot.name, "--linger-seconds", std::to_string(settings_.linger.count())};
  if (!settings_.recordings.empty()) arguments.insert(arguments.end(), {"--recordings", settings_.recordings.string()});
  if (!settings_.model.empty()) arguments.insert(arguments.end(), {"--model-dir", settings_.model.string()});
  auto started = WorkerProcess::start(arguments, settings_.run / (slot.name + ".pid"));
  if (started) {
    slot.process = std::move(*started);
    return;
  }
  ++slot.failures;
  slot.start_at = slot.started_at + delay_after(slot.failures);
  spdlog::error("{} cannot be started: {}", slot.name, started.error().message);
}

void WorkerPool::configure(Slot& slot) {
  Configure configure;
  Session session;
  std::vector<city::SourceId> cameras;
  {
    std::lock_guard lock(mutex_);
    session = slot.session;
    if (!session) return;
    slot.configured = true;
    for (const auto& [camera, index] : assignment_) {
      const auto& post = posts_.at(camera);
      if (index != slot.index || post->free_at > clock_.steady_now()) continue;
      const auto view = views_.find(camera);
      configure.cameras.push_back({post->camera, {}, view == views_.end() ? std::optional<std::string>{""} : view->second});
      slot.ever.insert(camera);
      cameras.push_back(camera);
    }
  }
  if (hooks_.credentials)
    for (auto& one : configure.cameras)
      for (const auto& stream : one.camera.streams)
        if (!stream.secret.empty())
          if (auto secret = hooks_.credentials(stream.secret)) one.credentials[stream.secret] = std::move(*secret);
  if (!session->send(configure)) return;
  {
    std::lock_guard lock(mutex_);
    for (const auto& camera : cameras)
      if (const auto at = posts_.find(camera); at != posts_.end()) at->second->told = true;
  }
  for (const auto& camera : cameras)
    for (const auto stream : {city::StreamKind::main, city::StreamKind::sub}) {
      if (const auto to = post(camera)) {
        std::lock_guard lock(watch_mutex_);
        to->said[stream == city::StreamKind::main ? 0 : 1] = {};  // a worker just configured knows of no viewer
      }
      say_what_is_watched(camera, stream);
    }
  permits_changed_ = true;  // its leases follow with this very round
}

void WorkerPool::renew_leases() {
  std::vector<std::pair<std::shared_ptr<Post>, Session>> all;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [camera, index] : assignment_)
      if (const auto& session = slots_[index]->session) all.emplace_back(posts_.at(camera), session);
  }
  for (const auto& [post, session] : all)
    for (const auto processing : leased) renew(processing, *post, *session);
}

// What the gate denies is revoked at once; the worker would have stopped by itself when its lease ran out.
void WorkerPool::renew(city::Processing processing, Post& post, WorkerSession& session) {
  const city::SourceId& camera = post.id;
  const auto permit = hooks_.permit(processing, camera);
  const auto lease = permit ? law::issue_lease(*permit, settings_.lease) : Result<Json>{tl::make_unexpected(permit.error())};
  std::string& refused = post.refused[processing];
  if (lease) {
    if (!refused.empty()) spdlog::info("{}: '{}' is permitted", camera, to_string(processing));
    refused.clear();
    (void)session.send(Lease{*lease});
    return;
  }
  const std::string code = lease.error().code.empty() ? to_string(lease.error().kind) : lease.error().code;
  if (refused != code) spdlog::info("{}: '{}' is not permitted ({}): {}", camera, to_string(processing), code, lease.error().message);
  refused = code;
  (void)session.send(Revoke{law::revocation(processing, camera, lease.error())});
}

void WorkerPool::renew_plays() {
  for (const auto& [number, session] : desk_.sessions()) {
    const auto worker = session_of(session.camera);
    const auto lease = law::issue_lease(session.seat->permit(), settings_.lease);
    if (worker && lease) (void)worker->send(Lease{*lease});
  }
}

void WorkerPool::end_unpermitted() {
  std::vector<std::pair<city::SourceId, std::shared_ptr<Post>>> posts;
  {
    std::lock_guard lock(mutex_);
    for (const auto& one : posts_) posts.push_back(one);
  }
  for (const auto& [camera, post] : posts)
    if (post->relay.end_unpermitted())
      for (const auto stream : {city::StreamKind::main, city::StreamKind::sub}) say_what_is_watched(camera, stream);
  for (const auto& [number, session] : desk_.sessions())
    if (const auto live = session.seat->permit().check(); !live) {
      desk_.end(number, live.error());
      if (const auto worker = session_of(session.camera)) (void)worker->send(StopPlay{number});
    }
}

}  // namespace vigie::app
