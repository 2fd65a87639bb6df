#pragma once
// One viewer's place: what is delivered to its sink, until its permit ends or it leaves. After `leave` has returned the
// sink is called no more. The seat's lock is held while the sink is called: sinks return at once and never call back in
// (city/live.h), and nothing else takes this lock.

#include <mutex>

#include "city/live.h"

namespace vigie::app {

class ViewerSeat {
 public:
  ViewerSeat(city::Permit permit, bool boxes, std::shared_ptr<city::FragmentSink> sink)
      : permit_(std::move(permit)), boxes_(boxes), sink_(std::move(sink)) {}

  const city::Permit& permit() const { return permit_; }
  bool boxes() const { return boxes_; }

  void deliver(const city::Fragment& fragment) {
    std::lock_guard lock(mutex_);
    if (sink_) sink_->on_fragment(fragment);
  }
  void deliver(const city::Overlay& overlay) {
    std::lock_guard lock(mutex_);
    if (sink_ && boxes_) sink_->on_overlay(overlay);
  }
  void end(const Error& why) {
    std::lock_guard lock(mutex_);
    if (auto sink = std::exchange(sink_, nullptr)) sink->on_end(why);
  }
  void leave() {
    std::lock_guard lock(mutex_);
    sink_.reset();
  }
  // Runs `first` before anything else can be delivered: what a late joiner gets must not be overtaken.
  template <typename First>
  void begin(First first) {
    std::lock_guard lock(mutex_);
    if (sink_) first(*sink_);
  }

 private:
  const city::Permit permit_;
  const bool boxes_;
  std::mutex mutex_;
  std::shared_ptr<city::FragmentSink> sink_;  // null: left or ended
};

}  // namespace vigie::app
