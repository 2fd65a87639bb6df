// The hand-over and the standing instructions it repeats.
#include "calls/bodies.h"
#include "calls/daybook_bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

operations::HandOverContext context_of(Doors& doors) { return {cameras_down_form(doors), bases_ending_form(doors, doors.clock.utc_now())}; }

// Who arrives signs with their own password at the desk of who leaves. Guesses are slowed down as at the sign-in.
Result<law::Account> who_arrives(Call& call, const HandOverSigned& said) {
  auto account = law::verify_password(call.doors.ledger, call.doors.accounts, said.login, said.password);
  if (!account) return account;
  call.shared.sign_in_limit.succeeded(call.request.address, said.login);
  VIGIE_CHECK(call.doors.accounts.may(account->subject.id, "entry.write"));
  return account;
}

}  // namespace

Result<Response> list_instructions(Call& call) {
  const auto& book = call.doors.desk.board().hand_overs();
  Json instructions = Json::array();
  for (const auto& one : book.instructions(call.doors.clock.utc_now())) instructions.push_back(book.instruction_json(one.id));
  return json_response({{"instructions", std::move(instructions)}});
}

Result<Response> give_instruction(Call& call) {
  VIGIE_TRY(const std::string words, text_field(call.body, "words", 2000));
  std::optional<UtcTime> until;
  if (call.body.contains("until") && !call.body["until"].is_null()) {
    VIGIE_TRY(until, parse_time(call.body, "until"));
  }
  VIGIE_TRY(const std::string done, call.doors.desk.give_instruction(call.actor(), words, until, call.reply(201)));
  return json_response(call.doors.desk.board().entity_json(done), 201);
}

Result<Response> end_instruction(Call& call) {
  VIGIE_TRY(const std::string done, call.doors.desk.end_instruction(call.actor(), call.request.param("id"), call.reply()));
  return json_response(call.doors.desk.board().entity_json(done));
}

Result<Response> list_hand_overs(Call& call) {
  VIGIE_TRY(const std::size_t limit, parse_limit(call.request.query("limit"), 20, 200));
  const auto& book = call.doors.desk.board().hand_overs();
  Json all = Json::array();
  for (const auto& one : book.newest(limit)) all.push_back(book.json(one.id));
  return json_response({{"handovers", std::move(all)}});
}

Result<Response> draft_hand_over(Call& call) {
  return json_response(operations::draft_hand_over(call.doors.desk.board(), context_of(call.doors), call.doors.clock.utc_now()));
}

Result<Response> sign_hand_over(Call& call) {
  VIGIE_TRY(const auto said, parse_hand_over(call.body));
  const auto id = Uuid::parse(call.request.param("id"));
  if (!id) return fail(ErrorKind::invalid_input, "a hand-over is put under a UUID of the client's making", "field.wrong");
  if (auto refused = too_many_attempts(call, said.login)) return std::move(*refused);
  VIGIE_TRY(const auto arriving, who_arrives(call, said));
  const operations::Actor next{arriving.subject.id, arriving.name, arriving.unit, false};
  VIGIE_TRY(const std::string done, call.doors.desk.sign_hand_over(call.actor(), next, *id, context_of(call.doors), said.words));
  return json_response(call.doors.desk.board().entity_json(done));
}

Result<Response> read_hand_over(Call& call) {
  VIGIE_TRY(const std::string done, call.doors.desk.read_hand_over(call.actor(), call.request.param("id"), call.reply()));
  return json_response(call.doors.desk.board().entity_json(done));
}

}  // namespace vigie::api
