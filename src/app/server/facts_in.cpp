#include "server/facts_in.h"

#include <algorithm>
#include <array>

#include "base/log.h"

namespace vigie::app {
namespace {

// What a worker may say besides alerts and observations.
constexpr std::array<std::string_view, 3> plain_schemas{"recording.gap", "source.restarted", "source.lost"};

}  // namespace

FactsIn::FactsIn(city::Ledger& ledger, city::Series& series, operations::Desk& desk, const law::BasisBook& bases, const Clock& clock, Metrics& metrics)
    : ledger_(ledger), series_(series), desk_(desk), bases_(bases), clock_(clock), metrics_(metrics) {}

Status FactsIn::settle(city::Ledger& ledger, city::Series& series) {
  VIGIE_TRY(const auto waiting, series.unpublished(10'000));
  for (const auto& id : waiting) {
    VIGIE_TRY(const auto named, ledger.facts_of("batch:" + id.str(), 1));
    VIGIE_CHECK(named.empty() ? series.drop(id) : series.publish(id));
  }
  return {};
}

Status FactsIn::check(const city::Fact& fact, const std::string& kind) const {
  if (!fact.basis) return fail(ErrorKind::denied, "the fact names no basis", "basis.none");
  const auto state = bases_.find(fact.basis->id, fact.basis->version);
  if (!state || state->stage == law::BasisState::Stage::proposed)
    return fail(ErrorKind::denied, fmt::format("basis {} version {} is not in force", fact.basis->id, fact.basis->version), "basis.none");
  // A fact may reach us late (the server was away); what counts is that the basis stood when it occurred.
  const UtcTime at = fact.occurred.from;
  if (at < state->effective_from()) return fail(ErrorKind::denied, "the basis was not yet in force", "basis.not_yet");
  if (at >= state->basis.valid_to) return fail(ErrorKind::denied, "the basis had expired", "basis.expired");
  if (state->stage == law::BasisState::Stage::ended && at >= state->ended_at) return fail(ErrorKind::denied, "the basis had ended", "basis.ended");
  if (law::is_maintenance(kind)) {
    if (state->basis.covers(city::Processing::record, fact.source)) return {};
    return fail(ErrorKind::denied, fmt::format("'{}' stands on the basis of a recording, which this is not", kind), "kind.not_allowed");
  }
  const auto& kinds = state->basis.kinds;
  if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    return fail(ErrorKind::denied, fmt::format("the basis does not cover '{}'", kind), "kind.not_allowed");
  return {};
}

Status FactsIn::refuse(const city::Fact& fact, const Error& why) {
  metrics_.add("vigie_facts_refused_total", {{"schema", fact.schema}, {"code", why.code}});
  spdlog::warn("{}: a fact '{}' was refused and discarded: {}", fact.source, fact.schema, why.message);
  city::Commit commit;
  commit.audit.push_back({clock_.utc_now(), "server", "fact.refused", fact.source, why.code, {{"schema", fact.schema}}});
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  return {};
}

Status FactsIn::accept(const city::Fact& fact, const std::vector<city::Observation>& observations) {
  if (fact.schema == "alert.raised" || fact.schema == "alert.ended") return accept_alert(fact);
  if (fact.schema == "observation.batch") return accept_observations(fact, observations);
  if (std::find(plain_schemas.begin(), plain_schemas.end(), fact.schema) == plain_schemas.end())
    return refuse(fact, Error{ErrorKind::denied, "schema.not_a_workers", fmt::format("a worker does not say '{}'", fact.schema)});
  city::Commit commit;
  commit.facts.push_back(fact);
  commit.facts.back().received = clock_.utc_now();
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  return {};
}

Status FactsIn::accept_alert(const city::Fact& fact) {
  const Json& said = fact.body;
  const std::string episode = text_or(said, "episode");
  if (fact.schema == "alert.ended") {
    VIGIE_TRY(const auto done, desk_.end_alert(fact.source, episode, fact.occurred.to));
    (void)done;
    return {};
  }
  operations::RaisedAlert alert;
  alert.camera = fact.source;
  alert.episode = episode;
  alert.kind = text_or(said, "kind");
  if (const auto allowed = check(fact, alert.kind); !allowed) return refuse(fact, allowed.error());
  alert.place = text_or(said, "place");
  alert.occurred = fact.occurred.from;
  const Json box = said.value("box", Json::object());
  alert.x = number_or(box, "x", 0);
  alert.y = number_or(box, "y", 0);
  alert.width = number_or(box, "width", 0);
  alert.height = number_or(box, "height", 0);
  alert.confidence = number_or(said, "confidence", 0);
  alert.threshold = number_or(said, "threshold", 0);
  alert.model = text_or(said, "model");
  alert.model_version = text_or(said, "model_version");
  alert.rule = text_or(said, "rule");
  alert.rule_version = text_or(said, "rule_version");
  alert.basis = *fact.basis;
  alert.exercise = fact.exercise;
  alert.simulated = fact.simulated;
  VIGIE_TRY(const auto done, desk_.raise(alert));
  (void)done;
  metrics_.add("vigie_alerts_total", {{"kind", alert.kind}});
  return {};
}

Status FactsIn::accept_observations(const city::Fact& fact, const std::vector<city::Observation>& observations) {
  if (const auto allowed = check(fact, ""); !allowed) return refuse(fact, allowed.error());
  city::Batch batch;
  batch.id = fact.id;
  batch.observations = observations;
  VIGIE_CHECK(commit_batch(batch, fact.source, fact.source_key, fact.basis, fact.exercise, fact.simulated));
  std::lock_guard lock(mutex_);
  for (const auto& one : observations) {
    if (!one.place.empty() || (one.kind != "count.person" && one.kind != "count.vehicle")) continue;
    Counts& counts = counts_[one.source];
    if (one.span.from < counts.minute) continue;
    if (one.span.from > counts.minute) counts = {one.span.from, 0, 0};
    (one.kind == "count.person" ? counts.people : counts.vehicles) = one.value;
  }
  return {};
}

Status FactsIn::commit_batch(const city::Batch& batch, const city::SourceId& source, const std::string& source_key, const std::optional<city::BasisRef>& basis, bool exercise,
                             bool simulated) {
  VIGIE_CHECK(series_.append(batch));
  const std::size_t count = batch.observations.size() + batch.positions.size();
  city::Fact named;
  named.schema = "series.batch";
  named.subject = "batch:" + batch.id.str();
  named.source = source;
  named.source_key = source_key;
  named.received = clock_.utc_now();
  // A batch occurred over the time of its rows, not when it was sent: a resent batch must be the same fact.
  const auto widen = [&](UtcTime from, UtcTime to) {
    if (named.occurred.to == UtcTime{}) named.occurred = {from, to};
    named.occurred = {std::min(named.occurred.from, from), std::max(named.occurred.to, to)};
  };
  for (const auto& one : batch.observations) widen(one.span.from, one.span.to);
  for (const auto& one : batch.positions) widen(one.at, one.at);
  named.basis = basis;
  named.exercise = exercise;
  named.simulated = simulated;
  named.body = {{"batch", batch.id.str()}, {"digest", to_hex(batch.digest())}, {"count", count}};
  city::Commit commit;
  commit.audit.push_back({named.received, source, "series.batch", named.subject, "", {{"count", count}}});
  commit.facts.push_back(std::move(named));
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  return series_.publish(batch.id);
}

std::map<city::SourceId, FactsIn::Counts> FactsIn::newest_counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace vigie::app
