// The forms of docs/api.md. Apart from the folding so that each file has one idea.
#include "operations/board.h"

namespace vigie::operations {
namespace {

Json history_json(const std::vector<HistoryLine>& history) {
  Json list = Json::array();
  for (const auto& line : history) list.push_back({{"schema", line.schema}, {"at", format_utc(line.at)}, {"by", line.by}});
  return list;
}

Json when(UtcTime at, const std::string& source) { return {{"at", format_utc(at)}, {"source", source}}; }

}  // namespace

Json Board::alert_json(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = alerts_.find(id);
  return at == alerts_.end() ? Json{} : alert_json_locked(at->second);
}
Json Board::incident_json(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = incidents_.find(id);
  return at == incidents_.end() ? Json{} : incident_json_locked(at->second);
}
Json Board::unit_json(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = units_.find(id);
  return at == units_.end() ? Json{} : unit_json_locked(at->second);
}

Json Board::entity_json(const std::string& subject) const {
  const std::string entity = subject.substr(0, subject.find(':'));
  if (entity == "alert") return alert_json(subject);
  if (entity == "incident") return incident_json(subject);
  if (entity == "unit") return unit_json(subject);
  if (entity == "entry") return day_book_.entry_json(subject);
  if (entity == "handover") return hand_overs_.json(subject);
  if (entity == "instruction") return hand_overs_.instruction_json(subject);
  if (entity == "checklist") return checklists_.json(subject.substr(entity.size() + 1));
  if (entity == "assignment") {
    const auto one = assignment(subject);
    return one ? incident_json(one->incident) : Json{};
  }
  return {};
}

Json Board::alert_json_locked(const Alert& alert) const {
  const Json& said = alert.raised.body;
  const std::string camera = text_or(said, "camera");
  const auto at = cameras_.find(camera);
  Json value{{"id", alert.id},
             {"number", alert.number},
             {"kind", text_or(said, "kind")},
             {"camera", camera},
             {"camera_name", at == cameras_.end() ? "" : at->second.name},
             {"camera_number", at == cameras_.end() ? 0 : at->second.number},
             {"zone", text_or(said, "place")},
             {"lat", at == cameras_.end() ? Json{} : Json(at->second.where.lat)},
             {"lon", at == cameras_.end() ? Json{} : Json(at->second.where.lon)},
             {"occurred_from", format_utc(alert.raised.occurred.from)},
             {"ended", alert.ended ? Json(format_utc(*alert.ended)) : Json{}},
             {"state", to_string(alert.state)},
             {"escalated", alert.was_escalated},
             {"not_seen", alert.not_seen},
             {"untaken_since", format_utc(alert.untaken_since)},
             {"detector", {{"model", text_or(said, "model")}, {"version", text_or(said, "model_version")}}},
             {"rule", {{"name", text_or(said, "rule")}, {"version", text_or(said, "rule_version")}}},
             {"confidence", number_or(said, "confidence", 0)},
             {"threshold", number_or(said, "threshold", 0)},
             {"calibrated", nullptr},   // RULES L08: shown as "not calibrated" and
             {"error_rate", nullptr},   // "error: not measured on this camera" until issue D measures them
             {"box", said.value("box", Json::object())},
             {"exercise", alert.raised.exercise},
             {"simulated", alert.raised.simulated},
             {"basis", alert.raised.basis ? Json{{"id", alert.raised.basis->id}, {"version", alert.raised.basis->version}} : Json{}},
             {"history", history_json(alert.history)}};
  if (!alert.taken_by.empty()) {
    value["taken_by"] = alert.taken_by;
    value["taken_by_name"] = alert.taken_by_name;
    value["taken_at"] = format_utc(alert.taken_at);
  }
  if (!alert.call.step.empty()) value["call"] = {{"step", alert.call.step}, {"desks", alert.call.desks}, {"at", format_utc(alert.call.at)}};
  if (alert.verdict) {
    value["verdict"] = {{"by", alert.verdict->by}, {"by_name", alert.verdict->by_name}, {"at", format_utc(alert.verdict->at)}, {"reason", alert.verdict->reason}, {"words", alert.verdict->words}};
    value["undo_until"] = format_utc(alert.verdict->at + undo_window);
  }
  if (!alert.incident.empty()) value["incident"] = alert.incident;
  return value;
}

Json Board::unit_json_locked(const Unit& unit) const {
  std::string state = unit.on_duty ? "available" : "off_duty", incident;
  if (const auto at = assignments_.find(unit.assignment); at != assignments_.end() && at->second.active()) {
    state = at->second.state;
    incident = at->second.incident;
  }
  Json value{{"id", unit.id},         {"name", unit.name},           {"kind", unit.kind},
             {"state", state},        {"radio_only", unit.radio_only}, {"simulated", unit.simulated},
             {"exercise", unit.exercise}};
  if (!incident.empty()) {
    value["incident"] = incident;
    value["assignment"] = unit.assignment;
  }
  if (const auto at = positions_.find(unit.id); at != positions_.end()) {
    value["lat"] = at->second.where.lat;
    value["lon"] = at->second.where.lon;
    value["position_at"] = format_utc(at->second.at);
  }
  return value;
}

Json Board::assignment_json_locked(const Assignment& assignment) const {
  const auto unit = units_.find(assignment.unit);
  Json value{{"id", assignment.id}, {"unit", assignment.unit}, {"unit_name", unit == units_.end() ? "" : unit->second.name}, {"state", assignment.state}, {"advice", assignment.advice}};
  Json sources = Json::object();
  for (const auto& [state, time] : assignment.times) {
    value[state + "_at"] = format_utc(time.first);
    sources[state] = time.second;
  }
  value["sources"] = std::move(sources);
  return value;
}

Json Board::times_locked(const Incident& incident) const {
  Json times{{"fact", nullptr}, {"seen", nullptr}, {"told", nullptr}, {"acknowledged", nullptr}, {"on_scene", nullptr}, {"closed", nullptr}};
  const auto earliest = [&](const char* name, UtcTime at, const std::string& source) {
    Json& slot = times[name];
    if (slot.is_null() || slot["at"].get<std::string>() > format_utc(at)) slot = when(at, source);
  };
  const std::string origin = text_or(incident.opened.body, "origin");
  earliest("fact", incident.opened.occurred.from, origin == "alert" ? "camera" : origin);
  // Whoever opened it by hand has seen it; a button has not.
  if (origin != "alert" && !incident.opened.body.contains("button")) earliest("seen", incident.opened.received, "operator");
  for (const auto& id : incident.alerts) {
    const auto alert = alerts_.find(id);
    if (alert == alerts_.end()) continue;
    earliest("fact", alert->second.raised.occurred.from, "camera");
    if (alert->second.first_taken_at != UtcTime{}) earliest("seen", alert->second.first_taken_at, "operator");
    else if (alert->second.verdict) earliest("seen", alert->second.verdict->at, "operator");
  }
  for (const auto& id : incident.assignments) {
    const auto assignment = assignments_.find(id);
    if (assignment == assignments_.end()) continue;
    for (const auto* state : {"told", "acknowledged", "on_scene"})
      if (const auto time = assignment->second.times.find(state); time != assignment->second.times.end()) earliest(state, time->second.first, time->second.second);
  }
  if (incident.closed) times["closed"] = when(incident.closed_at, incident.closed_source);
  return times;
}

Json Board::incident_json_locked(const Incident& incident) const {
  const Json& said = incident.opened.body;
  Json assignments = Json::array();
  for (const auto& id : incident.assignments)
    if (const auto at = assignments_.find(id); at != assignments_.end()) assignments.push_back(assignment_json_locked(at->second));
  Json value{{"id", incident.id},
             {"number", incident.number},
             {"kind", text_or(said, "kind")},
             {"place", text_or(said, "place")},
             {"lat", said.value("lat", Json{})},
             {"lon", said.value("lon", Json{})},
             {"urgency", number_or(said, "urgency", 2)},
             {"words", text_or(said, "words")},
             {"origin", text_or(said, "origin")},
             {"cameras", said.value("cameras", Json::array())},
             {"state", incident.closed ? "closed" : "open"},
             {"opened_at", format_utc(incident.opened.recorded)},
             {"opened_by", text_or(said, "by")},
             {"opened_by_name", text_or(said, "by_name")},
             {"alerts", incident.alerts},
             {"assignments", std::move(assignments)},
             {"times", times_locked(incident)},
             {"partners", day_book_.told_json(incident.id)},
             {"entries", day_book_.entries_of(incident.id)},
             {"checklist", checklists_.of_incident(incident.id)},
             {"exercise", incident.opened.exercise},
             {"simulated", incident.opened.simulated},
             {"history", history_json(incident.history)}};
  if (incident.closed) {
    value["outcome"] = incident.outcome;
    value["closed_at"] = format_utc(incident.closed_at);
    value["words_at_close"] = incident.words_at_close;
  }
  return value;
}

}  // namespace vigie::operations
