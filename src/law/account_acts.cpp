// Creating, changing and disabling accounts.

#include <algorithm>

#include "law/accounts.h"

namespace vigie::law {
namespace {

city::Commit account_commit(const AccountBook& book, const char* schema, const char* action, const std::string& id, Json body,
                            const std::string& reason, bool exercise, const Act& act) {
  city::Fact fact;
  fact.schema = schema;
  fact.source = act.actor;
  fact.source_key = fmt::format("{}/{}/{}", act.key, schema, id);
  fact.subject = id;
  fact.occurred = {act.now, act.now};
  fact.zone = act.zone;
  fact.clock = city::ClockQuality::local;
  fact.exercise = exercise;
  fact.body = std::move(body);
  city::AuditEntry entry;
  entry.at = act.now;
  entry.actor = act.actor;
  entry.action = action;
  entry.object = id;
  entry.reason = reason;
  return {{std::move(fact)}, {std::move(entry)}, {{id, book.facts_of(id)}}, {}};
}

bool is_login(const std::string& text) {
  return text.size() >= 2 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

Status check(const AccountBook& book, const Account& account) {
  const auto bad = [](const std::string& what) { return fail(ErrorKind::invalid_input, "account: " + what, "account.invalid"); };
  if (!account.subject.id.starts_with("account:")) return bad("its id must begin with 'account:'");
  if (!is_login(account.login)) return bad("the login must be 2 to 64 characters of a-z, 0-9, '.', '_' and '-'");
  if (account.name.empty()) return bad("it needs a name");
  if (account.roles.empty()) return bad("it needs a role");
  for (const std::string& role : account.roles)
    if (!book.knows_role(role)) return bad(fmt::format("there is no role '{}'", role));
  const auto other = book.by_login(account.login);
  if (other && other->subject.id != account.subject.id)
    return fail(ErrorKind::conflict, fmt::format("the login '{}' is taken", account.login), "account.login_taken");
  return {};
}

}  // namespace

Result<city::Commit> create_account(const AccountBook& book, const Account& account, const Act& act) {
  VIGIE_CHECK(check(book, account));
  if (book.by_id(account.subject.id))
    return fail(ErrorKind::conflict, fmt::format("{} exists already", account.subject.id), "state.moved_on");
  return account_commit(book, "account.created", "account.create", account.subject.id, to_json(account), {}, account.exercise, act);
}

Result<city::Commit> change_account(const AccountBook& book, const Account& account, const Act& act) {
  VIGIE_CHECK(check(book, account));
  if (!book.by_id(account.subject.id))
    return fail(ErrorKind::not_found, fmt::format("there is no {}", account.subject.id), "account.unknown");
  return account_commit(book, "account.changed", "account.change", account.subject.id, to_json(account), {}, account.exercise, act);
}

Result<city::Commit> disable_account(const AccountBook& book, const std::string& id, const std::string& reason, const Act& act) {
  const auto account = book.by_id(id);
  if (!account) return fail(ErrorKind::not_found, fmt::format("there is no {}", id), "account.unknown");
  if (account->disabled) return fail(ErrorKind::conflict, fmt::format("{} is disabled already", id), "state.moved_on");
  return account_commit(book, "account.disabled", "account.disable", id, {{"reason", reason}}, reason, account->exercise, act);
}

}  // namespace vigie::law
