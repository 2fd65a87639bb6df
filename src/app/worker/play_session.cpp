#include "worker/play_session.h"

#include <algorithm>

namespace vigie::app {
namespace {
using Kind = city::Fragment::Kind;
constexpr std::chrono::seconds ahead{3};         // what a viewer's buffer holds in front
constexpr std::chrono::seconds longest_wait{2};  // a hole longer than this is jumped, not waited through
}  // namespace

PlaySession::PlaySession(Play play, city::Permit permit, std::weak_ptr<const video::Pipeline> pipeline, std::filesystem::path recordings,
                         const Clock& clock)
    : play_(std::move(play)),
      permit_(std::move(permit)),
      pipeline_(std::move(pipeline)),
      recordings_(std::move(recordings)),
      clock_(clock) {}

Result<std::optional<city::Fragment>> PlaySession::next() {
  VIGIE_CHECK(permit_.check());
  if (ready_.empty()) VIGIE_CHECK(fill());
  const auto ended = [&](UtcTime at) { return play_.to && at >= *play_.to; };
  if (ready_.empty()) {
    if (ended(clock_.utc_now()))
      return fail(ErrorKind::not_found, "nothing more was recorded up to the end that was asked for", "play.end");
    return std::optional<city::Fragment>{};
  }
  const city::Fragment& front = ready_.front();
  if (front.kind != Kind::init && ended(front.at)) return fail(ErrorKind::not_found, "the end that was asked for is reached", "play.end");
  if (front.kind != Kind::init && !is_due(front.at)) return std::optional<city::Fragment>{};
  std::optional<city::Fragment> fragment{std::move(ready_.front())};
  ready_.pop_front();
  return fragment;
}

bool PlaySession::is_due(UtcTime at) {
  const SteadyTime now = clock_.steady_now();
  if (!anchor_) {
    anchor_ = due_last_ = at;
    anchored_ = now;
  } else if (at - *due_last_ > longest_wait || *due_last_ - at > longest_wait) {
    *anchor_ += at - *due_last_;  // a hole takes no time
    due_last_ = at;
  }
  const std::chrono::duration<double> into_film = at - *anchor_, played = (now - anchored_) * play_.speed;
  if (into_film > played + std::chrono::duration<double>(ahead) * play_.speed) return false;
  due_last_ = at;
  return true;
}

Status PlaySession::fill() {
  const auto pipeline = pipeline_.lock();
  if (pipeline && !in_memory_ && !reader_) {
    const auto oldest = pipeline->ring().oldest();
    in_memory_ = oldest && *oldest <= play_.from;
  }
  if (in_memory_) {
    if (pipeline) fill_from_memory(pipeline->ring().from(last_.value_or(play_.from)));
    return {};
  }
  if (!recordings_.empty()) VIGIE_CHECK(fill_from_disk());
  if (!ready_.empty() || !pipeline) return {};
  // The disk has nothing more: over into memory, where the camera's present is.
  auto fragments = pipeline->ring().from(last_.value_or(play_.from));
  if (fragments.empty() && pipeline->ring().oldest()) fragments = pipeline->ring().from(*pipeline->ring().oldest());
  fill_from_memory(std::move(fragments));
  in_memory_ = !ready_.empty();
  return {};
}

Status PlaySession::fill_from_disk() {
  if (!reader_) {
    auto opened = video::SegmentReader::open(permit_, recordings_, play_.camera, play_.stream, play_.from, clock_);
    if (!opened) return opened.error().kind == ErrorKind::not_found ? Status{} : Status{tl::make_unexpected(opened.error())};
    reader_.emplace(std::move(*opened));
  }
  VIGIE_TRY(auto fragment, reader_->next());
  if (!fragment) return {};
  if (fragment->kind == Kind::init)
    last_init_ = fragment->bytes;
  else
    last_ = fragment->at;
  ready_.push_back(std::move(*fragment));
  return {};
}

void PlaySession::fill_from_memory(std::vector<city::Fragment> fragments) {
  // They begin with the init and the key at or before what was last handed on; that much is skipped.
  auto from = fragments.begin();
  if (last_) {
    const auto last =
        std::find_if(fragments.begin(), fragments.end(), [&](const auto& one) { return one.kind != Kind::init && one.at == *last_; });
    from = last != fragments.end() ? last + 1 : std::find_if(fragments.begin(), fragments.end(), [&](const auto& one) {
      return one.kind == Kind::key && one.at > *last_;
    });
    const auto init =
        std::find_if(std::make_reverse_iterator(from), fragments.rend(), [](const auto& one) { return one.kind == Kind::init; });
    const bool changed = init != fragments.rend() && (!last_init_ || *init->bytes != *last_init_);
    if (from != fragments.end() && changed) {
      last_init_ = init->bytes;
      ready_.push_back(*init);
    }
  }
  for (; from != fragments.end(); ++from) {
    if (from->kind == Kind::init)
      last_init_ = from->bytes;
    else
      last_ = from->at;
    ready_.push_back(std::move(*from));
  }
}

}  // namespace vigie::app
