#include <algorithm>

#include "calls/bodies.h"
#include "calls/routes.h"
#include "live/consultation.h"

namespace vigie::api {
namespace {

using namespace std::chrono_literals;

constexpr auto clip_before = 5s, clip_after = 10s;

bool reaches(const Call& call, const operations::Alert& alert) { return law::covers_source(call.account.sources, text_or(alert.raised.body, "camera")); }

Status yours(const Call& call) {
  const auto alert = call.doors.desk.board().alert(call.request.param("id"));
  if (!alert || reaches(call, *alert)) return {};
  return fail(ErrorKind::denied, "the alert is of a camera that the account does not reach", "source.not_yours");
}

// Does it when the alert's camera is one that the account reaches, and answers with the alert as it is now; a conflict says who has it.
Result<Response> judged(Call& call, const std::function<Result<std::string>()>& act) {
  VIGIE_CHECK(yours(call));
  const auto done = act();
  auto& board = call.doors.desk.board();
  const std::string& id = call.request.param("id");
  if (done) return json_response(board.alert_json(id));
  const auto alert = board.alert(id);
  if (done.error().code != "alert.taken" || !alert) return tl::make_unexpected(done.error());
  return problem(done.error(), {{"by", alert->taken_by_name}});
}

}  // namespace

Result<Response> list_alerts(Call& call) {
  VIGIE_TRY(const std::size_t limit, parse_limit(call.request.query("limit"), 100, 1000));
  auto& board = call.doors.desk.board();
  Json alerts = Json::array();
  for (const auto& alert : board.alerts(call.request.query("state") != "all", limit))
    if (reaches(call, alert)) alerts.push_back(board.alert_json(alert.id));
  return json_response({{"alerts", std::move(alerts)}});
}

Result<Response> show_alert(Call& call) {
  VIGIE_CHECK(yours(call));
  Json form = call.doors.desk.board().alert_json(call.request.param("id"));
  if (form.is_null()) return fail(ErrorKind::not_found, "there is no such alert", "alert.unknown");
  return json_response(form);
}

Result<Response> show_clip(Call& call) {
  auto& doors = call.doors;
  const auto alert = doors.desk.board().alert(call.request.param("id"));
  if (!alert) return fail(ErrorKind::not_found, "there is no such alert", "alert.unknown");
  const UtcTime at = alert->raised.occurred.from, now = doors.clock.utc_now();
  Look look;
  look.kind = Look::Kind::clip;
  look.camera = text_or(alert->raised.body, "camera");
  look.from = at - clip_before;
  look.to = std::min(at + clip_after, now);
  look.reason = call.request.query("reason");
  look.words = call.request.query("words");
  look.object = alert->id;
  VIGIE_TRY(const auto consultation, Consultation::begin(doors, call.account, look));
  const auto clip = consultation.clip();
  if (!clip && clip.error().kind == ErrorKind::not_found) return problem(404, "clip.gone", "nothing is recorded of that moment any more");
  if (!clip) return tl::make_unexpected(clip.error());
  Response response{200, "video/mp4", {clip->begin(), clip->end()}, {}, {}};
  const std::string tag = fmt::format("\"{}\"", to_hex(sha256(*clip)).substr(0, 20));
  response.headers = {{"ETag", tag}, {"Cache-Control", "private, no-cache"}};
  if (call.request.header("if-none-match").find(tag) != std::string::npos) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

Result<Response> take_alert(Call& call) { return judged(call, [&] { return call.doors.desk.take(call.actor(), call.request.param("id"), call.reply()); }); }
Result<Response> release_alert(Call& call) { return judged(call, [&] { return call.doors.desk.release(call.actor(), call.request.param("id"), call.reply()); }); }
Result<Response> escalate_alert(Call& call) { return judged(call, [&] { return call.doors.desk.escalate(call.actor(), call.request.param("id"), call.reply()); }); }
Result<Response> undo_verdict(Call& call) { return judged(call, [&] { return call.doors.desk.undo(call.actor(), call.request.param("id"), call.reply()); }); }

Result<Response> confirm_alert(Call& call) {
  VIGIE_TRY(const std::string how, text_field(call.body, "how", 32));
  VIGIE_TRY(const std::string words, optional_text(call.body, "words", 2000));
  VIGIE_TRY(const std::string incident, optional_text(call.body, "incident", 64));
  return judged(call, [&] { return call.doors.desk.confirm(call.actor(), call.request.param("id"), how, words, incident, call.reply()); });
}

Result<Response> dismiss_alert(Call& call) {
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 32));
  VIGIE_TRY(const std::string words, optional_text(call.body, "words", 2000));
  return judged(call, [&] { return call.doors.desk.dismiss(call.actor(), call.request.param("id"), reason, words, call.reply()); });
}

}  // namespace vigie::api
