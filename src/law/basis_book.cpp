// BasisBook: the fold of basis.* facts and the questions asked of it.

#include <algorithm>

#include "base/log.h"
#include "law/basis.h"

namespace vigie::law {
namespace {

using Stage = BasisState::Stage;

// The rules of L33 that a stored fact must show by itself. `roles` of the approver stand in the fact, as they were then.
bool approval_stands(const BasisState& proposed, const std::string& approver, const Json& body) {
  if (approver.empty() || approver == proposed.author || proposed.basis.register_entry.empty()) return false;
  const auto roles = body.find("approver_roles");
  return roles != body.end() && roles->is_array() && std::find(roles->begin(), roles->end(), "administrator") == roles->end();
}

}  // namespace

void BasisBook::apply(const city::RecordedFact& recorded) {
  std::lock_guard lock(mutex_);
  apply_locked(recorded);
}

void BasisBook::apply_locked(const city::RecordedFact& recorded) {
  const city::Fact& fact = recorded.fact;
  if (recorded.cursor <= cursor_ || !fact.schema.starts_with("basis.")) return;
  cursor_ = recorded.cursor;
  ++changes_;
  const std::string id = text_or(fact.body, "id");
  ++facts_[id];
  std::vector<BasisState>& versions = bases_[id];
  const int version = static_cast<int>(number_or(fact.body, "version", 0));
  const auto known =
      std::find_if(versions.begin(), versions.end(), [&](const BasisState& state) { return state.basis.version == version; });

  if (fact.schema == "basis.proposed") {
    auto basis = basis_from_json(fact.body);
    if (!basis || known != versions.end()) return;
    BasisState state;
    state.basis = std::move(*basis);
    state.exercise = fact.exercise;
    state.author = text_or(fact.body, "author");
    state.proposed_at = fact.recorded;
    versions.push_back(std::move(state));
  } else if (fact.schema == "basis.approved") {
    const std::string approver = text_or(fact.body, "approver");
    if (known == versions.end() || known->stage != Stage::proposed || !approval_stands(*known, approver, fact.body)) {
      spdlog::error("basis {}/{}: the approval in fact {} does not stand and is not counted", id, version, fact.id.str());
      return;
    }
    known->stage = Stage::approved;
    known->approver = approver;
    known->approved_at = fact.recorded;
  } else if (fact.schema == "basis.ended") {
    if (loaded_) spdlog::info("basis {} was ended by {}: {}", id, text_or(fact.body, "by"), text_or(fact.body, "reason"));
    for (BasisState& state : versions) {
      if (state.stage == Stage::ended) continue;
      state.stage = Stage::ended;
      state.ended_at = fact.recorded;
      state.ended_by = text_or(fact.body, "by");
      state.end_reason = text_or(fact.body, "reason");
    }
  }
}

Status BasisBook::load(const city::Ledger& ledger) {
  constexpr std::size_t page = 1000;
  std::lock_guard lock(mutex_);
  while (true) {
    VIGIE_TRY(const auto facts, ledger.facts_after(cursor_, "basis.", page));
    for (const auto& recorded : facts) apply_locked(recorded);
    if (facts.size() < page) break;
  }
  loaded_ = true;
  return {};
}

bool BasisBook::loaded() const {
  std::lock_guard lock(mutex_);
  return loaded_;
}

std::vector<BasisState> BasisBook::all() const {
  std::lock_guard lock(mutex_);
  std::vector<BasisState> states;
  for (const auto& [id, versions] : bases_) states.insert(states.end(), versions.begin(), versions.end());
  std::stable_sort(states.begin(), states.end(), [](const BasisState& a, const BasisState& b) { return a.proposed_at < b.proposed_at; });
  return states;
}

std::optional<BasisState> BasisBook::find(const std::string& id, int version) const {
  std::lock_guard lock(mutex_);
  const auto versions = bases_.find(id);
  if (versions == bases_.end()) return std::nullopt;
  for (const BasisState& state : versions->second)
    if (state.basis.version == version) return state;
  return std::nullopt;
}

std::optional<BasisState> BasisBook::newest(const std::string& id) const {
  std::lock_guard lock(mutex_);
  const auto versions = bases_.find(id);
  if (versions == bases_.end() || versions->second.empty()) return std::nullopt;
  return versions->second.back();
}

std::vector<BasisState> BasisBook::in_force(UtcTime now) const {
  std::vector<BasisState> states = all();
  std::erase_if(states, [&](const BasisState& state) { return !state.in_force(now); });
  return states;
}

std::vector<BasisState> BasisBook::ending_within(UtcTime now, std::chrono::seconds span) const {
  std::vector<BasisState> states = in_force(now);
  std::erase_if(states, [&](const BasisState& state) { return state.basis.valid_to > now + span; });
  return states;
}

std::vector<BasisState> BasisBook::for_source(const city::SourceId& source, UtcTime now) const {
  std::vector<BasisState> states = in_force(now);
  std::erase_if(states, [&](const BasisState& state) { return !covers_source(state.basis.sources, source); });
  return states;
}

std::uint64_t BasisBook::facts_of(const std::string& id) const {
  std::lock_guard lock(mutex_);
  const auto found = facts_.find(id);
  return found == facts_.end() ? 0 : found->second;
}

std::uint64_t BasisBook::changes() const {
  std::lock_guard lock(mutex_);
  return changes_;
}

}  // namespace vigie::law
