// The desk's acts on incidents, assignments, units and cameras. Alerts are in desk.cpp.
#include <algorithm>

#include "desk_checks.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {

constexpr std::array<std::string_view, 5> steps{"told", "acknowledged", "en_route", "on_scene", "ended"};
std::ptrdiff_t step_of(std::string_view state) { return std::find(steps.begin(), steps.end(), state) - steps.begin(); }

}  // namespace

Desk::Done Desk::open_incident(const Actor& actor, const NewIncident& said, MaybeReply reply) {
  VIGIE_CHECK(check_text("kind", said.kind, 64, true));
  VIGIE_CHECK(check_text("place", said.place, 400, false));
  VIGIE_CHECK(check_text("words", said.words, 2000, false));
  if (!is_one_of(origins, said.origin) || said.origin == "alert")
    return fail(ErrorKind::invalid_input, "'origin' is sight, call, radio, citizen, partner or panel", "field.choice");
  if (said.urgency < 1 || said.urgency > 3) return fail(ErrorKind::invalid_input, "'urgency' is 1, 2 or 3", "field.choice");
  if (!geo::valid(said.where)) return fail(ErrorKind::invalid_input, "the place has no valid latitude and longitude", "field.place");
  std::lock_guard lock(mutex_);
  const std::string id = "incident:" + ids_.next().str();
  city::Commit commit;
  commit.facts.push_back(fact(actor, "incident.opened", id,
                              {{"kind", said.kind},
                               {"place", said.place},
                               {"lat", said.where.lat},
                               {"lon", said.where.lon},
                               {"urgency", said.urgency},
                               {"words", said.words},
                               {"origin", said.origin},
                               {"cameras", said.cameras}}));
  if (said.occurred != UtcTime{}) commit.facts.back().occurred = {said.occurred, said.occurred};
  commit.audit.push_back(audit(actor, "incident.open", id, said.origin));
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::close_incident(const Actor& actor, const std::string& id, const std::string& outcome, const std::string& words, MaybeReply reply) {
  if (!is_one_of(outcomes, outcome)) return fail(ErrorKind::invalid_input, fmt::format("'{}' is not an outcome", outcome), "field.choice");
  VIGIE_CHECK(check_text("words", words, 2000, false));
  std::lock_guard lock(mutex_);
  const auto incident = board_.incident(id);
  if (!incident) return unknown("incident", id);
  if (incident->closed) return fail(ErrorKind::conflict, fmt::format("incident {} is closed", incident->number), "incident.closed");
  city::Commit commit;
  for (const auto& one : incident->assignments) {
    const auto assignment = board_.assignment(one);
    if (!assignment || !assignment->active()) continue;
    commit.facts.push_back(fact(actor, "assignment.ended", one, {{"said_by", "operator"}, {"because", "incident closed"}}));
    commit.expected.push_back({one, assignment->facts});
  }
  commit.facts.push_back(fact(actor, "incident.closed", id, {{"outcome", outcome}, {"words", words}, {"said_by", "operator"}}));
  commit.expected.push_back({id, incident->facts});
  for (auto& fact : commit.facts) {
    fact.exercise |= incident->opened.exercise;
    fact.simulated = fact.simulated || incident->opened.simulated;
  }
  commit.audit.push_back(audit(actor, "incident.close", id, outcome));
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::assign(const Actor& actor, const std::string& incident_id, const std::string& unit_id, Json advice, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  const auto incident = board_.incident(incident_id);
  if (!incident) return unknown("incident", incident_id);
  if (incident->closed) return fail(ErrorKind::conflict, fmt::format("incident {} is closed", incident->number), "incident.closed");
  const auto unit = board_.unit(unit_id);
  if (!unit) return unknown("unit", unit_id);
  if (!unit->on_duty) return fail(ErrorKind::conflict, fmt::format("{} is off duty", unit->name), "unit.off_duty");
  if (!unit->assignment.empty()) return fail(ErrorKind::conflict, fmt::format("{} is already assigned", unit->name), "unit.busy");
  const std::string id = "assignment:" + ids_.next().str();
  city::Commit commit;
  commit.facts.push_back(fact(actor, "assignment.told", id, {{"incident", incident_id}, {"unit", unit_id}, {"advice", std::move(advice)}, {"said_by", "operator"}}));
  commit.facts.back().exercise |= incident->opened.exercise;
  commit.facts.back().simulated = incident->opened.simulated;
  // The unit has no fact of its own here; the one-at-a-time desk keeps it from being sent twice.
  commit.expected.push_back({incident_id, incident->facts});
  commit.audit.push_back(audit(actor, "unit.assign", incident_id, unit_id));
  VIGIE_TRY(const std::string done, this->commit(incident_id, std::move(commit), std::move(reply)));
  return done;
}

Desk::Done Desk::move(const Actor& actor, const std::string& id, const std::string& said_state, const std::string& words, MaybeReply reply) {
  const std::string state = said_state == "available" ? "ended" : said_state;
  if (step_of(state) < 1 || step_of(state) >= static_cast<std::ptrdiff_t>(steps.size()))
    return fail(ErrorKind::invalid_input, "'state' is acknowledged, en_route, on_scene or available", "field.choice");
  VIGIE_CHECK(check_text("words", words, 2000, false));
  std::lock_guard lock(mutex_);
  const auto assignment = board_.assignment(id);
  if (!assignment) return unknown("assignment", id);
  if (!actor.unit.empty() && actor.unit != assignment->unit)
    return fail(ErrorKind::denied, "a crew moves only its own assignment", "assignment.other_unit");
  if (step_of(state) <= step_of(assignment->state))
    return fail(ErrorKind::conflict, fmt::format("the assignment is already '{}'", assignment->state), "assignment.order");
  const char* said_by = actor.simulated ? "simulation" : actor.unit.empty() ? "operator" : "crew";
  const auto incident = board_.incident(assignment->incident);
  city::Commit commit;
  commit.facts.push_back(fact(actor, "assignment." + state, id, {{"said_by", said_by}, {"words", words}}));
  commit.facts.back().exercise |= incident && incident->opened.exercise;
  commit.audit.push_back(audit(actor, "assignment.move", id, said_state));
  commit.expected.push_back({id, assignment->facts});
  VIGIE_TRY(const std::string done, this->commit(id, std::move(commit), std::move(reply)));
  return done;
}

Desk::Done Desk::configure_unit(const Actor& actor, const Unit& unit) {
  VIGIE_CHECK(check_text("name", unit.name, 100, true));
  std::lock_guard lock(mutex_);
  city::Commit commit;
  commit.facts.push_back(fact(actor, "unit.configured", unit.id,
                              {{"name", unit.name}, {"kind", unit.kind}, {"radio_only", unit.radio_only}, {"on_duty", unit.on_duty}, {"lat", unit.home.lat}, {"lon", unit.home.lon}}));
  commit.facts.back().exercise |= unit.exercise;
  commit.facts.back().simulated = unit.simulated;
  commit.audit.push_back(audit(actor, "unit.configure", unit.id));
  return this->commit(unit.id, std::move(commit), std::nullopt);
}

namespace {
// From the same addresses: what a secret holds, nobody sees.
bool same_pictures(const city::Camera& a, const city::Camera& b) {
  return std::equal(a.streams.begin(), a.streams.end(), b.streams.begin(), b.streams.end(),
                    [](const auto& one, const auto& other) { return one.kind == other.kind && one.url == other.url; });
}
}  // namespace

Desk::Done Desk::configure_camera(const Actor& actor, city::Camera camera, const std::string& reason, MaybeReply reply) {
  VIGIE_CHECK(check_text("name", camera.name, 200, true));
  VIGIE_CHECK(check_text("reason", reason, 500, true));
  std::lock_guard lock(mutex_);
  if (camera.id.empty()) {
    int number = 0;
    for (const auto& one : board_.cameras()) number = std::max(number, one.number);
    camera.number = camera.number > 0 ? camera.number : number + 1;
    camera.id = "camera:" + ids_.next().str().substr(24);
  }
  const auto before = board_.camera(camera.id);
  // RULES L14: a change of masks stands only after another person looked at it, and so does another picture behind the old ones.
  if (!before || before->mask_version() != camera.mask_version() || !same_pictures(*before, camera)) {
    camera.review = city::MaskReview::none;
    camera.reviewed_by.clear();
  } else {
    camera.reviewed_by = before->reviewed_by;
  }
  camera.version = before ? before->version + 1 : 1;
  city::Commit commit;
  Json body = to_json(camera);
  body["configured_by"] = actor.account;
  body["reason"] = reason;
  commit.facts.push_back(fact(actor, "camera.configured", camera.id, std::move(body)));
  commit.facts.back().exercise |= camera.exercise;
  commit.audit.push_back(audit(actor, "camera.configure", camera.id, reason));
  return this->commit(camera.id, std::move(commit), std::move(reply));
}

Desk::Done Desk::review_camera(const Actor& actor, const std::string& id, city::MaskReview review, const std::string& reason, MaybeReply reply) {
  VIGIE_CHECK(check_text("reason", reason, 500, true));
  std::lock_guard lock(mutex_);
  auto camera = board_.camera(id);
  if (!camera || camera->removed) return unknown("camera", id);
  VIGIE_TRY(const auto history, ledger_.facts_of(id, 10'000));
  for (auto fact = history.rbegin(); fact != history.rend(); ++fact) {
    if (!fact->fact.body.contains("configured_by")) continue;
    if (text_or(fact->fact.body, "configured_by") == actor.account)
      return fail(ErrorKind::conflict, "the mask is reviewed by another person than who configured it", "review.same_person");
    break;
  }
  if (review == city::MaskReview::masked_here && camera->masks.empty())
    return fail(ErrorKind::invalid_input, "there is no mask to review: draw one, or review as 'no dwelling in view'", "review.no_mask");
  camera->review = review;
  camera->reviewed_by = actor.account;
  camera->version += 1;
  city::Commit commit;
  Json body = to_json(*camera);
  body["reason"] = reason;
  commit.facts.push_back(fact(actor, "camera.configured", id, std::move(body)));
  commit.facts.back().exercise |= camera->exercise;
  commit.audit.push_back(audit(actor, "camera.review", id, reason));
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::remove_camera(const Actor& actor, const std::string& id, const std::string& reason) {
  std::lock_guard lock(mutex_);
  auto camera = board_.camera(id);
  if (!camera || camera->removed) return unknown("camera", id);
  camera->removed = true;
  camera->version += 1;
  city::Commit commit;
  commit.facts.push_back(fact(actor, "camera.configured", id, to_json(*camera)));
  commit.facts.back().exercise |= camera->exercise;
  commit.audit.push_back(audit(actor, "camera.remove", id, reason));
  return this->commit(id, std::move(commit), std::nullopt);
}

}  // namespace vigie::operations
