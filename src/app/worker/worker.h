#pragma once
// `vigie worker`: decodes, records and analyses some cameras and says so over one local socket. It holds no key and no
// user data. What it may do it knows from leases alone; when they end it stops, whatever the server does.
//
// Threads: this one (receives, ticks), sender, disk, playback, analysis, health, and one for each camera stream.

#include <set>

#include "law/lease.h"
#include "worker/analysis_thread.h"
#include "worker/health_thread.h"
#include "worker/playback.h"

namespace vigie::app {

struct WorkerSettings {
  std::string socket, name, version;
  std::filesystem::path recordings;  // empty: never records
  std::filesystem::path model;       // folder of the reviewed model; empty: never analyses
  std::chrono::seconds linger{60};   // without a server for so long (longer than any lease): ends
};

class Worker {
 public:
  Worker(WorkerSettings settings, const Clock& clock);
  ~Worker();

  void run();           // until the server says stop, `request_stop`, or nobody has asked for it for `linger`
  void request_stop();  // from a signal handler: one store

 private:
  Hello hello() const;
  void take(ToWorker message);
  void take(Configure& configure);
  void take(Lease& lease);
  void take(Revoke& revoke) { leases_.revoke(revoke.terms); }
  void take(Watch& watch);
  void take(Play& play);
  void take(StopPlay& stop) { playback_->stop(stop.session); }
  void take(ClipRequest& request);
  void take(Feed& feed);
  void take(Ack&) {}  // the link's own
  void take(Stop&) { asked_to_stop_ = true; }
  void lost();
  void idle();
  void say_health();
  void open(Configure::One one);
  void close(std::vector<city::SourceId> cameras);
  void close_everything();
  WorkerCamera* find(const city::SourceId& camera) const;

  const WorkerSettings settings_;
  const Clock& clock_;
  law::LeaseBook leases_;
  Link link_;
  ReportDesk desk_;
  std::unique_ptr<video::SegmentDisk> disk_;
  std::unique_ptr<AnalysisThread> analysis_;
  std::unique_ptr<HealthThread> health_;
  std::unique_ptr<Playback> playback_;
  std::map<city::SourceId, std::shared_ptr<WorkerCamera>> cameras_;
  std::atomic<bool> asked_to_stop_{false};
  std::stop_source stop_;
  std::optional<SteadyTime> closed_at_;  // everything is closed, the last reports are on their way
  SteadyTime said_health_{};
};

}  // namespace vigie::app
