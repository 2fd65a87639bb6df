#pragma once
// The one analysis thread of a worker: one neural session, one thread, cameras in fair turns. Each camera offers its
// newest picture only, so being late costs pictures and never freshness.

#include <condition_variable>

#include "base/thread.h"
#include "worker/analysed_camera.h"

namespace vigie::app {

class AnalysisThread {
 public:
  // `model`: folder of the reviewed model; empty: this worker analyses nothing. Borrows the rest for life.
  AnalysisThread(std::filesystem::path model, Link& link, ReportDesk& desk, const Clock& clock);
  ~AnalysisThread();

  // Worker's main thread. A camera given again (its drawing changed) begins anew; both wait for the turn in progress.
  void add(std::shared_ptr<WorkerCamera> camera);
  void remove(const city::SourceId& camera);
  void wake();  // any thread: a camera has a new picture
  void complete(city::CameraHealth& health) const;

 private:
  void run(std::stop_token stop);
  bool one_round(perception::Detector& detector);
  std::vector<std::shared_ptr<AnalysedCamera>> cameras() const;

  const std::filesystem::path model_;
  Link& link_;
  ReportDesk& desk_;
  const Clock& clock_;
  mutable std::mutex mutex_;  // the list and what is said of the model
  std::map<city::SourceId, std::shared_ptr<AnalysedCamera>> cameras_;
  std::optional<Error> no_model_;
  std::mutex turn_;  // held while a camera is worked on
  std::mutex wake_mutex_;
  std::condition_variable_any woken_;
  bool awake_ = false;
  Thread thread_;
};

}  // namespace vigie::app
