// How the program is, for people (status) and for machines on this host (healthz, readyz, metrics).
#include "base/thread.h"
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {

Result<Response> show_status(Call& call) {
  auto& doors = call.doors;
  const SystemInfo info = doors.system();
  Json workers = Json::array();
  for (const auto& worker : info.workers) workers.push_back({{"name", worker.name}, {"state", worker.state}, {"restarts", worker.restarts}});
  Json analysis{{"active", info.analysis_active}};
  if (!info.analysis_active) analysis["reason"] = info.analysis_reason;
  Json sealer{{"state", info.sealer_state}, {"separated", info.sealer_separated}};
  if (const auto last = last_checkpoint(doors.ledger)) sealer["last_checkpoint"] = {{"seq", last->seq}, {"at", format_utc(last->at)}, {"key_id", last->key_id}};
  const UtcTime now = doors.clock.utc_now();
  return json_response({{"time", format_utc(now)},
                        {"exercise", doors.city.exercise},
                        {"profile", doors.profile.name},
                        {"cursor", doors.bus.latest()},
                        {"workers", std::move(workers)},
                        {"analysis", std::move(analysis)},
                        {"simulated_share", simulated_share(doors.desk.board())},
                        {"bases_in_force", doors.bases.in_force(now).size()},
                        {"sealer", std::move(sealer)},
                        {"version", info.version}});
}

Result<Response> say_alive(Call&) { return text_response("ok\n"); }

Result<Response> say_ready(Call& call) {
  const auto ready = call.doors.ready();
  return ready ? text_response("ready\n") : text_response(ready.error().message + "\n", 503);
}

Result<Response> show_metrics(Call& call) {
  call.doors.metrics.set("vigie_threads", Thread::count());
  auto response = text_response(call.doors.metrics.text());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace vigie::api
