// Proposing, approving and ending a basis: who may, and what must be there (RULES L33).

#include <algorithm>

#include "law/basis.h"

namespace vigie::law {
namespace {

using Stage = BasisState::Stage;

// A form filled in "from now on" may arrive a little later; the basis is effective from its approval in any case.
constexpr std::chrono::minutes filling_in{5};

std::string subject_of(const std::string& id) { return "basis:" + id; }

city::Fact basis_fact(const std::string& schema, const std::string& id, Json body, const Act& act, bool exercise) {
  city::Fact fact;
  fact.schema = schema;
  fact.source = act.actor;
  fact.source_key = act.key + "/" + schema;
  fact.subject = subject_of(id);
  fact.occurred = {act.now, act.now};
  fact.zone = act.zone;
  fact.clock = city::ClockQuality::local;
  fact.exercise = exercise;
  fact.body = std::move(body);
  return fact;
}

city::AuditEntry audit(const std::string& action, const std::string& id, int version, const std::string& reason, const Act& act) {
  city::AuditEntry entry;
  entry.at = act.now;
  entry.actor = act.actor;
  entry.action = action;
  entry.object = subject_of(id);
  entry.reason = reason;
  entry.details = {{"version", version}};
  return entry;
}

tl::unexpected<Error> refuse(const std::string& code, const std::string& message) { return fail(ErrorKind::denied, message, code); }

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

Status check_form(const LegalBasis& draft) {
  const auto bad = [&](const std::string& what) { return fail(ErrorKind::invalid_input, "basis: " + what, "basis.incomplete"); };
  if (!is_id(draft.id)) return bad("its id must be 1 to 64 characters of a-z, 0-9, '-', '_' and '.'");
  if (draft.title.empty() || draft.authority.empty()) return bad("title and authority must be named");
  if (!digest_from_hex(draft.document_hash)) return bad("the document's SHA-256 must be given as 64 hex digits");
  if (draft.sources.empty() || draft.processings.empty()) return bad("it must name sources and processings");
  if (draft.valid_from >= draft.valid_to) return bad("it must end after it begins");
  return {};
}

Result<const Regime*> check_regime(const Profile& profile, const LegalBasis& draft) {
  const Regime* regime = profile.regime(draft.regime);
  if (!regime || !regime->enabled)
    return refuse("regime.off", fmt::format("regime '{}' is not in force under the profile '{}'", draft.regime, profile.name));
  for (const city::Processing processing : draft.processings)
    if (std::find(regime->processings.begin(), regime->processings.end(), processing) == regime->processings.end())
      return refuse("processing.not_allowed", fmt::format("regime '{}' does not allow to {}", draft.regime, city::to_string(processing)));
  for (const std::string& kind : draft.kinds)
    if (!profile.allows(kind, *regime))
      return refuse("kind.not_allowed", fmt::format("kind '{}' may not run under regime '{}'", kind, draft.regime));
  for (const city::SourceId& source : draft.sources)
    if (source.find('*') != std::string::npos && regime->nature != Nature::exercise)
      return refuse("basis.unnamed_sources", fmt::format("'{}': outside an exercise every source must be named", source));
  if (draft.valid_to - draft.valid_from > regime->max_length)
    return refuse("basis.too_long",
                  fmt::format("a basis under regime '{}' lasts at most {} days", draft.regime, regime->max_length.count()));
  if (regime->nature == Nature::requisition && draft.requisition.empty())
    return refuse("requisition.missing", "a search needs the reference of its requisition");
  return regime;
}

Status check_approver(const BasisState& state, const Regime& regime, const Account& approver) {
  if (approver.subject.id == state.author) return fail(ErrorKind::conflict, "who proposed a basis cannot approve it", "basis.same_person");
  if (approver.has_role("administrator")) return refuse("basis.administrator", "an administrator cannot approve a basis");
  if (approver.disabled) return refuse("account.disabled", "a disabled account approves nothing");
  if (state.basis.register_entry.empty())
    return refuse("basis.no_register_entry", "the public register must tell of the basis before it starts");
  if (regime.needs_notice && state.basis.notice.empty())
    return refuse("basis.no_notice", "the public notice must exist before the basis starts");
  return {};
}

}  // namespace

Result<city::Commit> propose_basis(const BasisBook& book, const Profile& profile, const LegalBasis& given, const Act& act) {
  LegalBasis draft = given;
  VIGIE_CHECK(check_form(draft));
  VIGIE_TRY(const Regime* regime, check_regime(profile, draft));
  if (draft.valid_from + filling_in < act.now) return refuse("basis.back_dated", "a basis cannot begin before it is proposed");
  const auto earlier = book.newest(draft.id);
  draft.version = earlier ? earlier->basis.version + 1 : 1;
  Json body = to_json(draft);
  body["author"] = act.actor;
  const bool exercise = regime->nature == Nature::exercise;
  return city::Commit{{basis_fact("basis.proposed", draft.id, std::move(body), act, exercise)},
                      {audit("basis.propose", draft.id, draft.version, draft.title, act)},
                      {{subject_of(draft.id), book.facts_of(draft.id)}},
                      {}};
}

Result<city::Commit> approve_basis(const BasisBook& book, const Profile& profile, const std::string& id, int version,
                                   const Account& approver, const Act& act) {
  const auto state = book.find(id, version);
  if (!state) return fail(ErrorKind::not_found, fmt::format("there is no basis {}, version {}", id, version), "basis.unknown");
  if (state->stage != Stage::proposed)
    return fail(ErrorKind::conflict, fmt::format("basis {}, version {} was approved or ended already", id, version), "state.moved_on");
  if (approver.subject.id != act.actor) return refuse("basis.not_yourself", "an approval is given by the person who is signed in");
  VIGIE_TRY(const Regime* regime, check_regime(profile, state->basis));
  VIGIE_CHECK(check_approver(*state, *regime, approver));
  if (state->basis.valid_to <= act.now) return refuse("basis.expired", "the basis has ended before its approval: propose it again");
  Json body{{"id", id}, {"version", version}, {"approver", act.actor}, {"approver_roles", approver.roles}};
  return city::Commit{{basis_fact("basis.approved", id, std::move(body), act, regime->nature == Nature::exercise)},
                      {audit("basis.approve", id, version, state->basis.title, act)},
                      {{subject_of(id), book.facts_of(id)}},
                      {}};
}

Result<city::Commit> end_basis(const BasisBook& book, const std::string& id, const std::string& reason, const Act& act) {
  const auto state = book.newest(id);
  if (!state) return fail(ErrorKind::not_found, fmt::format("there is no basis {}", id), "basis.unknown");
  if (state->stage == Stage::ended) return fail(ErrorKind::conflict, fmt::format("basis {} was ended already", id), "state.moved_on");
  if (reason.empty()) return fail(ErrorKind::invalid_input, "ending a basis needs a reason", "reason.missing");
  Json body{{"id", id}, {"by", act.actor}, {"reason", reason}};
  // No Expected: whatever else happens to the basis meanwhile, it shall end.
  return city::Commit{{basis_fact("basis.ended", id, std::move(body), act, state->exercise)},
                      {audit("basis.end", id, state->basis.version, reason, act)},
                      {},
                      {}};
}

Result<city::Commit> make_exercise_bases(const Profile& profile, const std::string& site_document, const Account& author,
                                         const Account& approver, UtcTime now, const std::string& zone) {
  city::Commit commit;
  for (const Regime& regime : profile.regimes) {
    if (!regime.enabled || regime.nature != Nature::exercise) continue;
    BasisBook book;
    LegalBasis basis;
    basis.id = regime.name;
    basis.regime = regime.name;
    basis.authority = "vigie init";
    basis.title = regime.title;
    basis.document_hash = to_hex(sha256(site_document));
    basis.sources = {"*"};
    basis.processings = regime.processings;
    basis.kinds = regime.kinds;
    basis.valid_from = now;
    basis.valid_to = now + regime.max_length;
    basis.register_entry = "register:" + regime.name;

    VIGIE_TRY(city::Commit proposal, propose_basis(book, profile, basis, {author.subject.id, "init/" + basis.id, zone, now}));
    city::RecordedFact proposed{1, proposal.facts.front()};
    proposed.fact.recorded = now;
    book.apply(proposed);
    VIGIE_TRY(city::Commit approval,
              approve_basis(book, profile, basis.id, 1, approver, {approver.subject.id, "init/" + basis.id, zone, now}));
    city::Fact entry = proposal.facts.front();
    entry.schema = "register.entered";
    entry.source_key = "init/" + basis.id + "/register.entered";
    entry.subject = basis.register_entry;
    entry.body = {
        {"entry", basis.register_entry}, {"basis", basis.id}, {"version", 1}, {"title", basis.title}, {"document", site_document}};
    commit.facts.insert(commit.facts.end(), {std::move(proposal.facts.front()), std::move(approval.facts.front()), std::move(entry)});
    commit.audit.insert(commit.audit.end(), {std::move(proposal.audit.front()), std::move(approval.audit.front())});
  }
  if (commit.facts.empty()) return refuse("regime.off", fmt::format("the profile '{}' has no exercise regime", profile.name));
  return commit;
}

}  // namespace vigie::law
