// Moving a camera's head, how the head is reached, and bringing a city's cameras in.
#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

constexpr std::size_t most_list_bytes = 900'000;  // of the request's 1 MiB

Result<operations::PtzDesk*> ptz_of(Call& call, const std::string& camera, std::string_view permission) {
  VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, permission, camera));
  if (!call.doors.ptz) return fail(ErrorKind::not_found, fmt::format("{} has no head that moves", camera), "ptz.no_head");
  return call.doors.ptz;
}

// With the name of who holds it, for the sentence on screen.
Result<Response> held(operations::PtzDesk& ptz, const std::string& camera, const Error& error) {
  VIGIE_TRY(const Json form, ptz.look(camera));
  return problem(error, {{"by", text_or(form, "held_by_name")}});
}

}  // namespace

Result<Response> show_ptz(Call& call) {
  const std::string& camera = call.request.param("id");
  VIGIE_TRY(auto* ptz, ptz_of(call, camera, "ptz.control"));
  VIGIE_TRY(const Json form, ptz->look(camera));
  return json_response(form);
}

Result<Response> order_ptz(Call& call) {
  const std::string& camera = call.request.param("id");
  VIGIE_TRY(auto* ptz, ptz_of(call, camera, "ptz.control"));
  if (text_or(call.body, "act") == "release") {
    const Status released = ptz->release(call.actor(), camera);
    if (!released) return held(*ptz, camera, released.error());
  } else {
    VIGIE_TRY(const auto order, operations::parse_ptz_order(call.body));
    VIGIE_TRY(const auto permit, call.doors.gate.permit(city::Processing::operate, camera, {call.account.subject.id, "ptz", {}}));
    const Status ordered = ptz->order(call.actor(), call.may("ptz.priority"), camera, permit, order);
    if (!ordered && ordered.error().code == "ptz.held") return held(*ptz, camera, ordered.error());
    VIGIE_CHECK(ordered);
  }
  VIGIE_TRY(const Json form, ptz->look(camera));
  return json_response(form);
}

Result<Response> show_head(Call& call) {
  const std::string& camera = call.request.param("id");
  VIGIE_TRY(auto* ptz, ptz_of(call, camera, "camera.configure"));
  const auto head = ptz->heads().head(camera);
  if (!head) return fail(ErrorKind::not_found, fmt::format("{} has no head that moves", camera), "ptz.no_head");
  return json_response(to_json(*head));
}

Result<Response> configure_head(Call& call) {
  const std::string& camera = call.request.param("id");
  VIGIE_TRY(auto* ptz, ptz_of(call, camera, "camera.configure"));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  VIGIE_TRY(const std::string credentials, optional_text(call.body, "credentials", 512));
  Json said = call.body;
  said["camera"] = camera;
  VIGIE_TRY(auto head, operations::head_from_json(said));
  if (!head.address.empty()) {
    VIGIE_TRY(head.address, call.doors.head_address(head.address));
  }
  if (!credentials.empty()) {
    head.secret = "head:" + camera;
    VIGIE_CHECK(call.doors.ledger.put_secret(head.secret, credentials));
  }
  VIGIE_CHECK(ptz->configure(call.actor(), head, reason));
  const auto now = ptz->heads().head(camera);
  return json_response(to_json(now.value_or(head)));
}

Result<Response> import_cameras(Call& call) {
  VIGIE_TRY(const std::string csv, text_field(call.body, "csv", most_list_bytes));
  VIGIE_TRY(std::string reason, optional_text(call.body, "reason", 500));
  if (reason.empty()) reason = "camera.imported";
  if (!call.doors.import_cameras) return fail(ErrorKind::unsupported, "this server imports no cameras");
  VIGIE_TRY(const Json report, call.doors.import_cameras(call.actor(), csv, flag_or(call.body, "dry_run", false), reason));
  return json_response(report);
}

Result<Response> discover_cameras(Call& call) {
  if (!call.doors.discover_cameras) return fail(ErrorKind::unsupported, "this server looks for no cameras");
  VIGIE_CHECK(call.doors.audit.record({call.doors.clock.utc_now(), call.account.subject.id, "camera.discover", "", "", Json::object()}));
  VIGIE_TRY(const auto id,
            call.doors.jobs.start("cameras.discover", call.account.subject.id,
                                  [search = call.doors.discover_cameras](city::JobContext& job) { return search(job.stop()); }));
  VIGIE_TRY(const auto job, call.doors.jobs.status(id));
  return json_response({{"job", job_form(job)}}, 202);
}

}  // namespace vigie::api
