#include "operations/desk.h"

#include "desk_checks.h"
#include "digest_ids.h"

namespace vigie::operations {
namespace {

Status bounded(const std::string& words) {
  if (words.size() > 2000) return fail(ErrorKind::invalid_input, "words are at most 500 characters", "field.too_long");
  return {};
}

tl::unexpected<Error> bad_choice(const char* field, const std::string& value) {
  return fail(ErrorKind::invalid_input, fmt::format("'{}' is not one of the choices of '{}'", value, field), "field.choice");
}

Status not_anothers(const Actor& actor, const Alert& alert) {
  if (alert.taken_by.empty() || alert.taken_by == actor.account) return {};
  return fail(ErrorKind::conflict, fmt::format("alert {} is taken by {}", alert.number, alert.taken_by_name), "alert.taken");
}

}  // namespace

std::string alert_subject(const std::string& camera, const std::string& episode) { return "alert:" + id_made_from(camera + "\n" + episode).str(); }

Desk::Desk(city::Ledger& ledger, Board& board, const Clock& clock, UuidSource& ids, std::string zone, bool exercise)
    : ledger_(ledger), board_(board), clock_(clock), ids_(ids), zone_(std::move(zone)), exercise_(exercise) {}

city::Fact Desk::fact(const Actor& actor, std::string schema, std::string subject, Json body) const {
  city::Fact fact;
  fact.schema = std::move(schema);
  fact.subject = std::move(subject);
  fact.source = actor.simulated ? actor.account : "desk:" + actor.account;
  fact.source_key = ids_.next().str();  // a person's act is its own event; repeats are caught by the reply of the request
  const UtcTime now = clock_.utc_now();
  fact.occurred = {now, now};
  fact.received = now;
  fact.zone = zone_;
  fact.clock = city::ClockQuality::local;
  fact.exercise = exercise_;
  fact.simulated = actor.simulated;
  fact.body = std::move(body);
  fact.body["by"] = actor.account;
  fact.body["by_name"] = actor.name;
  return fact;
}

city::AuditEntry Desk::audit(const Actor& actor, std::string action, std::string object, std::string reason) const {
  return {clock_.utc_now(), actor.account, std::move(action), std::move(object), std::move(reason), Json::object()};
}

Desk::Done Desk::commit(std::string subject, city::Commit commit, MaybeReply reply) {
  if (reply) {
    reply->body = canonical({{"subject", subject}});
    commit.reply = std::move(reply);
  }
  VIGIE_TRY(const auto committed, ledger_.commit(commit));
  (void)committed;
  VIGIE_CHECK(board_.catch_up(ledger_));
  return subject;
}

Result<Alert> Desk::open_alert(const std::string& id) const {
  auto alert = board_.alert(id);
  if (!alert) return unknown("alert", id);
  if (alert->judged()) return fail(ErrorKind::conflict, fmt::format("alert {} already has its verdict", alert->number), "alert.closed");
  return std::move(*alert);
}

Desk::Done Desk::raise(const RaisedAlert& said) {
  std::lock_guard lock(mutex_);
  const std::string subject = alert_subject(said.camera, said.episode);
  city::Fact fact = this->fact({said.camera, said.camera, "", said.simulated}, "alert.raised", subject,
                               {{"kind", said.kind},
                                {"camera", said.camera},
                                {"place", said.place},
                                {"box", {{"x", said.x}, {"y", said.y}, {"width", said.width}, {"height", said.height}}},
                                {"confidence", said.confidence},
                                {"threshold", said.threshold},
                                {"model", said.model},
                                {"model_version", said.model_version},
                                {"rule", said.rule},
                                {"rule_version", said.rule_version}});
  fact.source = said.camera;
  fact.source_key = said.episode + "/raised";
  fact.occurred = {said.occurred, said.occurred};
  fact.basis = said.basis;
  fact.exercise |= said.exercise;
  city::Commit commit;
  commit.facts.push_back(std::move(fact));
  commit.audit.push_back(audit({said.camera, said.camera, "", false}, "alert.raised", subject, said.kind));
  return this->commit(subject, std::move(commit), std::nullopt);
}

Desk::Done Desk::end_alert(const std::string& camera, const std::string& episode, UtcTime at) {
  std::lock_guard lock(mutex_);
  const std::string subject = alert_subject(camera, episode);
  const auto alert = board_.alert(subject);
  if (!alert || alert->ended) return subject;
  city::Fact fact = this->fact({camera, camera, "", alert->raised.simulated}, "alert.ended", subject, Json::object());
  fact.source = camera;
  fact.source_key = episode + "/ended";
  fact.occurred = {at, at};
  fact.exercise |= alert->raised.exercise;
  fact.basis = alert->raised.basis;
  city::Commit commit;
  commit.facts.push_back(std::move(fact));
  return this->commit(subject, std::move(commit), std::nullopt);
}

Status Desk::end_stale_alerts() {
  const UtcTime now = clock_.utc_now();
  std::lock_guard lock(mutex_);  // before the board is read: an end from the worker may be on its way
  for (const auto& alert : board_.alerts(false, 1000)) {
    if (alert.ended || alert.raised.occurred.from + alert_max_life > now) continue;
    city::Fact fact = this->fact({"server", "server", "", false}, "alert.ended", alert.id, {{"because", "no end came from the worker"}});
    fact.exercise |= alert.raised.exercise;
    city::Commit commit;
    commit.facts.push_back(std::move(fact));
    VIGIE_TRY(const auto done, this->commit(alert.id, std::move(commit), std::nullopt));
    (void)done;
  }
  return {};
}

Desk::Done Desk::judge(const Actor& actor, const Alert& alert, const char* schema, const char* action, Json body, std::string reason, MaybeReply reply) {
  city::Commit commit;
  commit.facts.push_back(fact(actor, schema, alert.id, std::move(body)));
  commit.facts.back().exercise |= alert.raised.exercise;
  commit.audit.push_back(audit(actor, action, alert.id, std::move(reason)));
  commit.expected.push_back({alert.id, alert.facts});
  return this->commit(alert.id, std::move(commit), std::move(reply));
}

Desk::Done Desk::take(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Alert alert, open_alert(id));
  if (alert.taken_by == actor.account) return id;
  VIGIE_CHECK(not_anothers(actor, alert));
  return judge(actor, alert, "alert.taken", "alert.take", Json::object(), {}, std::move(reply));
}

