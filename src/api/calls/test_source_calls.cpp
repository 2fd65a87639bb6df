// Your own picture: this computer's camera, a video file, or the RTSP address of a test camera.
#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {

Result<Response> add_test_source(Call& call) {
  auto& doors = call.doors;
  VIGIE_TRY(const TestSource source, parse_test_source(call.body));
  city::Camera camera;
  camera.name = source.name;
  camera.where = doors.city.centre;
  camera.public_place = false;
  camera.exercise = true;
  std::string secret;
  if (!source.credentials.empty()) {
    secret = "test-source:" + call.key;
    VIGIE_CHECK(doors.ledger.put_secret(secret, source.credentials));
  }
  camera.streams.push_back({city::StreamKind::main, source.kind == "rtsp" ? source.url : std::string{city::kPushed}, secret});
  // The answer says more than the camera's form, so it is kept as it is and not with the commit.
  VIGIE_TRY(const std::string id, doors.desk.add_test_source(call.actor(), std::move(camera), std::nullopt));
  Json answer{{"camera", camera_form(doors, id)}};
  if (source.kind != "rtsp") answer["feed"] = fmt::format("/api/v1/cameras/{}/feed", id);
  return json_response(answer, 201);
}

Result<Response> remove_test_source(Call& call) {
  const std::string& id = call.request.param("id");
  const auto camera = call.doors.desk.board().camera(id);
  if (!camera || camera->removed || camera->public_place) return fail(ErrorKind::not_found, fmt::format("there is no test source '{}'", id), "camera.unknown");
  if (camera->reviewed_by != call.account.subject.id && !call.may("camera.configure"))
    return fail(ErrorKind::denied, "a test source is removed by who added it", "source.not_yours");
  VIGIE_TRY(const std::string removed, call.doors.desk.remove_camera(call.actor(), id, "test_source.removed"));
  for (const auto& stream : camera->streams)
    if (!stream.secret.empty()) VIGIE_CHECK(call.doors.ledger.put_secret(stream.secret, ""));
  return no_content();
}

}  // namespace vigie::api
