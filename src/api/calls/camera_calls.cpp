#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

tl::unexpected<Error> unknown_camera(const std::string& id) { return fail(ErrorKind::not_found, fmt::format("there is no camera '{}'", id), "camera.unknown"); }

Result<Response> configured(Call& call, const Result<std::string>& done, int status) {
  if (!done) return tl::make_unexpected(done.error());
  return json_response(camera_form(call.doors, *done, call.may("camera.configure")), status);
}

}  // namespace

Result<Response> list_cameras(Call& call) {
  const bool with_streams = call.may("camera.configure");
  Json cameras = Json::array();
  for (const auto& camera : call.doors.desk.board().cameras())
    if (law::covers_source(call.account.sources, camera.id)) cameras.push_back(camera_form(call.doors, camera, with_streams));
  return json_response({{"cameras", std::move(cameras)}});
}

Result<Response> show_camera(Call& call) {
  const std::string& id = call.request.param("id");
  VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, "camera.read", id));
  Json form = camera_form(call.doors, id, call.may("camera.configure"));
  if (form.is_null()) return unknown_camera(id);
  return json_response(form);
}

Result<Response> add_camera(Call& call) {
  call.body["id"] = "camera:new";  // `configure_camera` gives the real one
  VIGIE_TRY(auto camera, city::camera_from_json(call.body));
  camera.id.clear();
  camera.removed = false;
  camera.exercise = camera.exercise || call.doors.city.exercise;
  VIGIE_TRY(std::string reason, optional_text(call.body, "reason", 500));
  if (reason.empty()) reason = "camera.added";
  return configured(call, call.doors.desk.configure_camera(call.actor(), std::move(camera), reason, call.reply(201)), 201);
}

Result<Response> change_camera(Call& call) {
  const std::string& id = call.request.param("id");
  const auto before = call.doors.desk.board().camera(id);
  if (!before || before->removed) return unknown_camera(id);
  VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, "camera.configure", id));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  // What the body leaves out stays as it is; the review changes by `review_camera` alone.
  Json merged = to_json(*before);
  for (const auto& [name, value] : call.body.items()) merged[name] = value;
  merged["id"] = id;
  VIGIE_TRY(auto camera, city::camera_from_json(merged));
  camera.review = before->review;
  camera.removed = false;
  return configured(call, call.doors.desk.configure_camera(call.actor(), std::move(camera), reason, std::nullopt), 200);
}

Result<Response> review_camera(Call& call) {
  const std::string& id = call.request.param("id");
  VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, "camera.review", id));
  VIGIE_TRY(const std::string word, text_field(call.body, "review", 32));
  VIGIE_TRY(const auto review, city::parse_mask_review(word));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 500));
  return configured(call, call.doors.desk.review_camera(call.actor(), id, review, reason, call.reply()), 200);
}

}  // namespace vigie::api
