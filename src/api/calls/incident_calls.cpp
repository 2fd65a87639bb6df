#include "calls/bodies.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

Result<operations::Incident> incident_of(Call& call) {
  auto incident = call.doors.desk.board().incident(call.request.param("id"));
  if (!incident) return fail(ErrorKind::not_found, "there is no such incident", "incident.unknown");
  return std::move(*incident);
}

Json advice_for(Call& call, const operations::Incident& incident) {
  return operations::advise(call.doors.desk.board(), incident, call.doors.travel, call.doors.clock.utc_now());
}

Result<Response> shown(Call& call, const Result<std::string>& done, int status = 200) {
  if (!done) return tl::make_unexpected(done.error());
  return json_response(call.doors.desk.board().entity_json(*done), status);
}

}  // namespace

Result<Response> list_incidents(Call& call) {
  VIGIE_TRY(const std::size_t limit, parse_limit(call.request.query("limit"), 100, 1000));
  auto& board = call.doors.desk.board();
  Json incidents = Json::array();
  for (const auto& incident : board.incidents(call.request.query("state") != "all", limit)) incidents.push_back(board.incident_json(incident.id));
  return json_response({{"incidents", std::move(incidents)}});
}

Result<Response> show_incident(Call& call) {
  VIGIE_TRY(const auto incident, incident_of(call));
  return json_response(call.doors.desk.board().incident_json(incident.id));
}

Result<Response> open_incident(Call& call) {
  VIGIE_TRY(const auto incident, parse_new_incident(call.body));
  return shown(call, call.doors.desk.open_incident(call.actor(), incident, call.reply(201)), 201);
}

Result<Response> close_incident(Call& call) {
  VIGIE_TRY(const std::string outcome, text_field(call.body, "outcome", 32));
  VIGIE_TRY(const std::string words, optional_text(call.body, "words", 2000));
  return shown(call, call.doors.desk.close_incident(call.actor(), call.request.param("id"), outcome, words, call.reply()));
}

Result<Response> show_advice(Call& call) {
  VIGIE_TRY(const auto incident, incident_of(call));
  return json_response(advice_for(call, incident));
}

// A person chose the unit; what the advice said of it then is kept with the assignment.
Result<Response> assign_unit(Call& call) {
  VIGIE_TRY(const std::string unit, text_field(call.body, "unit", 64));
  VIGIE_TRY(const auto incident, incident_of(call));
  const Json advised = advice_for(call, incident);
  Json advice = Json::object();
  for (const auto& one : advised.at("units"))
    if (one.at("unit") == unit) advice = one;
  advice.erase("route");
  return shown(call, call.doors.desk.assign(call.actor(), incident.id, unit, std::move(advice), call.reply()));
}

}  // namespace vigie::api
