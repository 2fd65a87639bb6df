#include "perception/analyser.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "pipeline.h"

namespace vigie::perception {
namespace {

bool holds(const std::vector<std::string>& kinds, const std::string& kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

UtcTime to_utc(double seconds) { return UtcTime{std::chrono::microseconds{static_cast<std::int64_t>(std::llround(seconds * 1e6))}}; }

std::string kind_of(const MinuteCount& count) {
  const std::string what = is_vehicle(count.object) ? "vehicle" : "person";
  if (count.kind == MinuteCount::Kind::crossed) return "line." + what;
  return count.place.empty() ? "count." + what : "occupancy";
}

// People and vehicles in the picture, people in zones, crossings of lines both ways: the classes of vehicles are added up.
std::vector<Measurement> to_measurements(const std::vector<MinuteCount>& counts) {
  std::map<std::tuple<std::string, std::string, std::string>, Measurement> told;
  for (const auto& count : counts) {
    if (kind_of(count) == "occupancy" && is_vehicle(count.object)) continue;
    Measurement measurement{
        kind_of(count), count.place, count.way ? to_string(*count.way) : "", {to_utc(count.from_s), to_utc(count.to_s)}, 0};
    auto [entry, added] = told.try_emplace({measurement.kind, measurement.place, measurement.direction}, measurement);
    entry->second.value += count.value;
  }
  if (!counts.empty())  // a street without vehicles is a number too
    told.try_emplace({"count.vehicle", "", ""},
                     Measurement{"count.vehicle", "", "", {to_utc(counts[0].from_s), to_utc(counts[0].to_s)}, 0});
  std::vector<Measurement> measurements;
  for (auto& [key, measurement] : told) measurements.push_back(std::move(measurement));
  return measurements;
}

}  // namespace

struct Analyser::State {
  State(Detector& detector, Scene scene, std::vector<std::string> its_kinds)
      : kinds(std::move(its_kinds)), pipeline(detector, std::move(scene), kinds) {}

  SceneAlert to_alert(const RuleAlert& rule) const;
  Analysis told(const PipelineStep& step) const;

  std::vector<std::string> kinds;      // that the caller may compute
  std::vector<std::string> permitted;  // of these, what the last call's permit allowed: what is still counted stands on it
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
  for (auto& measurement : to_measurements(step.counts))
    if (holds(permitted, measurement.kind)) analysis.measurements.push_back(std::move(measurement));
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
  auto& permitted = state_->permitted;
  permitted = state_->kinds;
  std::erase_if(permitted, [&](const std::string& kind) { return !permit.allows_kind(kind); });
  auto ended = state_->pipeline.permit(statistics ? std::vector<std::string>{} : permitted);
  VIGIE_TRY(auto step, state_->pipeline.step(bgr, to_unix_seconds(at)));
  step.alerts.insert(step.alerts.begin(), ended.begin(), ended.end());
  return state_->told(step);
}

Analysis Analyser::restart() { return state_->told(state_->pipeline.stop()); }
Analysis Analyser::finish() { return restart(); }

}  // namespace vigie::perception
