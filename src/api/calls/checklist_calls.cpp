// Checklists per kind of incident: read by the desk, written by the duty officer, ticked on an incident.
#include "calls/bodies.h"
#include "calls/daybook_bodies.h"
#include "calls/routes.h"

namespace vigie::api {

Result<Response> list_checklists(Call& call) { return json_response({{"checklists", call.doors.desk.board().checklists().all_json()}}); }

Result<Response> define_checklist(Call& call) {
  VIGIE_TRY(auto steps, parse_steps(call.body));
  VIGIE_TRY(const auto version, integer_field(call.body, "version"));
  if (version < 0 || version > 1'000'000) return fail(ErrorKind::invalid_input, "'version' is the one that was edited", "field.wrong");
  VIGIE_TRY(const std::string done,
            call.doors.desk.define_checklist(call.actor(), call.request.param("kind"), std::move(steps), static_cast<int>(version)));
  return json_response(call.doors.desk.board().entity_json(done));
}

Result<Response> tick_step(Call& call) {
  VIGIE_TRY(const std::string step, text_field(call.body, "step", 32));
  VIGIE_TRY(const std::string done,
            call.doors.desk.tick(call.actor(), call.request.param("id"), step, flag_or(call.body, "done", true), call.reply()));
  return json_response(call.doors.desk.board().incident_json(done));
}

}  // namespace vigie::api
