#include "worker/picture_queue.h"

namespace vigie::app {

void PictureQueue::put(Picture picture) {
  using Kind = city::Fragment::Kind;
  const Stream stream{picture.camera, picture.stream, picture.session};
  const Kind kind = picture.fragment.kind;
  std::lock_guard lock(mutex_);
  // An init is small and without it nothing after it can be shown: it is never dropped.
  const bool fits = kind == Kind::init || bytes_ + size_of(picture) <= max_bytes_;
  if (kind == Kind::key && fits) waiting_for_key_.erase(stream);
  if (kind != Kind::init && (!fits || waiting_for_key_.contains(stream))) {
    waiting_for_key_.insert(stream);
    ++dropped_;
    return;
  }
  bytes_ += size_of(picture);
  pictures_.push_back(std::move(picture));
}

std::optional<Picture> PictureQueue::take() {
  std::lock_guard lock(mutex_);
  if (pictures_.empty()) return std::nullopt;
  Picture picture = std::move(pictures_.front());
  pictures_.pop_front();
  bytes_ -= size_of(picture);
  return picture;
}

void PictureQueue::clear() {
  std::lock_guard lock(mutex_);
  pictures_.clear();
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
