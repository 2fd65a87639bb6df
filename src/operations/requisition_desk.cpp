// Every act on a requisition: one commit each.
#include <algorithm>

#include "requisition_fold.h"

namespace vigie::operations {
namespace {

using State = Requisition::State;

constexpr std::chrono::days kHold{30};

tl::unexpected<Error> refused(const char* code, const std::string& message) { return fail(ErrorKind::denied, message, code); }

// The regime that opens recordings on requisition; in an exercise, the exercise's own that allows a search.
const law::Regime* regime_of(const law::Profile& profile) {
  for (const law::Regime& regime : profile.regimes)
    if (regime.enabled && (regime.nature == law::Nature::requisition || regime.nature == law::Nature::exercise) &&
        std::find(regime.processings.begin(), regime.processings.end(), city::Processing::search) != regime.processings.end())
      return &regime;
  return nullptr;
}

}  // namespace

RequisitionDesk::RequisitionDesk(city::Ledger& ledger, const law::BasisBook& bases, const law::Profile& profile, const law::Gate& gate,
                                 const Clock& clock, UuidSource& ids, std::string zone)
    : ledger_(ledger), bases_(bases), profile_(profile), gate_(gate), clock_(clock), ids_(ids), zone_(std::move(zone)) {}

Status RequisitionDesk::load() {
  std::lock_guard lock(mutex_);
  return catch_up();
}

Status RequisitionDesk::catch_up() {
  constexpr std::size_t page = 500;
  for (;;) {
    VIGIE_TRY(const auto facts, ledger_.facts_after(cursor_, "requisition.", page));
    for (const auto& recorded : facts) {
      apply_to(all_[recorded.fact.subject], recorded.fact);
      cursor_ = recorded.cursor;
    }
    if (facts.size() < page) return {};
  }
}

city::Fact RequisitionDesk::fact(const Person& by, const std::string& schema, const std::string& subject, Json body, bool exercise) const {
  city::Fact fact;
  fact.schema = schema;
  fact.subject = subject;
  fact.source = "desk:" + by.id;
  fact.source_key = ids_.next().str();  // a person's act is its own event; repeats are caught by the reply of the request
  const UtcTime now = clock_.utc_now();
  fact.occurred = {now, now};
  fact.received = now;
  fact.zone = zone_;
  fact.clock = city::ClockQuality::local;
  fact.exercise = exercise;
  fact.body = std::move(body);
  fact.body["by"] = by.id;
  fact.body["by_name"] = by.name;
  return fact;
}

city::AuditEntry RequisitionDesk::audit(const Person& by, const std::string& action, const std::string& object,
                                        const std::string& reason) const {
  return {clock_.utc_now(), by.id, action, object, reason, Json::object()};
}

law::Act RequisitionDesk::act(const std::string& actor) const { return {actor, ids_.next().str(), zone_, clock_.utc_now()}; }

RequisitionDesk::Done RequisitionDesk::commit(const std::string& subject, city::Commit commit, MaybeReply reply) {
  if (reply) {
    reply->body = canonical({{"subject", subject}});
    commit.reply = std::move(reply);
  }
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  VIGIE_CHECK(catch_up());
  return subject;
}

RequisitionDesk::Done RequisitionDesk::add(const Person& by, const Requisition& requisition, const std::string& schema,
                                           const std::string& action, Json body, const std::string& reason, MaybeReply reply) {
  city::Commit commit;
  commit.facts.push_back(fact(by, schema, requisition.id, std::move(body), requisition.exercise));
  commit.audit.push_back(audit(by, action, requisition.id, reason));
  commit.audit.back().details = {{"reference", requisition.asked.reference}, {"number", requisition.number}};
  return this->commit(requisition.id, std::move(commit), std::move(reply));
}

RequisitionDesk::Done RequisitionDesk::enter(const Person& author, const NewRequisition& asked, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(catch_up());
  const law::Regime* regime = regime_of(profile_);
  if (!regime) return refused("regime.off", fmt::format("the profile '{}' has no regime for requisitions", profile_.name));
  for (const auto& [id, other] : all_)
    if (other.open() && other.asked.reference == asked.reference)
      return fail(ErrorKind::conflict, fmt::format("requisition {} of the same reference is open", other.number),
                  "requisition.reference_taken");
  Requisition requisition;
  requisition.id = "requisition:" + ids_.next().str();
  const int year = static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(clock_.utc_now())).year());
  std::size_t of_this_year = 0;
  for (const auto& [id, other] : all_) of_this_year += other.number.starts_with(fmt::format("{}-", year));
  requisition.number = fmt::format("{}-{:04}", year, of_this_year + 1);
  requisition.asked = asked;
  requisition.basis = "requisition-" + requisition.number;
  law::LegalBasis basis;
  basis.id = requisition.basis;
  basis.regime = regime->name;
  basis.authority = asked.authority;
  basis.title = "Réquisition " + requisition.number;
  basis.document_hash = asked.document_hash;
  basis.sources = asked.cameras;
  basis.processings = {city::Processing::search, city::Processing::replay, city::Processing::export_records};
  basis.valid_from = clock_.utc_now();
  basis.valid_to = asked.until;
  basis.register_entry = "register:" + basis.id;
  basis.requisition = asked.reference;
  VIGIE_TRY(city::Commit commit, law::propose_basis(bases_, profile_, basis, act(author.id)));
  const bool exercise = regime->nature == law::Nature::exercise;
  commit.facts.push_back(fact(author, "requisition.entered", requisition.id, entered_body(requisition), exercise));
  // The public register tells that there is one and no more of it: it is secret.
  commit.facts.push_back(fact(
      {"server", "server"}, "register.entered", basis.register_entry,
      {{"entry", basis.register_entry}, {"basis", basis.id}, {"version", 1}, {"title", "Recherche sur réquisition judiciaire"}}, exercise));
  commit.audit.push_back(audit(author, "requisition.enter", requisition.id, asked.reference));
  return this->commit(requisition.id, std::move(commit), std::move(reply));
}

