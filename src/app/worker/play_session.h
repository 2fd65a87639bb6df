#pragma once
// One viewer's way through a camera's recordings: from memory where that reaches back far enough, else from disk, and on
// into what is being recorded now. Gaps are jumped; time is paced by the steady clock.

#include <deque>

#include "video/pipeline.h"
#include "video/segment_reader.h"
#include "worker/messages.h"

namespace vigie::app {

// One thread.
class PlaySession {
 public:
  // `pipeline` may be null: the camera is not open now.
  PlaySession(Play play, city::Permit permit, std::weak_ptr<const video::Pipeline> pipeline, std::filesystem::path recordings,
              const Clock& clock);

  // The next fragment when it is due (a few seconds ahead of real time × speed); nullopt: nothing yet. Ends with an error:
  // denied (the permit ended), not_found "play.end" (nothing more up to `to`), corrupt.
  Result<std::optional<city::Fragment>> next();
  const Play& play() const { return play_; }

 private:
  Status fill();
  Status fill_from_disk();
  void fill_from_memory(std::vector<city::Fragment> fragments);
  bool is_due(UtcTime at);

  const Play play_;
  const city::Permit permit_;
  const std::weak_ptr<const video::Pipeline> pipeline_;
  const std::filesystem::path recordings_;
  const Clock& clock_;
  std::optional<video::SegmentReader> reader_;
  bool in_memory_ = false;
  std::deque<city::Fragment> ready_;
  std::shared_ptr<const Bytes> last_init_;
  std::optional<UtcTime> last_;  // picture last handed to `ready_`
  // Picture time `anchor_` is due at `anchored_`.
  std::optional<UtcTime> anchor_, due_last_;
  SteadyTime anchored_{};
};

}  // namespace vigie::app
