// Judicial requisitions. Rights stand in the table; whether this requisition, this camera and this time are covered is asked behind the
// door.
#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

Result<RequisitionDoor*> door_of(Call& call) {
  if (!call.doors.requisitions) return fail(ErrorKind::unavailable, "this server does not answer requisitions", "requisition.off");
  return call.doors.requisitions;
}

RequisitionDoor::Person person_of(const Call& call) { return {call.account.subject.id, call.account.name}; }

// An account reaches its own sources only, on a requisition, too.
Status may_reach(Call& call, std::string_view permission, const std::vector<city::SourceId>& cameras) {
  for (const auto& camera : cameras) VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, permission, camera));
  return {};
}

// The requisition that the address names, when all its cameras are this account's.
Result<operations::Requisition> asked_for(Call& call, RequisitionDoor& door, std::string_view permission) {
  VIGIE_TRY(auto requisition, door.desk().find(call.request.param("id")));
  VIGIE_CHECK(may_reach(call, permission, requisition.asked.cameras));
  return requisition;
}

Result<Response> as_it_is_now(Call& call, const std::string& id, int status = 200) {
  return json_response(entity_form(call.doors, id), status);
}

// Long work: what can be refused is refused before it is a job.
Result<Response> started(Call& call, const char* kind, city::Job::Work work) {
  VIGIE_TRY(const Uuid job, call.doors.jobs.start(kind, call.account.subject.id, std::move(work)));
  return json_response({{"job", job.str()}}, 202);
}

}  // namespace

Result<Response> list_requisitions(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(Json queue, door->queue());
  Json own = Json::array();
  for (Json& one : queue["requisitions"])
    if (may_reach(call, "requisition.read", one["cameras"].get<std::vector<city::SourceId>>())) own.push_back(std::move(one));
  return json_response({{"requisitions", std::move(own)}});
}

Result<Response> enter_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto asked, operations::new_requisition_from_json(call.body));
  VIGIE_CHECK(may_reach(call, "requisition.write", asked.cameras));
  VIGIE_TRY(const std::string id, door->desk().enter(person_of(call), asked, call.reply(201)));
  return as_it_is_now(call, id, 201);
}

Result<Response> show_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.read"));
  return json_response(operations::to_json(requisition, true));
}

Result<Response> show_footage(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.read"));
  VIGIE_TRY(const Json footage, door->what_exists(requisition.id));
  return json_response(footage);
}

Result<Response> protect_footage(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.write"));
  VIGIE_TRY(const Json kept, door->protect(person_of(call), requisition.id));
  return json_response(kept);
}

Result<Response> approve_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.approve"));
  VIGIE_TRY(const std::string id, door->desk().approve(call.account, requisition.id, call.reply(200)));
  return as_it_is_now(call, id);
}

Result<Response> refuse_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.approve"));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  VIGIE_TRY(const std::string id, door->desk().refuse(call.account, requisition.id, reason, call.reply(200)));
  return as_it_is_now(call, id);
}

Result<Response> search_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const std::string camera, text_field(call.body, "camera", 256));
  const auto& window = requisition.asked.window;
  VIGIE_TRY(const std::string from, optional_text(call.body, "from", 64));
  VIGIE_TRY(const std::string to, optional_text(call.body, "to", 64));
  VIGIE_TRY(const auto span, parse_interval(from, to, window, std::chrono::days{366}));
  VIGIE_TRY(const auto admitted, door->desk().admit(person_of(call), requisition.id, {camera}, span));
  VIGIE_TRY(const auto permit, door->desk().permit(person_of(call), admitted, city::Processing::search, camera));
  (void)permit;  // taken anew by the job; asked here so that a refusal is an answer and not a failed job
  return started(call, "requisition.search", [door, by = person_of(call), id = requisition.id, wanted = call.body](city::JobContext& job) {
    return door->search(by, id, wanted, job);
  });
}

Result<Response> list_findings(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const Json findings, door->findings(person_of(call), requisition.id));
  return json_response(findings);
}

Result<Response> show_finding(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const Bytes jpeg, door->picture(person_of(call), requisition.id, call.request.param("finding")));
  return Response{200, "image/jpeg", {jpeg.begin(), jpeg.end()}, {}, {}};
}

Result<Response> keep_moments(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const Json kept, door->keep(person_of(call), requisition.id, call.body));
  return json_response(kept);
}

Result<Response> package_moments(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const std::string medium, text_field(call.body, "medium", 100));
  VIGIE_TRY(const auto admitted, door->desk().admit(person_of(call), requisition.id));
  return started(call, "requisition.package", [door, by = person_of(call), id = admitted.id, medium](city::JobContext& job) {
    return door->package(by, id, {{"medium", medium}}, {}, job);
  });
}

Result<Response> close_requisition(Call& call) {
  VIGIE_TRY(RequisitionDoor* const door, door_of(call));
  VIGIE_TRY(const auto requisition, asked_for(call, *door, "requisition.search"));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  VIGIE_TRY(const Json report, door->close(person_of(call), requisition.id, reason));
  return json_response(report);
}

}  // namespace vigie::api
