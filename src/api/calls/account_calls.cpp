#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

Status commit_and_apply(Call& call, Result<city::Commit> commit, std::optional<city::Reply> reply) {
  if (!commit) return tl::make_unexpected(commit.error());
  commit->reply = std::move(reply);
  VIGIE_TRY(const auto done, call.doors.ledger.commit(*commit));
  (void)done;
  return call.doors.accounts.load(call.doors.ledger);
}

}  // namespace

Result<Response> list_accounts(Call& call) {
  Json accounts = Json::array();
  for (const auto& account : call.doors.accounts.all()) accounts.push_back(account_form(account));
  return json_response({{"accounts", std::move(accounts)}});
}

Result<Response> create_account(Call& call) {
  VIGIE_TRY(auto made, parse_new_account(call.body));
  made.account.subject.id = "account:" + call.doors.ids.next().str();
  made.account.exercise = call.doors.city.exercise;
  // The password first: an account that nobody can enter yet does no harm, a half-made one would.
  VIGIE_TRY(auto commit, law::create_account(call.doors.accounts, made.account, call.act()));
  VIGIE_CHECK(law::set_password(call.doors.ledger, made.account.subject.id, made.password));
  VIGIE_CHECK(commit_and_apply(call, std::move(commit), call.reply(201, made.account.subject.id)));
  return json_response(account_form(made.account), 201);
}

Result<Response> disable_account(Call& call) {
  const std::string& id = call.request.param("id");
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  if (!call.doors.accounts.by_id(id)) return fail(ErrorKind::not_found, "there is no such account", "account.unknown");
  VIGIE_CHECK(commit_and_apply(call, law::disable_account(call.doors.accounts, id, reason, call.act()), call.reply(200, id)));
  call.shared.sessions.end_all_of(id);
  return json_response(account_form(call.doors, id));
}

// A new order: other cameras, another end. Whoever is signed in signs in anew, so that no open picture stands on the old one.
Result<Response> authorise_account(Call& call) {
  const std::string& id = call.request.param("id");
  auto account = call.doors.accounts.by_id(id);
  if (!account) return fail(ErrorKind::not_found, "there is no such account", "account.unknown");
  VIGIE_CHECK(parse_authorisation(call.body, *account));
  VIGIE_CHECK(commit_and_apply(call, law::change_account(call.doors.accounts, *account, call.act()), call.reply(200, id)));
  call.shared.sessions.end_all_of(id);
  return json_response(account_form(call.doors, id));
}

}  // namespace vigie::api
