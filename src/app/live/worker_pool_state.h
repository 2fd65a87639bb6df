#pragma once
// What the pool keeps of each worker and each camera. Private to worker_pool*.cpp.

#include "live/worker_pool.h"

namespace vigie::app {

struct WorkerPool::Slot {
  std::size_t index = 0;
  std::string name;

  // The supervisor's own.
  std::unique_ptr<WorkerProcess> process;
  SteadyTime started_at{}, start_at{};
  int failures = 0;  // quick ends in a row: the delay before the next start grows with them

  // Under the pool's lock.
  Session session;               // null: not connected
  std::vector<Session> retired;  // lost ones; destroyed by the supervisor, because a reader can't join itself
  SteadyTime heard_at{};
  std::set<city::SourceId> ever;  // cameras it had: it may still have reports about them
  int restarts = 0;
  pid_t pid = 0;
  bool configured = false;  // knows its cameras and who watches
  std::uint64_t reports_waiting = 0, reports_refused = 0;
  int threads = 0;
};

struct WorkerPool::Post {
  explicit Post(city::Camera configured) : id(configured.id), camera(std::move(configured)) { health.camera = id; }
  const city::SourceId id;
  CameraRelay relay;
  std::atomic<std::uint64_t> feed_under_way{0};  // bytes sent to the worker and not yet taken by its demuxer
  // Under the pool's lock.
  city::Camera camera;
  city::CameraHealth health;
  bool told = false;     // its worker was told to take it over
  SteadyTime free_at{};  // after a move: until then its former worker may still have it open
  // The supervisor's own: why it may not, by processing; empty: it may.
  std::map<city::Processing, std::string> refused;
  // Under watch_mutex_.
  CameraRelay::Wanted said[2];
};

}  // namespace vigie::app
