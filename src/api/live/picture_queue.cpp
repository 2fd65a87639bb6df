#include "live/picture_queue.h"

#include "base/json.h"

namespace vigie::api {

PictureQueue::PictureQueue(std::string camera, Bounds bounds, Metrics& metrics, std::pair<int, int> size, std::function<void()> wake,
                           std::function<void(const Error&)> ended)
    : camera_(std::move(camera)), bounds_(bounds), metrics_(metrics), size_(size), wake_(std::move(wake)), ended_(std::move(ended)) {}

void PictureQueue::add(Item item) {
  bytes_ += item.bytes;
  items_.push_back(std::move(item));
}

void PictureQueue::drop_waiting() {
  std::size_t dropped = 0;
  std::erase_if(items_, [&](const Item& item) {
    if (item.lasting) return false;
    bytes_ -= item.bytes;
    dropped += item.picture;
    return true;
  });
  metrics_.add("vigie_live_dropped_total", {{"camera", camera_}}, static_cast<double>(dropped));
}

void PictureQueue::on_fragment(const city::Fragment& fragment) {
  using enum city::Fragment::Kind;
  {
    std::lock_guard lock(mutex_);
    const std::size_t size = fragment.bytes->size();
    if (fragment.kind == init) {
      const Json head{{"type", "init"}, {"codec", fragment.codec}, {"at", format_utc(fragment.at)}, {"width", size_.first}, {"height", size_.second}};
      add({canonical(head), fragment.at, 0, false, true});
      add({fragment.bytes, fragment.at, size, false, true});
    } else {
      if (!skipping_ && full()) {
        drop_waiting();
        skipping_ = true;
      }
      if (skipping_ && fragment.kind != key) {
        metrics_.add("vigie_live_dropped_total", {{"camera", camera_}});
        return;
      }
      if (skipping_) {
        skipping_ = false;
        add({canonical({{"type", "gap"}, {"from", format_utc(last_sent_)}, {"to", format_utc(fragment.at)}}), fragment.at, 0, false, false});
      }
      add({fragment.bytes, fragment.at, size, true, false});
    }
  }
  wake_();
}

void PictureQueue::on_overlay(const city::Overlay& overlay) {
  Json boxes = Json::array();
  for (const auto& box : overlay.boxes)
    boxes.push_back({{"kind", box.kind}, {"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}, {"confidence", box.confidence}});
  {
    std::lock_guard lock(mutex_);
    if (full() || skipping_) return;  // boxes of an instant that will not be shown
    add({canonical({{"type", "boxes"}, {"at", format_utc(overlay.at)}, {"boxes", std::move(boxes)}}), overlay.at, 0, false, false});
  }
  wake_();
}

void PictureQueue::on_end(const Error& why) { ended_(why); }

std::optional<Outgoing> PictureQueue::pop() {
  std::lock_guard lock(mutex_);
  if (items_.empty()) return std::nullopt;
  Item item = std::move(items_.front());
  items_.pop_front();
  bytes_ -= item.bytes;
  if (item.picture) last_sent_ = item.at;
  return std::move(item.message);
}

UtcTime PictureQueue::last_sent() const {
  std::lock_guard lock(mutex_);
  return last_sent_;
}

}  // namespace vigie::api
