#pragma once
// The server's side of the workers: starts and restarts them, gives each its cameras and leases, takes their reports, and
// is the door `Live`: relays opaque pictures to whoever may see them.
//
//   gate ─permit─▶ pool ─lease, watch, play─▶ worker ─pictures─▶ relay ─▶ sinks
//                                                    ─reports──▶ intake ─▶ on_fact, on_segment ─▶ acknowledge
//
// Threads: one that accepts workers, one that supervises and renews leases, one for reports, one reader for each worker.

#include <filesystem>
#include <set>

#include "live/assignment.h"
#include "live/camera_relay.h"
#include "live/play_desk.h"
#include "live/report_intake.h"
#include "live/worker_process.h"

namespace vigie::app {

struct WorkerPoolSettings {
  std::string program;        // empty: this very program
  std::filesystem::path run;  // folder of the socket and the workers' numbers; made if missing
  std::filesystem::path recordings, model;
  int workers = 1;
  std::chrono::seconds lease{30}, renewal{10};
  std::chrono::seconds linger{60};            // how long a worker waits for a server that is away
  std::chrono::milliseconds silence{15'000};  // a worker that says nothing for so long hangs and is killed
};

// Called on the pool's threads, never under one of its locks. They may wait on the disk.
struct WorkerPoolHooks {
  ReportIntake::OnFact on_fact;
  ReportIntake::OnSegment on_segment;
  std::function<Result<city::Permit>(city::Processing, const city::SourceId&)> permit;  // asks the gate
  std::function<std::optional<std::string>(const std::string& secret)> credentials;     // "user:password" of a stream
};

class WorkerPool final : public city::Live {
 public:
  static Result<std::unique_ptr<WorkerPool>> start(WorkerPoolSettings settings, WorkerPoolHooks hooks, std::vector<city::Camera> cameras,
                                                   const Clock& clock, Metrics& metrics);
  ~WorkerPool() override;
  void stop();  // ends viewers, stops workers and waits for them; repeatable

  void set_cameras(std::vector<city::Camera> cameras);  // all of them; removed ones are closed
  // Where a PTZ camera's head stands (Configure::One): its worker is told at once, or when the camera comes.
  void set_view(const city::SourceId& camera, const std::optional<std::string>& view);
  void permits_changed();  // a basis began or ended: asks the gate now instead of at the next renewal; returns at once

  struct WorkerState {
    std::string name, state;  // "running", "starting", "down"
    int restarts = 0;
    pid_t pid = 0;
    std::uint64_t reports_waiting = 0, reports_refused = 0;
    int threads = 0;
  };
  std::vector<WorkerState> workers() const;

  Result<std::unique_ptr<city::Viewing>> watch(const city::Permit& permit, const city::SourceId& camera, city::StreamKind stream,
                                               bool boxes, std::shared_ptr<city::FragmentSink> sink) override;
  Result<std::unique_ptr<city::Viewing>> play(const city::Permit& permit, const city::SourceId& camera, city::StreamKind stream,
                                              UtcTime from, std::optional<UtcTime> to, double speed,
                                              std::shared_ptr<city::FragmentSink> sink) override;
  Result<Bytes> clip(const city::Permit& permit, const city::SourceId& camera, city::Interval span) override;
  // Waits, ten seconds at most, until the worker has taken enough of what came before: the sender runs at its pace.
  Status feed(const city::Permit& permit, const city::SourceId& camera, std::span<const std::uint8_t> chunk, bool last) override;
  Result<city::CameraHealth> health(const city::SourceId& camera) const override;
  std::vector<city::CameraHealth> health_of_all() const override;

 private:
  struct Slot;  // a worker's place: its process and its connection
  struct Post;  // a camera: configuration, relay, health
  class Watching;
  class Playing;
  using Session = std::shared_ptr<WorkerSession>;

  WorkerPool(WorkerPoolSettings settings, WorkerPoolHooks hooks, const Clock& clock, Metrics& metrics);
  std::string socket() const { return (settings_.run / "workers.sock").string(); }
  std::shared_ptr<Post> post(const city::SourceId& camera) const;
  Session session_of(const city::SourceId& camera) const;
  bool has_room_for(const city::SourceId& camera, std::size_t bytes) const;

  void accept(std::stop_token stop);
  void welcome(std::shared_ptr<WorkerSession> session);
  void hear(Slot& slot, const std::weak_ptr<WorkerSession>& session, ToServer message);
  void hear_health(Slot& slot, const Health& health);
  void lose(Slot& slot, const WorkerSession* session);
  std::vector<city::SourceId> cameras_of(const Slot& slot) const;

  void supervise(std::stop_token stop);
  void look_after(Slot& slot);
  void start_process(Slot& slot);
  void configure(Slot& slot);
  void renew_leases();
  void renew(city::Processing processing, Post& post, WorkerSession& session);
  void renew_plays();
  void end_unpermitted();
  void say_what_is_watched(const city::SourceId& camera, city::StreamKind stream);

  const WorkerPoolSettings settings_;
  const WorkerPoolHooks hooks_;
  const Clock& clock_;
  Metrics& metrics_;
  std::unique_ptr<LocalListener> listener_;
  PlayDesk desk_;
  std::unique_ptr<ReportIntake> intake_;

  mutable std::mutex mutex_;  // slots' sessions and numbers, posts, assignment
  std::vector<std::unique_ptr<Slot>> slots_;
  std::map<city::SourceId, std::shared_ptr<Post>> posts_;
  Assignment assignment_;
  std::map<city::SourceId, std::optional<std::string>> views_;  // of cameras whose head has moved
  std::mutex watch_mutex_;  // orders what is said of one stream
  std::atomic<bool> permits_changed_{true}, stopped_{false};
  Thread acceptor_, supervisor_;
};

}  // namespace vigie::app
