// Alerts for training: a person plays the street, the desks practise. Only under a profile of exercise, on the basis that allows the
// kind on that camera, and marked as simulated and as an exercise wherever they are shown.
#include "calls/bodies.h"
#include "calls/routes.h"
#include "law/profile.h"

namespace vigie::api {
namespace {
constexpr std::int64_t most_at_once = 100;
}

Result<Response> play_alerts(Call& call) {
  auto& doors = call.doors;
  if (!doors.city.exercise) return fail(ErrorKind::denied, "alerts are played under a profile of exercise only", "exercise.not_here");
  operations::RaisedAlert alert;
  VIGIE_TRY(alert.camera, text_field(call.body, "camera", 128));
  VIGIE_TRY(alert.kind, text_field(call.body, "kind", 64));
  VIGIE_TRY(alert.place, optional_text(call.body, "place", 200));
  std::int64_t count = 1;
  if (call.body.contains("count")) {
    VIGIE_TRY(count, integer_field(call.body, "count"));
  }
  if (count < 1 || count > most_at_once)
    return fail(ErrorKind::invalid_input, fmt::format("field 'count': expected 1 to {}", most_at_once), "field.wrong");
  VIGIE_CHECK(doors.accounts.may(call.account.subject.id, "exercise.play", alert.camera));
  VIGIE_TRY(const auto permit,
            doors.gate.permit(city::Processing::analyse, alert.camera, {call.account.subject.id, "exercise.alerts", {}}));
  if (!permit.allows_kind(alert.kind))
    return fail(ErrorKind::denied, fmt::format("the basis does not allow '{}' here", alert.kind), "kind.not_allowed");
  alert.basis = permit.terms().basis;
  alert.width = alert.height = 0.2;
  alert.x = alert.y = 0.4;
  alert.confidence = alert.threshold = 1;
  alert.model = alert.rule = "exercise";
  alert.model_version = alert.rule_version = "1";
  alert.exercise = alert.simulated = true;
  VIGIE_CHECK(doors.audit.record(
      {doors.clock.utc_now(), call.account.subject.id, "exercise.alerts", alert.camera, alert.kind, {{"count", count}}}));
  Json ids = Json::array();
  for (std::int64_t i = 0; i < count; ++i) {
    alert.episode = fmt::format("exercise/{}/{}", call.key, i);  // the same request again is the same alerts
    alert.occurred = doors.clock.utc_now();
    VIGIE_TRY(const std::string id, doors.desk.raise(alert));
    ids.push_back(id);
  }
  return json_response({{"alerts", std::move(ids)}}, 201);
}

}  // namespace vigie::api
