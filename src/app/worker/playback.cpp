#include "worker/playback.h"

namespace vigie::app {
namespace {
constexpr std::size_t max_sessions = 64, max_clips = 16;
constexpr int fragments_a_turn = 50;
constexpr std::chrono::milliseconds rest{20};
}  // namespace

Playback::Playback(Link& link, std::filesystem::path recordings, const Clock& clock)
    : link_(link), recordings_(std::move(recordings)), clock_(clock), thread_("playback", [this](std::stop_token stop) { run(stop); }) {}

Playback::~Playback() { thread_.stop(); }

void Playback::play(Play play, city::Permit permit, std::shared_ptr<const video::Pipeline> pipeline) {
  std::lock_guard lock(mutex_);
  if (sessions_.size() >= max_sessions) {
    link_.end(PlayEnd{play.session, Error{ErrorKind::full, "play.too_many", "too many recordings are being played from this worker"}});
    return;
  }
  const auto session = play.session;
  sessions_[session] = std::make_shared<PlaySession>(std::move(play), std::move(permit), pipeline, recordings_, clock_);
}

void Playback::stop(std::uint64_t session) {
  std::lock_guard lock(mutex_);
  sessions_.erase(session);
}

void Playback::stop_all() {
  std::lock_guard lock(mutex_);
  sessions_.clear();
  clips_.clear();
}

void Playback::clip(ClipRequest request, city::Permit permit, std::shared_ptr<const video::Pipeline> pipeline) {
  std::lock_guard lock(mutex_);
  if (clips_.size() >= max_clips)
    link_.tell(Clip{request.request, Error{ErrorKind::full, "clip.too_many", "too many clips are being made; ask again"}, {}});
  else
    clips_.push_back({std::move(request), std::move(permit), pipeline});
}

void Playback::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    std::vector<std::shared_ptr<PlaySession>> sessions;
    std::optional<ClipOrder> order;
    {
      std::lock_guard lock(mutex_);
      for (const auto& [id, session] : sessions_) sessions.push_back(session);
      if (!clips_.empty()) {
        order = std::move(clips_.front());
        clips_.pop_front();
      }
    }
    bool busy = order.has_value();
    if (order) {
      auto made = make(*order);
      link_.tell(made ? Clip{order->request.request, std::nullopt, std::move(*made)} : Clip{order->request.request, made.error(), {}});
    }
    for (const auto& session : sessions) {
      bool ended = false;
      busy = send_some(*session, ended) || busy;
      if (ended) this->stop(session->play().session);
    }
    if (!busy) std::this_thread::sleep_for(rest);
  }
}

bool Playback::send_some(PlaySession& session, bool& ended) {
  const Play& play = session.play();
  for (int sent = 0; sent < fragments_a_turn; ++sent) {
    if (!link_.has_room()) return false;
    auto fragment = session.next();
    if (!fragment) {
      link_.end(PlayEnd{play.session, fragment.error()});
      ended = true;
      return true;
    }
    if (!*fragment) return sent > 0;
    link_.picture({play.camera, play.stream, play.session, std::move(**fragment)});
  }
  return true;
}

Result<Bytes> Playback::make(const ClipOrder& order) const {
  const city::Interval span = order.request.span;
  VIGIE_CHECK(order.permit.check());
  if (const auto pipeline = order.pipeline.lock()) {
    auto fragments = pipeline->ring().from(span.from);
    std::erase_if(fragments, [&](const auto& one) { return one.at >= span.to; });
    if (!fragments.empty()) return video::make_clip(fragments);
  }
  if (recordings_.empty()) return fail(ErrorKind::not_found, "this moment is no longer in memory and nothing is recorded", "clip.gone");
  return video::make_clip(order.permit, recordings_, order.request.camera, city::StreamKind::main, span, clock_);
}

}  // namespace vigie::app