RequisitionDesk::Done RequisitionDesk::approve(const law::Account& approver, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(catch_up());
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  if (approver.subject.id == requisition.author)
    return refused("requisition.same_person", "who entered a requisition cannot approve it: a second person must");
  if (requisition.state != State::entered)
    return fail(ErrorKind::conflict, fmt::format("requisition {} is {} already", requisition.number, to_string(requisition.state)),
                "state.moved_on");
  const Person by{approver.subject.id, approver.name};
  const auto basis = bases_.newest(requisition.basis);
  if (!basis)
    return fail(ErrorKind::not_found, fmt::format("the basis of requisition {} is not there", requisition.number), "basis.unknown");
  VIGIE_TRY(city::Commit commit, law::approve_basis(bases_, profile_, requisition.basis, basis->basis.version, approver, act(by.id)));
  commit.facts.push_back(fact(by, "requisition.approved", requisition.id, Json::object(), requisition.exercise));
  commit.audit.push_back(audit(by, "requisition.approve", requisition.id, requisition.asked.reference));
  commit.expected.push_back({requisition.id, requisition.facts});
  return this->commit(requisition.id, std::move(commit), std::move(reply));
}

RequisitionDesk::Done RequisitionDesk::refuse(const law::Account& approver, const std::string& id, const std::string& reason,
                                              MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(catch_up());
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  if (reason.empty()) return fail(ErrorKind::invalid_input, "refusing a requisition needs a reason", "reason.missing");
  if (approver.subject.id == requisition.author)
    return refused("requisition.same_person", "who entered a requisition does not decide on it: a second person must");
  if (requisition.state != State::entered)
    return fail(ErrorKind::conflict, fmt::format("requisition {} is {} already", requisition.number, to_string(requisition.state)),
                "state.moved_on");
  const Person by{approver.subject.id, approver.name};
  VIGIE_TRY(city::Commit commit, law::end_basis(bases_, requisition.basis, reason, act(by.id)));
  commit.facts.push_back(fact(by, "requisition.refused", requisition.id, {{"reason", reason}}, requisition.exercise));
  commit.audit.push_back(audit(by, "requisition.refuse", requisition.id, reason));
  commit.expected.push_back({requisition.id, requisition.facts});
  return this->commit(requisition.id, std::move(commit), std::move(reply));
}

RequisitionDesk::Done RequisitionDesk::hold(const Person& by, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(catch_up());
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  if (requisition.state != State::approved)
    return refused(requisition.state == State::entered ? "requisition.not_approved" : "requisition.closed",
                   fmt::format("requisition {} is {}: it holds nothing", requisition.number, to_string(requisition.state)));
  return add(by, requisition, "requisition.held", requisition.held_until ? "requisition.review_hold" : "requisition.hold",
             {{"until", format_utc(clock_.utc_now() + kHold)}}, requisition.asked.reference, std::move(reply));
}

RequisitionDesk::Done RequisitionDesk::searched(const Person& by, const std::string& id, Json summary) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  return add(by, requisition, "requisition.searched", "requisition.search", std::move(summary), requisition.asked.reference, {});
}

RequisitionDesk::Done RequisitionDesk::kept(const Person& by, const std::string& id, std::uint64_t count) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  return add(by, requisition, "requisition.kept", "requisition.keep", {{"count", count}}, requisition.asked.reference, {});
}

