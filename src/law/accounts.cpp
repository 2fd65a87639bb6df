#include "law/accounts.h"

#include <algorithm>

namespace vigie::law {

const std::vector<std::string>& permissions() {
  static const std::vector<std::string> all{
      "view.live",         "view.boxes",          "view.replay",        "view.clip",     "alert.read",
      "alert.judge",       "entry.read",          "entry.write",        "incident.read", "incident.work",
      "unit.read",         "unit.assign",         "unit.self",          "camera.read",   "camera.configure",
      "camera.review",     "test_source.add",     "basis.read",         "basis.propose", "basis.approve",
      "basis.end",         "audit.read",          "audit.verify",       "officer.read",  "account.manage",
      "job.read",          "job.start",           "protect.write",      "system.read",   "requisition.read",
      "requisition.write", "requisition.approve", "requisition.search", "ptz.control",   "ptz.priority",
      "record.read",       "record.push",         "desk.configure",     "exercise.play"};
  return all;
}

const std::vector<Role>& default_roles() {
  static const std::set<std::string> desk{"view.live",   "view.boxes",    "view.replay", "view.clip",       "alert.read",
                                          "alert.judge", "entry.read",    "entry.write", "incident.read",   "incident.work",
                                          "unit.read",   "unit.assign",   "camera.read", "test_source.add", "job.read",
                                          "job.start",   "protect.write", "system.read", "ptz.control",     "record.read"};
  static const auto with = [](std::set<std::string> more) {
    more.insert(desk.begin(), desk.end());
    return more;
  };
  static const std::vector<Role> roles{
      {"operator", desk},
      {"duty_officer", with({"officer.read", "basis.read", "basis.propose", "camera.review", "requisition.read", "requisition.approve",
                             "ptz.priority", "desk.configure", "exercise.play"})},
      {"planner",
       {"camera.read", "entry.read", "incident.read", "unit.read", "officer.read", "basis.read", "job.read", "job.start", "record.read",
        "system.read"}},
      // What an investigator searches and sees comes with a requisition (L10), not with the role.
      {"investigator",
       {"camera.read", "basis.read", "job.read", "job.start", "requisition.read", "requisition.write", "requisition.search",
        "system.read"}},
      {"data_protection_officer",
       {"camera.read", "camera.review", "basis.read", "basis.propose", "basis.approve", "basis.end", "audit.read", "audit.verify",
        "requisition.read", "requisition.approve", "system.read"}},
      {"auditor",
       {"camera.read", "basis.read", "basis.approve", "basis.end", "audit.read", "audit.verify", "requisition.read", "system.read"}},
      {"technician",
       {"camera.read", "camera.configure", "test_source.add", "view.live", "job.read", "record.read", "record.push", "system.read"}},
      // Manages accounts and no more: cannot look, approve or read the audit.
      {"administrator", {"account.manage", "job.read", "system.read"}},
      {"crew", {"unit.self", "system.read"}},
  };
  return roles;
}

bool Account::has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool covers_source(const std::vector<city::SourceId>& patterns, const city::SourceId& source) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const city::SourceId& pattern) {
    if (pattern.ends_with('*')) return source.starts_with(std::string_view{pattern}.substr(0, pattern.size() - 1));
    return pattern == source;
  });
}

Json to_json(const Account& account) {
  return {{"id", account.subject.id},
          {"provider", account.subject.provider},
          {"kind", account.subject.kind},
          {"login", account.login},
          {"name", account.name},
          {"roles", account.roles},
          {"sources", account.sources},
          {"unit", account.unit},
          {"standing_reason", account.standing_reason},
          {"authorisation", to_json(account.authorisation)},
          {"disabled", account.disabled},
          {"exercise", account.exercise}};
}

