#include "operations/board.h"

#include <algorithm>

namespace vigie::operations {
namespace {

template <typename Map>
auto copy_of(const Map& map, const std::string& id) -> std::optional<typename Map::mapped_type> {
  const auto at = map.find(id);
  return at == map.end() ? std::nullopt : std::optional{at->second};
}

// Newest first: `order` is the order of commit.
template <typename Map, typename Keep>
auto newest(const std::vector<std::string>& order, const Map& map, std::size_t limit, Keep keep) {
  std::vector<typename Map::mapped_type> out;
  for (auto id = order.rbegin(); id != order.rend() && out.size() < limit; ++id)
    if (const auto& one = map.at(*id); keep(one)) out.push_back(one);
  return out;
}

}  // namespace

Status Board::catch_up(const city::Ledger& ledger) {
  std::lock_guard one_reader(catching_up_);
  constexpr std::size_t page = 2000;
  for (;;) {
    VIGIE_TRY(const auto facts, ledger.facts_after(cursor(), "", page));
    {
      std::unique_lock lock(mutex_);
      for (const auto& recorded : facts) apply_locked(recorded);
    }
    if (facts.size() < page) return {};
  }
}

void Board::apply(const city::RecordedFact& recorded) {
  std::unique_lock lock(mutex_);
  apply_locked(recorded);
}

std::uint64_t Board::cursor() const {
  std::shared_lock lock(mutex_);
  return cursor_;
}

void Board::apply_locked(const city::RecordedFact& recorded) {
  if (recorded.cursor <= cursor_) return;  // at least once: a repeat changes nothing
  cursor_ = recorded.cursor;
  const city::Fact& fact = recorded.fact;
  day_book_.apply(fact);
  checklists_.apply(fact);
  hand_overs_.apply(fact);
  const std::string entity = fact.schema.substr(0, fact.schema.find('.'));
  if (entity == "alert" || entity == "incident" || entity == "assignment" || entity == "entry") {
    ++share_.all;
    if (fact.simulated) ++share_.simulated;
  }
  if (entity == "alert") {
    auto [at, is_new] = alerts_.try_emplace(fact.subject);
    if (is_new) {
      // The worker's "ended" can't come before "raised": one worker, one order.
      at->second.number = ++alert_numbers_;
      alert_order_.push_back(fact.subject);
    }
    at->second.apply(fact);
    if (at->second.open())
      open_alerts_[at->second.number] = fact.subject;
    else
      open_alerts_.erase(at->second.number);
  } else if (entity == "incident") {
    apply_incident(fact);
  } else if (entity == "assignment") {
    apply_assignment(fact);
  } else if (entity == "unit") {
    Unit& unit = units_[fact.subject];
    ++unit.facts;
    if (fact.schema == "unit.configured") {
      unit.id = fact.subject;
      unit.name = text_or(fact.body, "name");
      unit.kind = text_or(fact.body, "kind");
      unit.radio_only = flag_or(fact.body, "radio_only", false);
      unit.home = {number_or(fact.body, "lat", 0), number_or(fact.body, "lon", 0)};
      unit.simulated = fact.simulated;
      unit.exercise = fact.exercise;
    }
    unit.on_duty = flag_or(fact.body, "on_duty", unit.on_duty);
    if (!unit.on_duty) positions_.erase(unit.id);
  } else if (fact.schema == "camera.configured") {
    if (auto camera = city::camera_from_json(fact.body)) {
      camera->version = cameras_[fact.subject].version + 1;
      cameras_[fact.subject] = std::move(*camera);
    }
  }
}

void Board::apply_incident(const city::Fact& fact) {
  auto [at, is_new] = incidents_.try_emplace(fact.subject);
  Incident& incident = at->second;
  ++incident.facts;
  incident.history.push_back({fact.schema, fact.occurred.from, text_or(fact.body, "by", fact.source)});
  if (is_new) {
    incident.id = fact.subject;
    incident.number = ++incident_numbers_;
    incident_order_.push_back(fact.subject);
  }
  if (fact.schema == "incident.opened") {
    incident.opened = fact;
    if (const auto alert = text_or(fact.body, "alert"); !alert.empty()) incident.alerts.push_back(alert);
  } else if (fact.schema == "incident.joined") {
    incident.alerts.push_back(text_or(fact.body, "alert"));
  } else if (fact.schema == "incident.withdrawn" && flag_or(fact.body, "opened_by_alert", false)) {
    std::erase(incident.alerts, text_or(fact.body, "alert"));
    incident.closed = true;
    incident.outcome = "withdrawn";
    incident.closed_at = fact.occurred.from;
    incident.closed_source = "operator";
  } else if (fact.schema == "incident.withdrawn") {
    std::erase(incident.alerts, text_or(fact.body, "alert"));
  } else if (fact.schema == "incident.closed") {
    incident.closed = true;
    incident.outcome = text_or(fact.body, "outcome");
    incident.words_at_close = text_or(fact.body, "words");
    incident.closed_at = fact.occurred.from;
    incident.closed_source = text_or(fact.body, "said_by", "operator");
  }
}

void Board::apply_assignment(const city::Fact& fact) {
  Assignment& assignment = assignments_[fact.subject];
  ++assignment.facts;
  const std::string state = fact.schema.substr(fact.schema.find('.') + 1);
  if (state == "told") {
    assignment.id = fact.subject;
    assignment.incident = text_or(fact.body, "incident");
    assignment.unit = text_or(fact.body, "unit");
    assignment.advice = fact.body.value("advice", Json{});
    incidents_[assignment.incident].assignments.push_back(assignment.id);
    units_[assignment.unit].assignment = assignment.id;
  }
  assignment.state = state;
  assignment.times[state] = {fact.occurred.from, text_or(fact.body, "said_by", "operator")};
  if (state == "ended" && units_[assignment.unit].assignment == assignment.id) units_[assignment.unit].assignment.clear();
}

std::optional<Alert> Board::alert(const std::string& id) const {
  std::shared_lock lock(mutex_);
  return copy_of(alerts_, id);
}
std::optional<Incident> Board::incident(const std::string& id) const {
  std::shared_lock lock(mutex_);
  return copy_of(incidents_, id);
}
std::optional<Assignment> Board::assignment(const std::string& id) const {
  std::shared_lock lock(mutex_);
  return copy_of(assignments_, id);
}
std::optional<Unit> Board::unit(const std::string& id) const {
  std::shared_lock lock(mutex_);
  return copy_of(units_, id);
}
std::optional<city::Camera> Board::camera(const std::string& id) const {
  std::shared_lock lock(mutex_);
  return copy_of(cameras_, id);
}

std::vector<Alert> Board::alerts(bool open_only, std::size_t limit) const {
  std::shared_lock lock(mutex_);
  if (!open_only) return newest(alert_order_, alerts_, limit, [](const Alert&) { return true; });
  std::vector<Alert> open;
  for (auto id = open_alerts_.rbegin(); id != open_alerts_.rend() && open.size() < limit; ++id) open.push_back(alerts_.at(id->second));
  return open;
}
std::vector<Alert> Board::open_alerts() const {
  std::shared_lock lock(mutex_);
  std::vector<Alert> open;
  for (const auto& [number, id] : open_alerts_) open.push_back(alerts_.at(id));
  return open;
}
std::vector<Incident> Board::incidents(bool open_only, std::size_t limit) const {
  std::shared_lock lock(mutex_);
  return newest(incident_order_, incidents_, limit, [&](const Incident& incident) { return !open_only || !incident.closed; });
}
std::vector<Unit> Board::units() const {
  std::shared_lock lock(mutex_);
  std::vector<Unit> out;
  for (const auto& [id, unit] : units_) out.push_back(unit);
  std::sort(out.begin(), out.end(), [](const Unit& a, const Unit& b) { return a.name < b.name; });
  return out;
}
std::vector<city::Camera> Board::cameras() const {
  std::shared_lock lock(mutex_);
  std::vector<city::Camera> out;
  for (const auto& [id, camera] : cameras_)
    if (!camera.removed) out.push_back(camera);
  std::sort(out.begin(), out.end(), [](const city::Camera& a, const city::Camera& b) { return a.number < b.number; });
  return out;
}

bool Board::set_position(const std::string& unit, UnitPosition position) {
  std::unique_lock lock(mutex_);
  const auto at = units_.find(unit);
  if (at == units_.end() || !at->second.on_duty) return false;
  positions_[unit] = position;
  return true;
}

std::optional<UnitPosition> Board::position(const std::string& unit) const {
  std::shared_lock lock(mutex_);
  return copy_of(positions_, unit);
}

Board::Share Board::simulated_share() const {
  std::shared_lock lock(mutex_);
  return share_;
}

Board::Shift Board::shift_since(UtcTime since) const {
  std::shared_lock lock(mutex_);
  Shift shift;
  for (const auto& [id, alert] : alerts_) {
    if (alert.raised.occurred.from < since) continue;
    ++shift.alerts;
    if (alert.state == Alert::State::confirmed) ++shift.confirmed;
    if (alert.state == Alert::State::dismissed) ++shift.dismissed;
    if (alert.not_seen) ++shift.not_seen;
  }
  for (const auto& [id, incident] : incidents_)
    if (incident.opened.occurred.from >= since) ++shift.incidents;
  return shift;
}

Json Board::times_since(UtcTime since) const {
  std::shared_lock lock(mutex_);
  Json list = Json::array();
  for (auto id = incident_order_.rbegin(); id != incident_order_.rend(); ++id) {
    const Incident& incident = incidents_.at(*id);
    if (incident.opened.recorded < since) continue;
    Json row = times_locked(incident);
    row["incident"] = incident.id;
    row["number"] = incident.number;
    row["kind"] = text_or(incident.opened.body, "kind");
    row["outcome"] = incident.outcome;
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace vigie::operations
