// The pool as the door `Live`.

#include "law/lease.h"
#include "live/worker_pool_state.h"

namespace vigie::app {
namespace {

constexpr std::size_t max_feed_under_way = 4u << 20, max_chunk = 16u << 20;
constexpr std::chrono::seconds longest_clip{60}, clip_wait{20}, feed_wait{10};
constexpr std::chrono::milliseconds feed_poll{20};

tl::unexpected<Error> no_such_camera(const city::SourceId& camera) {
  return fail(ErrorKind::not_found, fmt::format("{} is not configured", camera), "camera.unknown");
}
tl::unexpected<Error> no_worker(const city::SourceId& camera) {
  return fail(ErrorKind::unavailable, fmt::format("{}: its worker is being started; try again in a moment", camera), "worker.lost");
}

// Looking at pictures stands on viewing or on replaying.
Status may_look(const city::Permit& permit, const city::SourceId& camera) {
  if (permit.terms().processing == city::Processing::replay) return permit.check(city::Processing::replay, camera);
  return permit.check(city::Processing::view, camera);
}

}  // namespace

class WorkerPool::Watching final : public city::Viewing {
 public:
  Watching(WorkerPool& pool, std::shared_ptr<Post> post, city::SourceId camera, city::StreamKind stream, std::shared_ptr<ViewerSeat> seat)
      : pool_(pool), post_(std::move(post)), camera_(std::move(camera)), stream_(stream), seat_(std::move(seat)) {}
  ~Watching() override {
    post_->relay.leave(stream_, seat_);
    pool_.say_what_is_watched(camera_, stream_);
  }

 private:
  WorkerPool& pool_;
  const std::shared_ptr<Post> post_;
  const city::SourceId camera_;
  const city::StreamKind stream_;
  const std::shared_ptr<ViewerSeat> seat_;
};

class WorkerPool::Playing final : public city::Viewing {
 public:
  Playing(WorkerPool& pool, city::SourceId camera, std::uint64_t session) : pool_(pool), camera_(std::move(camera)), session_(session) {}
  ~Playing() override {
    pool_.desk_.close(session_);
    if (const auto worker = pool_.session_of(camera_)) (void)worker->send(StopPlay{session_});
  }

 private:
  WorkerPool& pool_;
  const city::SourceId camera_;
  const std::uint64_t session_;
};

void WorkerPool::say_what_is_watched(const city::SourceId& camera, city::StreamKind stream) {
  const auto to = post(camera);
  const auto worker = session_of(camera);
  if (!to || !worker) return;  // said when its worker is configured
  std::lock_guard lock(watch_mutex_);
  const auto wanted = to->relay.wanted(stream);
  auto& said = to->said[stream == city::StreamKind::main ? 0 : 1];
  if (wanted == said) return;
  said = wanted;
  (void)worker->send(Watch{camera, stream, wanted.pictures, wanted.boxes});
}

Result<std::unique_ptr<city::Viewing>> WorkerPool::watch(const city::Permit& permit, const city::SourceId& camera, city::StreamKind stream,
                                                         bool boxes, std::shared_ptr<city::FragmentSink> sink) {
  VIGIE_CHECK(permit.check(city::Processing::view, camera));
  const auto at = post(camera);
  if (!at) return no_such_camera(camera);
  auto seat = std::make_shared<ViewerSeat>(permit, boxes, std::move(sink));
  at->relay.join(stream, seat);
  say_what_is_watched(camera, stream);
  return std::make_unique<Watching>(*this, at, camera, stream, std::move(seat));
}

Result<std::unique_ptr<city::Viewing>> WorkerPool::play(const city::Permit& permit, const city::SourceId& camera, city::StreamKind stream,
                                                        UtcTime from, std::optional<UtcTime> to, double speed,
                                                        std::shared_ptr<city::FragmentSink> sink) {
  VIGIE_CHECK(may_look(permit, camera));
  if (!post(camera)) return no_such_camera(camera);
  const auto worker = session_of(camera);
  if (!worker) return no_worker(camera);
  VIGIE_TRY(const Json lease, law::issue_lease(permit, settings_.lease));
  const auto session = desk_.open(camera, std::make_shared<ViewerSeat>(permit, false, std::move(sink)));
  auto playing = std::make_unique<Playing>(*this, camera, session);
  VIGIE_CHECK(worker->send(Play{session, camera, stream, from, to, speed, lease}));
  return playing;
}

Result<Bytes> WorkerPool::clip(const city::Permit& permit, const city::SourceId& camera, city::Interval span) {
  VIGIE_CHECK(may_look(permit, camera));
  if (span.to <= span.from || span.to - span.from > longest_clip)
    return fail(ErrorKind::invalid_input, "a clip lasts between a moment and 60 s", "clip.span");
  if (!post(camera)) return no_such_camera(camera);
  const auto worker = session_of(camera);
  if (!worker) return no_worker(camera);
  VIGIE_TRY(const Json lease, law::issue_lease(permit, settings_.lease));
  const auto request = desk_.order_clip(camera);
  if (const auto sent = worker->send(ClipRequest{request, camera, span, lease}); !sent) desk_.clip(Clip{request, sent.error(), {}});
  return desk_.wait_for_clip(request, clip_wait);
}

// A worker that does not have the camera yet would drop the first chunk, without which the rest is of no use.
bool WorkerPool::has_room_for(const city::SourceId& camera, std::size_t bytes) const {
  std::lock_guard lock(mutex_);
  const auto at = posts_.find(camera);
  if (at == posts_.end() || !at->second->told) return false;
  const std::uint64_t under_way = at->second->feed_under_way;
  return under_way == 0 || under_way + bytes <= max_feed_under_way;
}

Status WorkerPool::feed(const city::Permit& permit, const city::SourceId& camera, std::span<const std::uint8_t> chunk, bool last) {
  VIGIE_CHECK(permit.check(permit.terms().processing, camera));
  if (chunk.size() > max_chunk) return fail(ErrorKind::invalid_input, "a chunk is at most 16 MiB", "feed.chunk");
  // A camera that was added a moment ago is not configured yet: it is waited for like a worker that is behind.
  for (const SteadyTime begun = clock_.steady_now(); !has_room_for(camera, chunk.size()); std::this_thread::sleep_for(feed_poll)) {
    VIGIE_CHECK(permit.check());
    if (stopped_ || clock_.steady_now() - begun > feed_wait)
      return fail(ErrorKind::timeout, fmt::format("{}: its worker does not take what is sent", camera), "feed.stuck");
  }
  const auto at = post(camera);
  const auto worker = session_of(camera);
  if (!at || !worker) return no_worker(camera);
  at->feed_under_way += chunk.size();
  return worker->send(Feed{camera, last, Bytes(chunk.begin(), chunk.end())});
}

Result<city::CameraHealth> WorkerPool::health(const city::SourceId& camera) const {
  std::lock_guard lock(mutex_);
  const auto at = posts_.find(camera);
  if (at == posts_.end()) return no_such_camera(camera);
  return at->second->health;
}

std::vector<city::CameraHealth> WorkerPool::health_of_all() const {
  std::lock_guard lock(mutex_);
  std::vector<city::CameraHealth> all;
  for (const auto& [camera, post] : posts_) all.push_back(post->health);
  return all;
}

}  // namespace vigie::app
