#include "calls/forms.h"

#include <algorithm>

namespace vigie::api {
namespace {

const char* state_of(city::CameraHealth::State state) {
  using enum city::CameraHealth::State;
  switch (state) {
    case starting: return "starting";
    case live: return "live";
    case lost: return "lost";
    case refused: return "refused";
    case stopped: return "stopped";
  }
  return "stopped";
}

const char* state_of(city::JobStatus::State state) {
  using enum city::JobStatus::State;
  switch (state) {
    case waiting: return "waiting";
    case running: return "running";
    case done: return "done";
    case failed: return "failed";
    case cancelled: return "cancelled";
  }
  return "failed";
}

const char* state_of(const law::BasisState& state, UtcTime now) {
  if (state.stage == law::BasisState::Stage::proposed) return "proposed";
  if (state.stage == law::BasisState::Stage::ended) return "ended";
  if (now < state.effective_from()) return "not_yet";
  return now < state.basis.valid_to ? "in_force" : "expired";
}

Json time_or_null(UtcTime time) { return time == UtcTime{} ? Json{} : Json(format_utc(time)); }

// Whether the processing is allowed now, and on which basis or why not.
Json permit_form(Doors& doors, city::Processing processing, const std::string& camera) {
  const auto permit = doors.gate.permit(processing, camera, {"server", "status", {}});
  if (!permit) return {{"allowed", false}, {"code", permit.error().code}};
  return {{"allowed", true}, {"basis", permit->terms().basis.id}};
}

}  // namespace

Json cameras_down_form(Doors& doors) {
  Json down = Json::array();
  for (const auto& camera : doors.desk.board().cameras()) {
    const auto health = doors.live.health(camera.id);
    if (health && health->state == city::CameraHealth::State::live) continue;
    Json one{{"camera", camera.id}, {"number", camera.number}, {"name", camera.name}, {"since", nullptr}, {"reason", health && !health->reason.empty() ? health->reason : "camera.stopped"}};
    if (health && health->last_picture != UtcTime{}) one["since"] = format_utc(health->last_picture);
    down.push_back(std::move(one));
  }
  return down;
}

Json bases_ending_form(Doors& doors, UtcTime now) {
  Json ending = Json::array();
  for (const auto& basis : doors.bases.ending_within(now, std::chrono::hours{24})) ending.push_back(basis_form(basis, now));
  return ending;
}

Json place_form(const geo::LatLon& place) { return Json::array({place.lon, place.lat}); }

Json health_form(const city::CameraHealth& health) {
  Json form{{"camera", health.camera},
            {"state", state_of(health.state)},
            {"last_picture", time_or_null(health.last_picture)},
            {"recording", health.recording},
            {"analysing", health.analysing},
            {"fps", health.frames_per_second},
            {"analysed_fps", health.analysed_per_second},
            {"age_ms_p50", health.detection_age_ms_p50},
            {"age_ms_p95", health.detection_age_ms_p95},
            {"width", health.width_px},
            {"height", health.height_px}};
  if (!health.reason.empty()) form["reason"] = health.reason;
  if (!health.detail.empty()) form["detail"] = health.detail;
  return form;
}

Json permits_form(Doors& doors, const std::string& camera) {
  Json form;
  for (const auto processing : {city::Processing::view, city::Processing::record, city::Processing::analyse})
    form[to_string(processing)] = permit_form(doors, processing, camera);
  return form;
}

Json camera_form(Doors& doors, const std::string& id, bool with_streams) {
  const auto camera = doors.desk.board().camera(id);
  return camera && !camera->removed ? camera_form(doors, *camera, with_streams) : Json{};
}

Json camera_form(Doors& doors, const city::Camera& camera, bool with_streams) {
  Json form = to_json(camera);
  if (!with_streams) form.erase("streams");
  form.erase("removed");
  form.erase("reviewed_by");
  form["mask_version"] = camera.mask_version();
  // Whoever brought a picture of their own declared what it shows, in place of a review.
  if (!camera.public_place) form["owner"] = camera.reviewed_by;
  city::CameraHealth none;
  none.camera = camera.id;
  none.state = city::CameraHealth::State::stopped;
  form["health"] = health_form(doors.live.health(camera.id).value_or(none));
  form["counts"] = Json{};
  for (const auto& counts : doors.counts())
    if (counts.camera == camera.id) form["counts"] = {{"people", counts.people}, {"vehicles", counts.vehicles}, {"at", format_utc(counts.minute)}};
  form["permits"] = permits_form(doors, camera.id);
  form["error_rate"] = Json{};  // not measured on this camera
  form["sub_stream"] = std::any_of(camera.streams.begin(), camera.streams.end(), [](const auto& one) { return one.kind == city::StreamKind::sub; });
  form["ptz"] = doors.ptz && doors.ptz->heads().head(camera.id).has_value();
  return form;
}

Json basis_form(Doors& doors, const std::string& id) {
  const auto state = doors.bases.newest(id);
  return state ? basis_form(*state, doors.clock.utc_now()) : Json{};
}

Json basis_form(const law::BasisState& state, UtcTime now) {
  Json form = law::to_json(state.basis);
  // Whose requisition it is, and of which cameras, is told under requisition.read alone (GET /requisitions).
  if (!state.basis.requisition.empty()) form.update({{"authority", ""}, {"requisition", ""}, {"sources", Json::array()}});
  form["author"] = state.author;
  form["state"] = state_of(state, now);
  if (!state.approver.empty()) form["approver"] = state.approver;
  if (state.stage == law::BasisState::Stage::ended) form["ended"] = {{"at", format_utc(state.ended_at)}, {"by", state.ended_by}, {"reason", state.end_reason}};
  return form;
}

Json account_form(Doors& doors, const std::string& id) {
  const auto account = doors.accounts.by_id(id);
  return account ? account_form(*account) : Json{};
}

Json account_form(const law::Account& account) {
  Json form{{"id", account.subject.id}, {"login", account.login}, {"name", account.name},
            {"kind", account.subject.kind}, {"roles", account.roles}, {"disabled", account.disabled}};
  if (!account.unit.empty()) form["unit"] = account.unit;
  form["sources"] = account.sources;
  if (!account.authorisation.number.empty()) form["authorisation"] = law::to_json(account.authorisation);
  return form;
}

Json segment_form(const city::SegmentRow& segment) {
  using enum city::SegmentRow::State;
  Json form{{"id", segment.id},
            {"from", format_utc(segment.span.from)},
            {"to", format_utc(segment.span.to)},
            {"state", segment.state == open ? "open" : segment.state == closed ? "closed" : "deleted"},
            {"bytes", segment.bytes}};
  if (segment.protected_until) form["protected_until"] = format_utc(*segment.protected_until);
  if (!segment.deleted_because.empty()) form["deleted_because"] = segment.deleted_because;
  return form;
}

Json job_form(const city::JobStatus& job) {
  return {{"id", job.id.str()},   {"kind", job.kind},
          {"state", state_of(job.state)}, {"progress", job.progress},
          {"step", job.step},     {"started", time_or_null(job.started)},
          {"ended", time_or_null(job.ended)}, {"result", job.result},
          {"error", job.error}};
}

std::optional<city::Checkpoint> last_checkpoint(const city::Ledger& ledger) {
  // The sealer signs every 100 entries at the latest; a longer pause is shown as none.
  constexpr std::uint64_t reach = 2000;
  const auto newest = ledger.audit_before(0, 1);
  if (!newest || newest->empty()) return std::nullopt;
  const std::uint64_t seq = newest->front().seq;
  const auto checkpoints = ledger.checkpoints(seq > reach ? seq - reach : 0, reach);
  if (!checkpoints || checkpoints->empty()) return std::nullopt;
  return *std::max_element(checkpoints->begin(), checkpoints->end(), [](const auto& a, const auto& b) { return a.seq < b.seq; });
}

double simulated_share(const operations::Board& board) {
  const auto share = board.simulated_share();
  return share.all == 0 ? 0 : static_cast<double>(share.simulated) / static_cast<double>(share.all);
}

}  // namespace vigie::api
