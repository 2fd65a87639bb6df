#pragma once
// Judicial requisitions: from the paper on the desk to the closing (RULES L10, L11). A requisition opens recorded video for a stated
// window, stated cameras and a stated time, once a second person has approved it. Its power is a legal basis of its own: entering proposes
// it, approving puts it in force, closing ends it, so that the gate gives permits while it lasts and every permit dies with it.
//
// Facts of subject "requisition:<uuid>": requisition.entered → approved | refused → searched, kept, held, packaged … → closed. No fact
// holds a finding: what a search found lies in files that closing erases, and facts count.

#include <map>
#include <mutex>

#include "city/ledger.h"
#include "law/gate.h"

namespace vigie::operations {

struct NewRequisition {
  std::string reference, article, authority, unit, officer, words;
  city::Interval window{};  // of the facts, in recorded time
  std::vector<city::SourceId> cameras;
  UtcTime deadline{};         // by when the officer needs the answer
  UtcTime until{};            // the search ends then, answered or not
  std::string document_hash;  // SHA-256 of the signed paper, 64 hex digits
};

struct Requisition {
  enum class State { entered, approved, refused, closed };
  std::string id;      // "requisition:<uuid>"
  std::string number;  // "2026-0017"
  NewRequisition asked;
  State state = State::entered;
  std::string author, author_name, approver, approver_name, reason;  // of a refusal or of the closing
  UtcTime entered_at{}, approved_at{}, ended_at{};
  std::string basis;  // id of its legal basis
  bool exercise = false;
  std::uint64_t facts = 0, kept = 0;
  std::vector<Json> searches, packages;  // bodies of the facts, oldest first
  Json erased = nullptr;                 // at the closing: what was erased
  std::optional<UtcTime> held_until;     // recordings are kept beyond their maximum until then, unless reviewed before
  bool open() const { return state == State::entered || state == State::approved; }
};
const char* to_string(Requisition::State state);
// `detailed`: with searches, packages and what was erased: the report for the procedure.
Json to_json(const Requisition& requisition, bool detailed);

// A permission is asked for by the caller (requisition.read, .write, .approve, .search); all else is asked here. Thread-safe; one per
// ledger.
class RequisitionDesk {
 public:
  struct Person {
    std::string id, name;
  };
  // Everything is borrowed for life. `bases` is brought up to date by whoever follows the ledger, before a commit returns.
  RequisitionDesk(city::Ledger& ledger, const law::BasisBook& bases, const law::Profile& profile, const law::Gate& gate, const Clock& clock,
                  UuidSource& ids, std::string zone);
  Status load();  // once

  using MaybeReply = std::optional<city::Reply>;
  using Done = Result<std::string>;  // the requisition's id
  Done enter(const Person& author, const NewRequisition& asked, MaybeReply reply = {});
  // denied "requisition.same_person": who entered it cannot approve it.
  Done approve(const law::Account& approver, const std::string& id, MaybeReply reply = {});
  Done refuse(const law::Account& approver, const std::string& id, const std::string& reason, MaybeReply reply = {});
  // An approved one keeps the recordings of window and cameras beyond their maximum, for 30 days from now; asked again, it is the review.
  Done hold(const Person& by, const std::string& id, MaybeReply reply = {});
  Done searched(const Person& by, const std::string& id, Json summary);  // {camera, from, to, question, findings, seconds, faults}
  Done kept(const Person& by, const std::string& id, std::uint64_t count);
  Done packaged(const Person& by, const std::string& id, Json summary);  // {package, medium, manifest, key_id, moments, faults}
  Done close(const Person& by, const std::string& id, const std::string& reason, Json erased, MaybeReply reply = {});

  Result<Requisition> find(const std::string& id) const;  // by id or number; not_found
  std::vector<Requisition> queue() const;                 // open ones first, by deadline; then the closed, newest first
  std::vector<std::pair<city::SourceId, city::Interval>> holds(UtcTime now) const;  // of approved ones

  // Whether this person may search, keep or package now: denied with "requisition.not_approved", ".refused", ".closed", ".ended",
  // ".other_camera", ".outside_window", ".approver_alone". No span asks for the requisition as a whole.
  Result<Requisition> admit(const Person& person, const std::string& id, const std::vector<city::SourceId>& cameras = {},
                            std::optional<city::Interval> span = {}) const;
  // The permit for it, from its own basis and no other one.
  Result<city::Permit> permit(const Person& person, const Requisition& requisition, city::Processing processing,
                              const city::SourceId& camera) const;

 private:
  Result<Requisition> find_locked(const std::string& id) const;
  city::Fact fact(const Person& by, const std::string& schema, const std::string& subject, Json body, bool exercise) const;
  city::AuditEntry audit(const Person& by, const std::string& action, const std::string& object, const std::string& reason) const;
  law::Act act(const std::string& actor) const;
  Done add(const Person& by, const Requisition& requisition, const std::string& schema, const std::string& action, Json body,
           const std::string& reason, MaybeReply reply);
  Done commit(const std::string& subject, city::Commit commit, MaybeReply reply);
  Status catch_up();

  city::Ledger& ledger_;
  const law::BasisBook& bases_;
  const law::Profile& profile_;
  const law::Gate& gate_;
  const Clock& clock_;
  UuidSource& ids_;
  const std::string zone_;
  mutable std::mutex mutex_;
  std::uint64_t cursor_ = 0;
  std::map<std::string, Requisition> all_;
};

// What people send, checked field by field. Times are ISO 8601 with an offset.
Result<NewRequisition> new_requisition_from_json(const Json& body);

}  // namespace vigie::operations
