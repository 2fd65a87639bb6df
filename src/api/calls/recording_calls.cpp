// What was recorded and counted. Playing goes over the live socket.
#include <algorithm>

#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::days longest_span{31};
// Small counts (RULES L32): minutes live 24 hours, for operations; statistics are of 15 minutes on a fixed grid. No other
// step and no moved grid: two overlapping sums would tell what the suppressed count between them was.
constexpr std::chrono::seconds minute_step{60}, statistics_step{900};
constexpr double smallest_shown = 5;

UtcTime on_grid(UtcTime time, std::chrono::seconds step) {
  const auto us = std::chrono::microseconds{step}.count();
  return from_unix_us(to_unix_us(time) / us * us);
}

Json bucket_form(const city::Bucket& bucket, bool statistics) {
  const Json sum = statistics && bucket.sum < smallest_shown ? Json("<5") : Json(bucket.sum);
  return {{"start", format_utc(bucket.start)}, {"sum", sum}, {"samples", bucket.samples}};
}

}  // namespace

Result<Response> list_segments(Call& call) {
  auto& doors = call.doors;
  const std::string& camera = call.request.param("id");
  VIGIE_CHECK(doors.accounts.may(call.account.subject.id, "view.replay", camera));
  const UtcTime now = doors.clock.utc_now();
  VIGIE_TRY(const auto span, parse_interval(call.request.query("from"), call.request.query("to"), {now - 24h, now}, longest_span));
  VIGIE_TRY(const auto permit, doors.gate.permit(city::Processing::replay, camera, {call.account.subject.id, "recordings.list", {}}));
  VIGIE_TRY(const auto segments, doors.recordings.find(permit, camera, span, 50'000));
  Json list = Json::array();
  for (const auto& segment : segments) list.push_back(segment_form(segment));
  return json_response({{"segments", std::move(list)}});
}

Result<Response> list_observations(Call& call) {
  auto& doors = call.doors;
  const auto& request = call.request;
  const std::string& camera = request.param("id");
  VIGIE_CHECK(doors.accounts.may(call.account.subject.id, "camera.read", camera));
  const bool statistics = request.query("step") == "900";
  if (!statistics && !request.query("step").empty() && request.query("step") != "60")
    return fail(ErrorKind::invalid_input, "'step' is 60 (the last 24 hours) or 900 (statistics)", "field.wrong");
  const auto step = statistics ? statistics_step : minute_step;
  const UtcTime now = doors.clock.utc_now();
  VIGIE_TRY(auto span, parse_interval(request.query("from"), request.query("to"), {now - 24h, now}, statistics ? longest_span : std::chrono::days{2}));
  span.from = on_grid(statistics ? span.from : std::max(span.from, now - 24h), step);
  span.to = on_grid(span.to, step);  // a quarter that is not over is not told
  const std::string kind = request.query("kind").empty() ? "count.person" : request.query("kind");
  Json list = Json::array();
  if (span.from < span.to) {
    VIGIE_TRY(const auto buckets, doors.series.buckets(camera, kind, request.query("place"), request.query("direction"), span, step));
    for (const auto& bucket : buckets) list.push_back(bucket_form(bucket, statistics));
  }
  return json_response({{"buckets", std::move(list)}});
}

}  // namespace vigie::api