Desk::Done Desk::release(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Alert alert, open_alert(id));
  if (alert.taken_by.empty()) return id;
  VIGIE_CHECK(not_anothers(actor, alert));
  return judge(actor, alert, "alert.released", "alert.release", Json::object(), {}, std::move(reply));
}

Desk::Done Desk::escalate(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Alert alert, open_alert(id));
  return judge(actor, alert, "alert.escalated", "alert.escalate", Json::object(), {}, std::move(reply));
}

Desk::Done Desk::confirm(const Actor& actor, const std::string& id, const std::string& how, const std::string& words, const std::string& join, MaybeReply reply) {
  if (!is_one_of(confirm_ways, how)) return bad_choice("how", how);
  VIGIE_CHECK(bounded(words));
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Alert alert, open_alert(id));
  VIGIE_CHECK(not_anothers(actor, alert));
  city::Commit commit;
  std::string incident = join;
  Json body{{"alert", id}};
  if (join.empty()) {
    incident = "incident:" + ids_.next().str();
    const auto camera = board_.camera(text_or(alert.raised.body, "camera"));
    body["kind"] = text_or(alert.raised.body, "kind");
    body["origin"] = "alert";
    body["urgency"] = 2;
    body["words"] = words;
    if (camera) {
      body["place"] = camera->name;
      body["lat"] = camera->where.lat;
      body["lon"] = camera->where.lon;
      body["cameras"] = Json::array({camera->id});
    }
  } else {
    const auto joined = board_.incident(join);
    if (!joined) return unknown("incident", join);
    if (joined->closed) return fail(ErrorKind::conflict, fmt::format("incident {} is closed", joined->number), "incident.closed");
    commit.expected.push_back({join, joined->facts});
  }
  commit.facts.push_back(fact(actor, "alert.confirmed", id, {{"how", how}, {"words", words}, {"incident", incident}}));
  commit.facts.push_back(fact(actor, join.empty() ? "incident.opened" : "incident.joined", incident, std::move(body)));
  if (join.empty()) commit.facts.back().occurred = alert.raised.occurred;  // when it happened; `received` says when it was opened
  for (auto& one : commit.facts) {
    one.exercise |= alert.raised.exercise;
    one.simulated = one.simulated || alert.raised.simulated;
  }
  commit.audit.push_back(audit(actor, "alert.confirm", id, how));
  commit.expected.push_back({id, alert.facts});
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::dismiss(const Actor& actor, const std::string& id, const std::string& reason, const std::string& words, MaybeReply reply) {
  if (!is_one_of(dismiss_reasons, reason)) return bad_choice("reason", reason);
  VIGIE_CHECK(bounded(words));
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Alert alert, open_alert(id));
  VIGIE_CHECK(not_anothers(actor, alert));
  return judge(actor, alert, "alert.dismissed", "alert.dismiss", {{"reason", reason}, {"words", words}}, reason, std::move(reply));
}

Desk::Done Desk::undo(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  const auto alert = board_.alert(id);
  if (!alert) return unknown("alert", id);
  if (!alert->verdict) return fail(ErrorKind::conflict, fmt::format("alert {} has no verdict to undo", alert->number), "undo.nothing");
  if (alert->verdict->by != actor.account || clock_.utc_now() > alert->verdict->at + undo_window)
    return fail(ErrorKind::conflict, fmt::format("the verdict on alert {} can be undone by its author within {} seconds", alert->number, undo_window.count()), "undo.late");
  city::Commit commit;
  commit.facts.push_back(fact(actor, "alert.undone", id, {{"undoes", alert->verdict->fact.str()}}));
  commit.facts.back().supersedes = alert->verdict->fact;
  commit.expected.push_back({id, alert->facts});
  if (!alert->incident.empty()) {
    const auto incident = board_.incident(alert->incident);
    if (incident) {
      // Opened by this very confirmation: withdrawn with it, unless a crew was already told. Joined: only the link goes.
      const bool opened = text_or(incident->opened.body, "alert") == id;
      if (opened && !incident->assignments.empty())
        return fail(ErrorKind::conflict, fmt::format("a crew was already told of incident {}: close it instead", incident->number), "undo.assigned");
      commit.facts.push_back(fact(actor, "incident.withdrawn", incident->id, {{"alert", id}, {"opened_by_alert", opened}}));
      commit.expected.push_back({incident->id, incident->facts});
    }
  }
  for (auto& one : commit.facts) one.exercise |= alert->raised.exercise;
  commit.audit.push_back(audit(actor, "alert.undo", id));
  return this->commit(id, std::move(commit), std::move(reply));
}

}  // namespace vigie::operations
