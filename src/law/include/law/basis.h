#pragma once
// A legal basis: who allowed which processing, on which sources, for which kinds, from when to when. Its life is facts of
// subject "basis:<id>": basis.proposed → basis.approved → basis.ended. The makers below check the rules of L33 and return
// a Commit; the fold checks them again, so that a fact that came another way gives no power.

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "city/ledger.h"
#include "law/accounts.h"
#include "law/act.h"
#include "law/profile.h"

namespace vigie::law {

struct LegalBasis {
  std::string id;         // "exercise-2026", "arrete-2026-117"
  int version = 1;        // a renewal is the next version of the same id
  std::string regime;     // of the profile
  std::string authority;  // who decided: "Préfet des Bouches-du-Rhône"
  std::string title;
  std::string document_hash;            // SHA-256, 64 hex digits of the signed document
  std::vector<city::SourceId> sources;  // "camera:12"; under an exercise also "camera:*"
  std::vector<city::Processing> processings;
  std::vector<std::string> kinds;
  UtcTime valid_from{}, valid_to{};
  std::string register_entry;  // where the public can read of it; must exist before approval
  std::string notice;          // the public notice, where the regime asks for one
  std::string requisition;     // reference of a judicial requisition, where the regime is one
  bool covers(city::Processing processing, const city::SourceId& source) const;
};

Json to_json(const LegalBasis& basis);
Result<LegalBasis> basis_from_json(const Json& value);

struct BasisState {
  enum class Stage { proposed, approved, ended } stage = Stage::proposed;
  LegalBasis basis;
  bool exercise = false;
  std::string author, approver;
  UtcTime proposed_at{}, approved_at{}, ended_at{};
  std::string ended_by, end_reason;
  // When it was or becomes effective: never before its approval.
  UtcTime effective_from() const { return std::max(basis.valid_from, approved_at); }
  bool in_force(UtcTime now) const { return stage == Stage::approved && effective_from() <= now && now < basis.valid_to; }
};

// The fold of basis.* facts. Thread-safe: applied by the bus reader, asked by everyone.
class BasisBook {
 public:
  void apply(const city::RecordedFact& recorded);
  // Reads the whole history; until it has succeeded once the gate refuses everything.
  Status load(const city::Ledger& ledger);
  bool loaded() const;

  std::vector<BasisState> all() const;  // every version, newest proposals last
  std::optional<BasisState> find(const std::string& id, int version) const;
  std::optional<BasisState> newest(const std::string& id) const;
  std::vector<BasisState> in_force(UtcTime now) const;
  std::vector<BasisState> ending_within(UtcTime now, std::chrono::seconds span) const;  // 24 h on the officer's page
  std::vector<BasisState> for_source(const city::SourceId& source, UtcTime now) const;
  std::uint64_t facts_of(const std::string& id) const;  // for Expected
  std::uint64_t changes() const;                        // grows with every fact applied

 private:
  void apply_locked(const city::RecordedFact& recorded);
  mutable std::mutex mutex_;
  bool loaded_ = false;
  std::uint64_t cursor_ = 0, changes_ = 0;
  std::map<std::string, std::vector<BasisState>> bases_;
  std::map<std::string, std::uint64_t> facts_;
};

;

// Denied or invalid_input with a code: "basis.same_person", "basis.administrator", "basis.back_dated", "basis.too_long",
// "basis.no_register_entry", "basis.no_notice", "regime.off", "kind.not_allowed", …
Result<city::Commit> propose_basis(const BasisBook& book, const Profile& profile, const LegalBasis& draft, const Act& act);
Result<city::Commit> approve_basis(const BasisBook& book, const Profile& profile, const std::string& id, int version,
                                   const Account& approver, const Act& act);
Result<city::Commit> end_basis(const BasisBook& book, const std::string& id, const std::string& reason, const Act& act);

// What `vigie init --profile exercise` commits: a basis for every source and each regime of the exercise (looking and recording
// apart from analysis, so that one can end without the other), each with its register entry, proposed by `author` and approved
// by `approver` (two different generated accounts). `site_document` is the text whose hash stands as the document.
Result<city::Commit> make_exercise_bases(const Profile& profile, const std::string& site_document, const Account& author,
                                         const Account& approver, UtcTime now, const std::string& zone);

}  // namespace vigie::law
