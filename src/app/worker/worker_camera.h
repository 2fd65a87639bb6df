#pragma once
// One camera inside a worker: its pipelines, its permits, who wants its pictures. Everything it learns goes to the server
// as reports, pictures and health.
//
// Threads: made, configured and ticked by the worker's main thread; events come from the pipelines' threads.

#include <atomic>
#include <filesystem>
#include <map>

#include "video/pipeline.h"
#include "worker/camera_voice.h"

namespace vigie::app {

// What every camera of a worker shares; borrowed for the worker's life.
struct WorkerRoom {
  Link& link;
  ReportDesk& desk;
  video::SegmentDisk& disk;
  const Clock& clock;
  std::filesystem::path recordings;
  std::function<void()> picture_ready;  // wakes analysis
};

class WorkerCamera {
 public:
  WorkerCamera(Configure::One configured, WorkerRoom room);
  ~WorkerCamera();
  // Lets go of the source and stops every event; waits a second or so. Analysis may hold on to the object a little longer.
  void close();

  const city::Camera& camera() const { return configured_.camera; }
  const std::optional<std::string>& view() const { return configured_.view; }  // see Configure::One
  // Whether the running pipelines still fit; else the worker closes this one and makes another. Names, zones and lines
  // change while pictures go on.
  bool same_pictures(const Configure::One& other) const;
  void rename(Configure::One other);

  void permit(city::Permit permit);                                                        // replaces the one for the same processing
  Status check(city::Processing processing) const { return permits_->check(processing); }  // any thread
  // A live one for analysing, else for statistics; nullopt when there is neither. Any thread.
  std::optional<city::Permit> permit_to_analyse() const;

  // For camera health. Any thread.
  std::optional<city::Permit> permit_to_record() const;

  void watch(const Watch& wanted);
  void nobody_watches();  // the connection is gone
  bool boxes_wanted() const { return boxes_wanted_[0] || boxes_wanted_[1]; }
  void feed(Feed chunk);
  void tick();  // starts what a permit allows now, tries again what failed, offers waiting chunks

  city::CameraHealth health() const;
  std::shared_ptr<video::Pipeline> pipeline(city::StreamKind stream) const;
  // Sub stream where there is one: it is cheaper to decode. Any thread.
  std::shared_ptr<video::Pipeline> analysed() const;
  UtcTime last_restart() const { return from_unix_us(restarted_us_); }  // of the analysed stream

 private:
  void start();
  Status start(const city::CameraStream& stream, bool records);
  void begin_feed();
  void adopt_recordings();
  void send_live(city::StreamKind stream, const video::Pipeline* pipeline, const city::Fragment& fragment);

  Configure::One configured_;
  const WorkerRoom room_;
  const std::shared_ptr<video::CameraPermits> permits_;
  const std::shared_ptr<CameraVoice> voice_;
  mutable std::mutex held_mutex_;
  std::map<city::Processing, city::Permit> held_;
  std::atomic<std::int64_t> restarted_us_{0};
  std::atomic<bool> pictures_wanted_[2]{}, boxes_wanted_[2]{}, catch_up_[2]{};  // by stream
  std::shared_ptr<video::PushFeed> feed_;
  std::deque<Feed> chunks_;  // offered to feed_ in order; bounded by what the server may have outstanding
  bool feed_ended_ = false;
  mutable std::mutex pipelines_mutex_;
  std::map<city::StreamKind, std::shared_ptr<video::Pipeline>> pipelines_;
  std::optional<Error> trouble_;  // why it could not start
  SteadyTime next_try_{};
};

}  // namespace vigie::app
