#include "worker/picture_queue.h"

namespace vigie::app {
namespace {
std::size_t payload_size(const Picture& picture) { return picture.fragment.bytes ? picture.fragment.bytes->size() : 0; }
}  // namespace

void PictureQueue::put(Picture picture) {
  using Kind = city::Fragment::Kind;
  const Stream stream{picture.camera, picture.stream, picture.session};
  const Kind kind = picture.fragment.kind;
  std::lock_guard lock(mutex_);
  // An init is small and without it nothing after it can be shown: it is never dropped.
  const bool fits = kind == Kind::init || bytes_ + payload_size(picture) <= max_bytes_;
  if (kind == Kind::key && fits) waiting_for_key_.erase(stream);
  if (kind != Kind::init && (!fits || waiting_for_key_.contains(stream))) {
    waiting_for_key_.insert(stream);
    ++dropped_;
    return;
  }
  bytes_ += payload_size(picture);
  waiting_.emplace_back(std::move(picture));
}

void PictureQueue::put(PlayEnd end) {
  std::lock_guard lock(mutex_);
  waiting_.emplace_back(std::move(end));
}

std::optional<ToServer> PictureQueue::take() {
  std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  ToServer next = std::move(waiting_.front());
  waiting_.pop_front();
  bytes_ -= payload_of(next).size();
  return next;
}

void PictureQueue::clear() {
  std::lock_guard lock(mutex_);
  waiting_.clear();
  waiting_for_key_.clear();
  bytes_ = 0;
}

bool PictureQueue::has_room() const {
  std::lock_guard lock(mutex_);
  return bytes_ <= max_bytes_ / 2;
}

std::uint64_t PictureQueue::dropped() const {
  std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace vigie::app
