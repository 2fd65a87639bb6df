// Legal bases and the audit chain.
#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

// One commit, then the book knows it before the answer is given.
Result<Response> committed(Call& call, Result<city::Commit> commit, const std::string& id, int status) {
  if (!commit) return tl::make_unexpected(commit.error());
  commit->reply = call.reply(status, "basis:" + id);
  VIGIE_TRY(const auto done, call.doors.ledger.commit(*commit));
  (void)done;
  VIGIE_CHECK(call.doors.bases.load(call.doors.ledger));
  return json_response(basis_form(call.doors, id), status);
}

Result<int> newest_version(Call& call, const std::string& id) {
  const auto state = call.doors.bases.newest(id);
  if (!state) return fail(ErrorKind::not_found, fmt::format("there is no basis '{}'", id), "basis.unknown");
  return state->basis.version;
}

Json audit_form(Doors& doors, const city::AuditRow& row) {
  Json form{{"seq", row.seq}, {"forgotten", !row.body}, {"chain_hash", to_hex(row.chain_hash)}};
  const auto body = row.body ? parse_json(*row.body) : fail(ErrorKind::not_found, "forgotten");
  const auto entry = body ? city::audit_entry_from_json(*body) : fail(ErrorKind::not_found, "forgotten");
  if (!entry) return form;
  const auto account = doors.accounts.by_id(entry->actor);
  form["at"] = format_utc(entry->at);
  form["actor"] = entry->actor;
  form["actor_name"] = account ? account->name : entry->actor;
  form["action"] = entry->action;
  form["object"] = entry->object;
  form["reason"] = entry->reason;
  form["details"] = entry->details;
  return form;
}

}  // namespace

Result<Response> list_bases(Call& call) {
  const UtcTime now = call.doors.clock.utc_now();
  Json bases = Json::array();
  for (const auto& basis : call.doors.bases.all()) bases.push_back(basis_form(basis, now));
  return json_response({{"bases", std::move(bases)}});
}

Result<Response> propose_basis(Call& call) {
  VIGIE_TRY(auto basis, parse_basis(call.body));
  if (basis.id.empty()) basis.id = "basis-" + call.key.substr(0, 8) + call.key.substr(24);
  if (const auto before = call.doors.bases.newest(basis.id)) basis.version = before->basis.version + 1;
  return committed(call, law::propose_basis(call.doors.bases, call.doors.profile, basis, call.act()), basis.id, 201);
}

Result<Response> approve_basis(Call& call) {
  const std::string& id = call.request.param("id");
  VIGIE_TRY(const int version, newest_version(call, id));
  return committed(call, law::approve_basis(call.doors.bases, call.doors.profile, id, version, call.account, call.act()), id, 200);
}

Result<Response> end_basis(Call& call) {
  const std::string& id = call.request.param("id");
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  VIGIE_TRY(const int version, newest_version(call, id));
  (void)version;  // every version of it ends
  return committed(call, law::end_basis(call.doors.bases, id, reason, call.act()), id, 200);
}

Result<Response> list_audit(Call& call) {
  VIGIE_TRY(const std::size_t limit, parse_limit(call.request.query("limit"), 100, 1000));
  VIGIE_TRY(const std::size_t before, parse_limit(call.request.query("before"), 0, std::size_t{1} << 62));
  VIGIE_TRY(const auto rows, call.doors.ledger.audit_before(before, limit));
  Json entries = Json::array();
  for (const auto& row : rows) entries.push_back(audit_form(call.doors, row));
  return json_response({{"entries", std::move(entries)}});
}

Result<Response> verify_audit(Call& call) {
  VIGIE_TRY(const auto report, call.doors.verify_audit());
  Json answer = law::to_json(report);
  answer["separated"] = call.doors.system().sealer_separated;
  if (const auto last = last_checkpoint(call.doors.ledger)) answer["last_checkpoint"] = {{"seq", last->seq}, {"at", format_utc(last->at)}, {"key_id", last->key_id}};
  return json_response(answer);
}

}  // namespace vigie::api
