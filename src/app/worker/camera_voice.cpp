#include "worker/camera_voice.h"

namespace vigie::app {

void CameraVoice::segment(const city::SegmentRow& row) {
  desk_.segment(row);
  const auto gap = row.state == city::SegmentRow::State::open ? gaps_.opened(row.span.from) : gaps_.closed(row.span.to);
  if (gap) say_gap(*gap, after_crash_.exchange(false) ? "worker.restarted" : why_.load());
}

void CameraVoice::adopted(const city::SegmentRow& row) {
  desk_.segment(row);
  after_crash_ = true;
  gaps_.adopted(row.span.to);
}

void CameraVoice::say_gap(city::Interval gap, const char* why) {
  say("recording.gap", gap, {{"why", why}, {"seconds", std::chrono::duration<double>(gap.to - gap.from).count()}});
}

void CameraVoice::source_restarted(UtcTime at) {
  why_ = "source.restarted";
  say("source.restarted", {at, at}, Json::object());
}

void CameraVoice::say(const char* schema, city::Interval occurred, Json body) {
  ReportDesk::Said said;
  said.camera = &camera_;
  said.schema = schema;
  said.occurred = occurred;
  said.body = std::move(body);
  desk_.fact(std::move(said));
}

}  // namespace vigie::app
