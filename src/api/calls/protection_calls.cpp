// Recordings that a person keeps from ordinary deletion, and gives back (RULES L11).
#include <algorithm>

#include "calls/bodies.h"
#include "calls/routes.h"
#include "law/protection.h"
#include "law/retention.h"

namespace vigie::api {
namespace {

constexpr std::chrono::hours longest_span{24};
constexpr std::size_t most_cameras = 64;

Json protection_form(Doors& doors, const law::Protection& protection) {
  const UtcTime now = doors.clock.utc_now();
  const auto account = doors.accounts.by_id(protection.by);
  Json form{{"id", protection.id},
            {"number", protection.number},
            {"cameras", protection.cameras},
            {"from", format_utc(protection.span.from)},
            {"to", format_utc(protection.span.to)},
            {"until", format_utc(protection.until)},
            {"reason", protection.why.reason},
            {"words", protection.why.words},
            {"by", protection.by},
            {"by_name", account ? account->name : protection.by},
            {"made", format_utc(protection.made)},
            {"state", protection.released      ? "released"
                      : protection.stands(now) ? "held"
                                               : "over"},
            {"exercise", protection.exercise}};
  if (protection.released)
    form["released"] = {{"at", format_utc(*protection.released)}, {"by", protection.released_by}, {"reason", protection.release_reason}};
  return form;
}

Result<law::Protection> find(Doors& doors, const std::string& id) {
  VIGIE_TRY(const auto all, law::protections(doors.ledger));
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
  if (at == all.end()) return fail(ErrorKind::not_found, fmt::format("there is no protection '{}'", id), "protection.unknown");
  return *at;
}

Status reaches(const Call& call, const std::vector<city::SourceId>& cameras) {
  for (const auto& camera : cameras) VIGIE_CHECK(call.doors.accounts.may(call.account.subject.id, "protect.write", camera));
  return {};
}

struct Made {
  std::string id;
  std::size_t segments = 0;
  UtcTime until{};
};

// First the recordings, then the fact: a fault between the two keeps too much for a while, never too little.
Result<Made> protect(Call& call, std::vector<city::SourceId> cameras) {
  auto& doors = call.doors;
  law::Protection protection;
  protection.id = "protection:" + call.key;
  protection.cameras = std::move(cameras);
  VIGIE_TRY(const std::string from, text_field(call.body, "from", 64));
  VIGIE_TRY(const std::string to, text_field(call.body, "to", 64));
  VIGIE_TRY(protection.span, parse_interval(from, to, {}, longest_span));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 2000));
  VIGIE_TRY(const std::string words, optional_text(call.body, "words", 2000));
  VIGIE_TRY(protection.why, law::parse_view_reason(reason, words));
  VIGIE_CHECK(reaches(call, protection.cameras));
  VIGIE_TRY(const Zone zone, Zone::open(doors.city.zone));
  protection.until = law::gone_by(protection.span.from, zone, doors.profile.retention_max);
  protection.exercise = doors.city.exercise;
  if (protection.until <= doors.clock.utc_now())
    return fail(ErrorKind::conflict, "what was recorded then is past the order's maximum and gone", "protection.over");
  std::vector<city::Permit> permits;
  for (const auto& camera : protection.cameras) {
    VIGIE_TRY(auto permit, doors.gate.permit(city::Processing::replay, camera, {call.account.subject.id, protection.why.reason, {}}));
    permits.push_back(std::move(permit));
  }
  std::size_t segments = 0;
  for (std::size_t i = 0; i < permits.size(); ++i) {
    VIGIE_TRY(const std::size_t found, doors.recordings.protect(permits[i], protection.cameras[i], protection.span, protection.until));
    segments += found;
  }
  VIGIE_TRY(const auto done, doors.ledger.commit(law::make_protection(protection, segments, call.act())));
  (void)done;
  return Made{protection.id, segments, protection.until};
}

}  // namespace

Result<Response> protect_recording(Call& call) {
  VIGIE_TRY(const Made made, protect(call, {call.request.param("id")}));
  return json_response({{"segments", made.segments}, {"until", format_utc(made.until)}});
}

Result<Response> make_protection(Call& call) {
  const auto at = call.body.find("cameras");
  if (at == call.body.end() || !at->is_array() || at->empty() || at->size() > most_cameras)
    return fail(ErrorKind::invalid_input, fmt::format("field 'cameras': expected 1 to {} of them", most_cameras), "field.wrong");
  std::vector<city::SourceId> cameras;
  for (const auto& camera : *at) {
    if (!camera.is_string() || camera.get_ref<const std::string&>().size() > 128)
      return fail(ErrorKind::invalid_input, "field 'cameras': expected a list of words", "field.wrong");
    if (std::find(cameras.begin(), cameras.end(), camera) == cameras.end()) cameras.push_back(camera.get<std::string>());
  }
  VIGIE_TRY(const Made made, protect(call, std::move(cameras)));
  VIGIE_TRY(const auto kept, find(call.doors, made.id));
  Json form = protection_form(call.doors, kept);
  form["segments"] = made.segments;
  return json_response(form, 201);
}

Result<Response> list_protections(Call& call) {
  VIGIE_TRY(const auto all, law::protections(call.doors.ledger));
  const bool every = call.request.query("state") == "all";
  Json list = Json::array();
  for (const auto& one : all) {
    if (!every && !one.stands(call.doors.clock.utc_now())) continue;
    const bool reached = std::all_of(one.cameras.begin(), one.cameras.end(),
                                     [&](const auto& camera) { return law::covers_source(call.account.sources, camera); });
    if (reached) list.push_back(protection_form(call.doors, one));
  }
  return json_response({{"protections", std::move(list)}});
}

// First the fact, then the recordings: a fault between the two keeps too much for a while.
Result<Response> release_protection(Call& call) {
  auto& doors = call.doors;
  VIGIE_TRY(const auto protection, find(doors, call.request.param("id")));
  VIGIE_CHECK(reaches(call, protection.cameras));
  VIGIE_TRY(const std::string reason, text_field(call.body, "reason", 2000));
  VIGIE_TRY(const auto commit, law::release_protection(protection, reason, call.act()));
  VIGIE_TRY(const auto done, doors.ledger.commit(commit));
  (void)done;
  VIGIE_TRY(const auto left, law::protections(doors.ledger));
  const UtcTime now = doors.clock.utc_now();
  for (const auto& camera : protection.cameras)
    VIGIE_CHECK(doors.recordings.release(camera, protection.span,
                                         [&](const city::SegmentRow& segment) { return law::held_until(left, segment, now); }));
  VIGIE_TRY(const auto released, find(doors, protection.id));
  return json_response(protection_form(doors, released));
}

}  // namespace vigie::api
