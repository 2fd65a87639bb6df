#pragma once
// Between the door that makes pictures and one viewer's socket. Bounded: a viewer who reads too slowly loses what waits, up
// to the next key fragment, is told the gap, and the loss is counted; the door is never held up.

#include <deque>
#include <mutex>

#include "base/metrics.h"
#include "city/live.h"
#include "http/talk.h"

namespace vigie::api {

class PictureQueue final : public city::FragmentSink {
 public:
  struct Bounds {
    std::size_t messages = 600;           // of live at 25 fps: 24 s; playback runs a few seconds ahead
    std::size_t bytes = std::size_t{16} << 20;
  };
  // `wake` is called after something was added and `ended` once when the door ends; both on the door's thread, at once.
  // `size` gives the picture's width and height for an init.
  PictureQueue(std::string camera, Bounds bounds, Metrics& metrics, std::pair<int, int> size, std::function<void()> wake, std::function<void(const Error&)> ended);

  void on_fragment(const city::Fragment& fragment) override;
  void on_overlay(const city::Overlay& overlay) override;
  void on_end(const Error& why) override;

  std::optional<Outgoing> pop();
  UtcTime last_sent() const;  // time of the last picture that was popped

 private:
  struct Item {
    Outgoing message;
    UtcTime at{};
    std::size_t bytes = 0;
    bool picture = false;
    bool lasting = false;  // an init and its text: never dropped
  };
  void add(Item item);
  void drop_waiting();
  bool full() const { return items_.size() >= bounds_.messages || bytes_ >= bounds_.bytes; }

  const std::string camera_;
  const Bounds bounds_;
  Metrics& metrics_;
  const std::pair<int, int> size_;
  const std::function<void()> wake_;
  const std::function<void(const Error&)> ended_;
  mutable std::mutex mutex_;
  std::deque<Item> items_;
  std::size_t bytes_ = 0;
  bool skipping_ = false;
  UtcTime last_sent_{};
};

}  // namespace vigie::api
