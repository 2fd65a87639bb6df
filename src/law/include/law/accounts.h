#pragma once
// Who may do what. A role is data: a set of permissions. An account holds roles and the sources they reach; what no role
// grants is denied. Accounts and roles are facts (account.created/changed/disabled, role.defined); password hashes are
// secrets of the ledger and never in a fact.

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "city/ledger.h"
#include "law/act.h"

namespace vigie::law {

// The permissions of docs/api.md. Another word in a role is refused.
const std::vector<std::string>& permissions();

struct Role {
  std::string name;
  std::set<std::string> permissions;
};
// operator, duty_officer, planner, investigator, data_protection_officer, auditor, technician, administrator, crew.
const std::vector<Role>& default_roles();

// A person or program as an identity provider knows it. Today's provider is "local"; OIDC adds one, not a design.
struct Subject {
  std::string id;  // "account:<uuid or word>": the actor of audit entries
  std::string provider = "local";
  std::string kind = "person";  // "person", "crew", "service"
};

// Who may sit at the desk is named by an order: its number and date, until when, and the training that it asks for.
struct Authorisation {
  std::string number, date;  // of the order; the date as it stands there, "2026-03-01"
  std::string training;      // what was attended and when, in words
  UtcTime ends{};            // zero: no end was set
};

struct Account {
  Subject subject;
  std::string login;  // unique, lower case
  std::string name;   // as shown
  std::vector<std::string> roles;
  std::vector<city::SourceId> sources{"*"};  // "*", "camera:*" or single ones
  std::string unit;                          // of a crew: "unit:…"
  std::string standing_reason;               // of the post, for live and up to ten minutes back (L13)
  Authorisation authorisation;  // reaches the sources above
  bool disabled = false;
  bool exercise = false;
  bool has_role(std::string_view role) const;
};
Json to_json(const Account& account);
Json to_json(const Authorisation& authorisation);
Result<Authorisation> authorisation_from_json(const Json& value);  // {number, date, training?, ends?}; says which field is wrong
// denied "account.ended" once the authorisation has ended: then nobody signs in, and whoever is in is out.
Status still_authorised(const Account& account, UtcTime now);
Result<Account> account_from_json(const Json& value);

// "*" covers all, "camera:*" every camera, else the same id.
bool covers_source(const std::vector<city::SourceId>& patterns, const city::SourceId& source);

// The fold of account.* and role.* facts. Thread-safe. Starts with the default roles.
class AccountBook {
 public:
  AccountBook();
  void apply(const city::RecordedFact& recorded);
  Status load(const city::Ledger& ledger);  // once, before the bus applies what comes after

  std::optional<Account> by_login(std::string_view login) const;
  std::optional<Account> by_id(std::string_view id) const;
  std::vector<Account> all() const;
  bool knows_role(std::string_view name) const;
  std::set<std::string> permissions_of(const Account& account) const;
  // denied "permission.missing" (the message names it), "account.disabled" or "source.not_yours". Ask each time: a right may have ended.
  Status may(std::string_view account_id, std::string_view permission) const;
  Status may(std::string_view account_id, std::string_view permission, const city::SourceId& source) const;
  std::uint64_t facts_of(std::string_view id) const;  // for Expected

 private:
  void apply_locked(const city::RecordedFact& recorded);
  mutable std::mutex mutex_;
  std::uint64_t cursor_ = 0;
  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, Role, std::less<>> roles_;
  std::map<std::string, std::uint64_t, std::less<>> facts_;
};

// The fact and audit entry for a new, changed or disabled account. conflict "account.login_taken"; invalid_input for an
// unknown role, an empty name, a login outside [a-z0-9._-]{2,64}.
Result<city::Commit> create_account(const AccountBook& book, const Account& account, const Act& act);
Result<city::Commit> change_account(const AccountBook& book, const Account& account, const Act& act);
Result<city::Commit> disable_account(const AccountBook& book, const std::string& id, const std::string& reason, const Act& act);

// Argon2id (libsodium, INTERACTIVE). At least 10 characters, at most 512 bytes.
Result<std::string> hash_password(std::string_view password);
Status set_password(city::Ledger& ledger, const std::string& account_id, std::string_view password);
// An unknown login, an account without a password and a wrong password take about the same time and give the same answer:
// denied "session.refused". A disabled account likewise.
Result<Account> verify_password(const city::Ledger& ledger, const AccountBook& book, std::string_view login, std::string_view password);

}  // namespace vigie::law
