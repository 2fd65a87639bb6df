#pragma once
// Reports of workers on their way into the ledger: commit → acknowledge. One thread, in the order they came; while the
// ledger cannot take one, it and all behind it wait, and the workers' windows fill up: nothing is dropped here.

#include <memory>

#include "base/metrics.h"
#include "base/queue.h"
#include "live/worker_session.h"

namespace vigie::app {

class ReportIntake {
 public:
  using OnFact = std::function<Status(const city::Fact&, const std::vector<city::Observation>&)>;
  using OnSegment = std::function<Status(const city::SegmentRow&)>;

  // Success of a callback: it is kept (or refused for good) and the worker may forget it. An error: tried again, with a
  // growing delay. `metrics` is borrowed for life.
  ReportIntake(OnFact on_fact, OnSegment on_segment, Metrics& metrics);
  ~ReportIntake();  // what waits is not acknowledged: the workers send it again to the next server

  // False when the worker sends more than its window allows: cut it. A report about a camera that `from` never had is
  // refused (acknowledged, counted, logged): a worker that was taken over must not speak for others.
  bool put(const std::shared_ptr<WorkerSession>& from, Report report, bool has_camera);

 private:
  struct Item {
    std::weak_ptr<WorkerSession> from;
    Report report;
  };
  void run(std::stop_token stop);
  Status keep(const Report& report) const;

  const OnFact on_fact_;
  const OnSegment on_segment_;
  Metrics& metrics_;
  BoundedQueue<Item> queue_;
  Thread thread_;
};

// Camera a report is about.
const city::SourceId& camera_of(const Report& report);
// A segment's path must stay inside the recordings folder.
bool is_inside(const std::string& relative_path);

}  // namespace vigie::app
