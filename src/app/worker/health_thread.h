#pragma once
// Watches over the pictures of a worker's cameras under the basis of their recording: without a model, without an order. One
// thread; each camera offers its newest picture only, so that being late costs pictures and never freshness.

#include <condition_variable>

#include "base/thread.h"
#include "worker/watched_camera.h"

namespace vigie::app {

class HealthThread {
 public:
  HealthThread(ReportDesk& desk, const Clock& clock);  // borrowed for life
  ~HealthThread();

  // Worker's main thread. A camera given again begins anew; both wait for the turn in progress.
  void add(std::shared_ptr<WorkerCamera> camera);
  void remove(const city::SourceId& camera);
  void wake();  // any thread: a camera has a new picture

 private:
  void run(const std::stop_token& stop);

  ReportDesk& desk_;
  const Clock& clock_;
  std::mutex mutex_;  // the cameras; held while they are looked at, a millisecond each
  std::map<city::SourceId, WatchedCamera> cameras_;
  std::mutex wake_mutex_;
  std::condition_variable_any woken_;
  bool awake_ = false;
  Thread thread_;
};

}  // namespace vigie::app
