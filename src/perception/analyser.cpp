#include "perception/analyser.h"

#include <algorithm>

#include "pipeline.h"

namespace vigie::perception {
namespace {

UtcTime to_utc(double seconds) { return UtcTime{std::chrono::microseconds{static_cast<std::int64_t>(std::llround(seconds * 1e6))}}; }

Measurement to_measurement(const MinuteCount& count) {
  Measurement measurement;
  measurement.place = count.place;
  measurement.span = {to_utc(count.from_s), to_utc(count.to_s)};
  measurement.value = count.value;
  if (count.way) measurement.direction = to_string(*count.way);
  measurement.kind = fmt::format("line.{}", to_string(count.object));
  return measurement;
}

// What leaves: people and vehicles in the picture, people in zones, crossings of lines by class.
std::vector<Measurement> to_measurements(const std::vector<MinuteCount>& counts) {
  std::vector<Measurement> told;
  double vehicles = 0;
  for (const auto& count : counts) {
    if (count.kind == MinuteCount::Kind::crossed) {
      told.push_back(to_measurement(count));
    } else if (count.object == ObjectClass::person) {
      told.push_back(to_measurement(count));
      told.back().kind = count.place.empty() ? "count.person" : "occupancy";
    } else if (count.place.empty()) {
      vehicles += count.value;
    }
  }
  if (!counts.empty()) told.push_back({"count.vehicle", "", "", {to_utc(counts.front().from_s), to_utc(counts.front().to_s)}, vehicles});
  return told;
}

}  // namespace

struct Analyser::State {
  State(Detector& detector, Scene scene, std::vector<std::string> permitted)
      : kinds(std::move(permitted)), pipeline(detector, std::move(scene), kinds) {}

  SceneAlert to_alert(const RuleAlert& rule) const;
  Analysis told(const PipelineStep& step) const;

  std::vector<std::string> kinds;  // that the caller may compute; a call's permit may narrow them
  Pipeline pipeline;
};

SceneAlert Analyser::State::to_alert(const RuleAlert& rule) const {
  SceneAlert alert;
  alert.phase = rule.ended ? SceneAlert::Phase::ended : SceneAlert::Phase::raised;
  alert.number = rule.number;
  alert.kind = rule.kind;
  alert.place = rule.place;
  alert.start = to_utc(rule.start_s);
  alert.raised_at = to_utc(rule.raised_at_s);
  if (rule.ended) alert.end = to_utc(rule.end_s);
  alert.box = rule.box;
  alert.confidence = rule.confidence;
  alert.threshold = pipeline.tracker_settings().begin(rule.object);
  alert.model = pipeline.detector().model_version();
  alert.rule = rule.kind + "/1";
  return alert;
}

Analysis Analyser::State::told(const PipelineStep& step) const {
  Analysis analysis;
  for (const auto& track : step.tracks) analysis.boxes.push_back({track.box, track.kind, track.confidence});
  // In an order that says nothing of who was there before.
  std::sort(analysis.boxes.begin(), analysis.boxes.end(),
            [](const auto& a, const auto& b) { return std::pair(a.box.x, a.box.y) < std::pair(b.box.x, b.box.y); });
  analysis.measurements = to_measurements(step.counts);
  for (const auto& rule : step.alerts) analysis.alerts.push_back(to_alert(rule));
  return analysis;
}

Analyser::Analyser(Detector& detector, Scene scene, std::vector<std::string> permitted_kinds)
    : state_(std::make_unique<State>(detector, std::move(scene), std::move(permitted_kinds))) {}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;
Analyser& Analyser::operator=(Analyser&&) noexcept = default;

Result<Analysis> Analyser::analyse(const city::Permit& permit, const city::SourceId& source, const cv::Mat& bgr, UtcTime at) {
  const bool statistics = permit.terms().processing == city::Processing::statistics;
  VIGIE_CHECK(permit.check(statistics ? city::Processing::statistics : city::Processing::analyse, source));
  std::vector<std::string> kinds;
  for (const auto& kind : state_->kinds)
    if (!statistics && permit.allows_kind(kind)) kinds.push_back(kind);
  auto ended = state_->pipeline.permit(kinds);
  VIGIE_TRY(auto step, state_->pipeline.step(bgr, to_unix_seconds(at)));
  step.alerts.insert(step.alerts.begin(), ended.begin(), ended.end());
  return state_->told(step);
}

Analysis Analyser::restart() { return state_->told(state_->pipeline.stop()); }
Analysis Analyser::finish() { return restart(); }

}  // namespace vigie::perception