RequisitionDesk::Done RequisitionDesk::packaged(const Person& by, const std::string& id, Json summary) {
  std::lock_guard lock(mutex_);
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  return add(by, requisition, "requisition.packaged", "requisition.package", std::move(summary), requisition.asked.reference, {});
}

RequisitionDesk::Done RequisitionDesk::close(const Person& by, const std::string& id, const std::string& reason, Json erased,
                                             MaybeReply reply) {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(catch_up());
  VIGIE_TRY(const Requisition requisition, find_locked(id));
  if (reason.empty()) return fail(ErrorKind::invalid_input, "closing a requisition needs a reason", "reason.missing");
  if (!requisition.open())
    return fail(ErrorKind::conflict, fmt::format("requisition {} is {} already", requisition.number, to_string(requisition.state)),
                "state.moved_on");
  city::Commit commit;
  // A basis that somebody ended before has nothing left to end.
  if (const auto basis = bases_.newest(requisition.basis); basis && basis->stage != law::BasisState::Stage::ended) {
    VIGIE_TRY(commit, law::end_basis(bases_, requisition.basis, reason, act(by.id)));
  }
  commit.facts.push_back(
      fact(by, "requisition.closed", requisition.id, {{"reason", reason}, {"erased", std::move(erased)}}, requisition.exercise));
  commit.audit.push_back(audit(by, "requisition.close", requisition.id, reason));
  return this->commit(requisition.id, std::move(commit), std::move(reply));
}

Result<Requisition> RequisitionDesk::find(const std::string& id) const {
  std::lock_guard lock(mutex_);
  return find_locked(id);
}

Result<Requisition> RequisitionDesk::find_locked(const std::string& id) const {
  for (const auto& [subject, requisition] : all_)
    if (subject == id || requisition.number == id) return requisition;
  return fail(ErrorKind::not_found, fmt::format("there is no requisition '{}'", id), "requisition.unknown");
}

std::vector<Requisition> RequisitionDesk::queue() const {
  std::vector<Requisition> queue;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, requisition] : all_) queue.push_back(requisition);
  }
  std::sort(queue.begin(), queue.end(), [](const Requisition& a, const Requisition& b) {
    if (a.open() != b.open()) return a.open();
    return a.open() ? a.asked.deadline < b.asked.deadline : a.ended_at > b.ended_at;
  });
  return queue;
}

std::vector<std::pair<city::SourceId, city::Interval>> RequisitionDesk::holds(UtcTime now) const {
  std::lock_guard lock(mutex_);
  std::vector<std::pair<city::SourceId, city::Interval>> holds;
  for (const auto& [id, requisition] : all_)
    if (requisition.state == State::approved && requisition.held_until && now < *requisition.held_until)
      for (const auto& camera : requisition.asked.cameras) holds.emplace_back(camera, requisition.asked.window);
  return holds;
}

Result<Requisition> RequisitionDesk::admit(const Person& person, const std::string& id, const std::vector<city::SourceId>& cameras,
                                           std::optional<city::Interval> span) const {
  VIGIE_TRY(const Requisition requisition, find(id));
  const auto no = [&](const char* code, const std::string& why) {
    return refused(code, fmt::format("requisition {}: {}", requisition.number, why));
  };
  switch (requisition.state) {
    case State::entered:
      return no("requisition.not_approved", "a second person has not approved it yet");
    case State::refused:
      return no("requisition.refused", "it was refused: " + requisition.reason);
    case State::closed:
      return no("requisition.closed", "it is closed");
    case State::approved:
      break;
  }
  if (gate_.now() >= requisition.asked.until) return no("requisition.ended", "it ended on " + format_utc(requisition.asked.until));
  if (person.id == requisition.approver)
    return no("requisition.approver_alone", "who approved it does not search it: two people answer a requisition");
  for (const auto& camera : cameras)
    if (std::find(requisition.asked.cameras.begin(), requisition.asked.cameras.end(), camera) == requisition.asked.cameras.end())
      return no("requisition.other_camera", camera + " is none of its cameras");
  if (span && (span->from < requisition.asked.window.from || span->to > requisition.asked.window.to || span->to <= span->from))
    return no("requisition.outside_window", fmt::format("{} to {} is not within its window", format_utc(span->from), format_utc(span->to)));
  return requisition;
}

Result<city::Permit> RequisitionDesk::permit(const Person& person, const Requisition& requisition, city::Processing processing,
                                             const city::SourceId& camera) const {
  return gate_.permit(processing, camera, {person.id, "requisition " + requisition.number, requisition.asked.reference});
}

}  // namespace vigie::operations
