#include "worker/camera_voice.h"

namespace vigie::app {

void CameraVoice::segment(const city::SegmentRow& row) {
  desk_.segment(row);
  const auto gap = row.state == city::SegmentRow::State::open ? gaps_.opened(row.span.from) : gaps_.closed(row.span.to);
  if (!gap) return;
  say("recording.gap", *gap, {{"why", why_.load()}, {"seconds", std::chrono::duration<double>(gap->to - gap->from).count()}});
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
