#pragma once
// What one camera's pipelines have to report: segments, restarts of the source, holes in the recording. Shared with the
// events, because the disk may close a segment after the camera is gone. Thread-safe.

#include <atomic>

#include "worker/recording_gaps.h"
#include "worker/report_desk.h"

namespace vigie::app {

class CameraVoice {
 public:
  CameraVoice(city::Camera camera, ReportDesk& desk) : camera_(std::move(camera)), desk_(desk) {}

  void segment(const city::SegmentRow& row);
  void adopted(const city::SegmentRow& row);  // left open by a process that crashed, closed now
  void source_restarted(UtcTime at);
  void recording_stands(const char* why) { why_ = why; }  // the reason of the next gap

 private:
  void say_gap(city::Interval gap, const char* why);
  void say(const char* schema, city::Interval occurred, Json body);
  const city::Camera camera_;  // as configured when the pictures began
  ReportDesk& desk_;
  RecordingGaps gaps_;
  std::atomic<const char*> why_{"source.restarted"};
  std::atomic<bool> after_crash_{false};
};

}  // namespace vigie::app
