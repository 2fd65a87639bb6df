#include "calls/bodies.h"
#include "calls/routes.h"

namespace vigie::api {

Result<Response> list_units(Call& call) {
  auto& board = call.doors.desk.board();
  Json units = Json::array();
  for (const auto& unit : board.units()) units.push_back(board.unit_json(unit.id));
  return json_response({{"units", std::move(units)}});
}

// A crew as the duty officer enters it; whether it is on the radio alone is told on every screen.
Result<Response> add_unit(Call& call) {
  operations::Unit unit;
  unit.id = "unit:" + call.doors.ids.next().str();
  VIGIE_TRY(unit.name, text_field(call.body, "name", 100));
  VIGIE_TRY(unit.kind, text_field(call.body, "kind", 32));
  unit.radio_only = flag_or(call.body, "radio_only", false);
  unit.exercise = call.doors.city.exercise;
  VIGIE_TRY(const std::string done, call.doors.desk.configure_unit(call.actor(), unit));
  return json_response(call.doors.desk.board().unit_json(done), 201);
}

// Typed by the desk for a crew on the radio, or by the crew itself for its own assignment.
Result<Response> move_assignment(Call& call) {
  VIGIE_TRY(const std::string state, text_field(call.body, "state", 32));
  VIGIE_TRY(const std::string words, optional_text(call.body, "words", 2000));
  auto actor = call.actor();
  if (!call.may("unit.assign")) {
    const auto assignment = call.doors.desk.board().assignment(call.request.param("id"));
    if (!assignment) return fail(ErrorKind::not_found, "there is no such assignment", "assignment.unknown");
    if (actor.unit.empty() || assignment->unit != actor.unit) return fail(ErrorKind::denied, "a crew moves only its own assignment", "unit.other");
  }
  VIGIE_TRY(const std::string done, call.doors.desk.move(actor, call.request.param("id"), state, words, call.reply()));
  return json_response(call.doors.desk.board().entity_json(done));
}

Result<Response> say_position(Call& call) {
  const std::string& unit = call.request.param("id");
  if (call.account.unit != unit) return fail(ErrorKind::denied, "a crew tells its own position only", "unit.other");
  VIGIE_TRY(const auto where, parse_place(call.body));
  VIGIE_CHECK(call.doors.crew_position(unit, where, call.doors.clock.utc_now()));
  return no_content();
}

Result<Response> show_crew(Call& call) {
  auto& board = call.doors.desk.board();
  const auto unit = board.unit(call.account.unit);
  if (!unit) return fail(ErrorKind::not_found, "this account belongs to no crew", "unit.unknown");
  Json answer{{"unit", board.unit_json(unit->id)}};
  const auto assignment = board.assignment(unit->assignment);
  if (!assignment) return json_response(answer);
  answer["incident"] = board.incident_json(assignment->incident);
  for (const auto& one : answer["incident"]["assignments"])
    if (one["id"] == assignment->id) answer["assignment"] = one;
  return json_response(answer);
}

}  // namespace vigie::api
