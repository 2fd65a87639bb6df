#include "video/fragment_ring.h"

namespace vigie::video {

FragmentRing::FragmentRing(std::chrono::seconds keep, std::size_t max_bytes) : keep_(keep), max_bytes_(max_bytes) {}

void FragmentRing::add(const city::Fragment& fragment) {
  using Kind = city::Fragment::Kind;
  std::lock_guard lock(mutex_);
  if (fragment.kind == Kind::init) {
    init_ = fragment;
    return;
  }
  if (!init_) return;
  const bool follows = !groups_.empty() && groups_.back().init.bytes == init_->bytes;
  if (fragment.kind == Kind::delta && !follows) return;
  if (fragment.kind == Kind::key) groups_.push_back({*init_, {}, 0});
  Group& group = groups_.back();
  group.pictures.push_back(fragment);
  group.bytes += fragment.bytes->size();
  bytes_ += fragment.bytes->size();
  // A group may go when the next one already covers the whole of the time to keep, or when memory is short.
  while (groups_.size() > 1 && (groups_[1].pictures.front().at + keep_ <= fragment.at || bytes_ > max_bytes_)) {
    bytes_ -= groups_.front().bytes;
    groups_.pop_front();
  }
  if (bytes_ > max_bytes_) {  // a single group that never ends: wait for its next key
    groups_.clear();
    bytes_ = 0;
  }
}

std::vector<city::Fragment> FragmentRing::collect(std::size_t first_group) const {
  std::vector<city::Fragment> fragments;
  const city::Fragment* init = nullptr;
  for (std::size_t i = first_group; i < groups_.size(); ++i) {
    if (!init || init->bytes != groups_[i].init.bytes) {
      init = &groups_[i].init;
      fragments.push_back(*init);
    }
    fragments.insert(fragments.end(), groups_[i].pictures.begin(), groups_[i].pictures.end());
  }
  return fragments;
}

std::vector<city::Fragment> FragmentRing::from(UtcTime from) const {
  std::lock_guard lock(mutex_);
  for (std::size_t i = groups_.size(); i-- > 0;)
    if (groups_[i].pictures.front().at <= from) return collect(i);
  return {};
}

std::vector<city::Fragment> FragmentRing::newest() const {
  std::lock_guard lock(mutex_);
  return groups_.empty() ? std::vector<city::Fragment>{} : collect(groups_.size() - 1);
}

std::optional<UtcTime> FragmentRing::oldest() const {
  std::lock_guard lock(mutex_);
  return groups_.empty() ? std::nullopt : std::optional(groups_.front().pictures.front().at);
}

std::size_t FragmentRing::bytes() const {
  std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace vigie::video