Result<Account> account_from_json(const Json& value) {
  const auto words = [&](const char* name, std::vector<std::string>& into) -> Status {
    if (!value.contains(name)) return {};
    if (!value[name].is_array()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' must be a list", name), "field.missing");
    into.clear();
    for (const Json& word : value[name]) {
      if (!word.is_string())
        return fail(ErrorKind::invalid_input, fmt::format("field '{}' must be a list of words", name), "field.missing");
      into.push_back(word.get<std::string>());
    }
    return {};
  };
  Account account;
  VIGIE_TRY(account.subject.id, text_field(value, "id", 128));
  account.subject.provider = text_or(value, "provider", "local");
  account.subject.kind = text_or(value, "kind", "person");
  VIGIE_TRY(account.login, text_field(value, "login", 64));
  VIGIE_TRY(account.name, text_field(value, "name", 200));
  VIGIE_CHECK(words("roles", account.roles));
  VIGIE_CHECK(words("sources", account.sources));
  account.unit = text_or(value, "unit");
  account.standing_reason = text_or(value, "standing_reason");
  if (value.contains("authorisation")) {
    VIGIE_TRY(account.authorisation, authorisation_from_json(value["authorisation"]));
  }
  account.disabled = flag_or(value, "disabled", false);
  account.exercise = flag_or(value, "exercise", false);
  return account;
}

AccountBook::AccountBook() {
  for (const Role& role : default_roles()) roles_[role.name] = role;
}

void AccountBook::apply(const city::RecordedFact& recorded) {
  std::lock_guard lock(mutex_);
  apply_locked(recorded);
}

void AccountBook::apply_locked(const city::RecordedFact& recorded) {
  const city::Fact& fact = recorded.fact;
  const bool account_fact = fact.schema.starts_with("account.");
  if (recorded.cursor <= cursor_ || (!account_fact && fact.schema != "role.defined")) return;
  cursor_ = recorded.cursor;
  if (account_fact) ++facts_[fact.subject];
  if (fact.schema == "account.created" || fact.schema == "account.changed") {
    auto account = account_from_json(fact.body);
    if (account && account->subject.id == fact.subject) accounts_[fact.subject] = std::move(*account);
  } else if (fact.schema == "account.disabled") {
    const auto known = accounts_.find(fact.subject);
    if (known != accounts_.end()) known->second.disabled = true;
  } else if (fact.schema == "role.defined" && fact.body.contains("permissions") && fact.body["permissions"].is_array()) {
    Role role{text_or(fact.body, "name"), {}};
    for (const Json& word : fact.body["permissions"])
      if (word.is_string() && std::find(permissions().begin(), permissions().end(), word) != permissions().end())
        role.permissions.insert(word.get<std::string>());
    roles_[role.name] = std::move(role);
  }
}

Status AccountBook::load(const city::Ledger& ledger) {
  constexpr std::size_t page = 1000;
  // Two entities are read one after the other: only up to where the ledger was before, so that neither overtakes the other.
  VIGIE_TRY(const std::uint64_t last, ledger.last_cursor());
  std::lock_guard lock(mutex_);
  facts_.clear();  // every fact is read again: counted twice, no change of an account would be accepted any more
  for (const char* prefix : {"role.", "account."}) {
    cursor_ = 0;
    while (true) {
      VIGIE_TRY(const auto facts, ledger.facts_after(cursor_, prefix, page));
      for (const auto& recorded : facts)
        if (recorded.cursor <= last) apply_locked(recorded);
      if (facts.size() < page || facts.back().cursor >= last) break;
    }
  }
  cursor_ = last;
  return {};
}

std::optional<Account> AccountBook::by_login(std::string_view login) const {
  std::lock_guard lock(mutex_);
  for (const auto& [id, account] : accounts_)
    if (account.login == login) return account;
  return std::nullopt;
}

std::optional<Account> AccountBook::by_id(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = accounts_.find(id);
  return found == accounts_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<Account> AccountBook::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Account> accounts;
  for (const auto& [id, account] : accounts_) accounts.push_back(account);
  return accounts;
}

bool AccountBook::knows_role(std::string_view name) const {
  std::lock_guard lock(mutex_);
  return roles_.contains(name);
}

std::set<std::string> AccountBook::permissions_of(const Account& account) const {
  std::lock_guard lock(mutex_);
  std::set<std::string> granted;
  for (const std::string& name : account.roles) {
    const auto role = roles_.find(name);
    if (role != roles_.end()) granted.insert(role->second.permissions.begin(), role->second.permissions.end());
  }
  return granted;
}

Status AccountBook::may(std::string_view account_id, std::string_view permission) const {
  const auto account = by_id(account_id);
  if (!account) return fail(ErrorKind::denied, "there is no such account", "permission.missing");
  if (account->disabled) return fail(ErrorKind::denied, "the account was disabled", "account.disabled");
  if (!permissions_of(*account).contains(std::string{permission}))
    return fail(ErrorKind::denied, fmt::format("'{}' is needed and no role of the account grants it", permission), "permission.missing");
  return {};
}

Status AccountBook::may(std::string_view account_id, std::string_view permission, const city::SourceId& source) const {
  VIGIE_CHECK(may(account_id, permission));
  const auto account = by_id(account_id);
  if (!account || !covers_source(account->sources, source))
    return fail(ErrorKind::denied, fmt::format("the account does not reach {}", source), "source.not_yours");
  return {};
}

std::uint64_t AccountBook::facts_of(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = facts_.find(id);
  return found == facts_.end() ? 0 : found->second;
}

}  // namespace vigie::law
