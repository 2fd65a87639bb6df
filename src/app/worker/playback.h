#pragma once
// Playing back and clips: one thread of a worker for all of them, because they wait for the disk. Sessions take turns; the
// thread stops reading while the link to the server is half full, so live pictures go first.

#include "base/queue.h"
#include "base/thread.h"
#include "worker/link.h"
#include "worker/play_session.h"

namespace vigie::app {

class Playback {
 public:
  Playback(Link& link, std::filesystem::path recordings, const Clock& clock);
  ~Playback();

  // Called by the worker's main thread; `pipeline` may be null.
  void play(Play play, city::Permit permit, std::shared_ptr<const video::Pipeline> pipeline);
  void stop(std::uint64_t session);
  void stop_all();  // the server is gone
  void clip(ClipRequest request, city::Permit permit, std::shared_ptr<const video::Pipeline> pipeline);

 private:
  using Pipeline = std::weak_ptr<const video::Pipeline>;
  struct ClipOrder {
    ClipRequest request;
    city::Permit permit;
    Pipeline pipeline;
  };
  void run(std::stop_token stop);
  bool send_some(PlaySession& session, bool& ended);
  Result<Bytes> make(const ClipOrder& order) const;

  Link& link_;
  const std::filesystem::path recordings_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<PlaySession>> sessions_;
  std::deque<ClipOrder> clips_;
  Thread thread_;
};

}  // namespace vigie::app
