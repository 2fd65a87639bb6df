#include "live/consultation.h"

#include <algorithm>

#include "base/log.h"
#include "law/consultation.h"

namespace vigie::api {
namespace {

// Which right and which permit a look takes, under which name and reason it stands in the log.
struct Terms {
  city::Processing processing = city::Processing::view;
  const char* action = "view.live";
  law::ViewReason why;
};

bool is_old(const Doors& doors, const Look& look) { return look.from && doors.clock.utc_now() - *look.from > law::without_reason; }

const char* action_of(const Look& look, bool old) {
  if (look.kind == Look::Kind::clip) return "view.clip";
  if (look.kind == Look::Kind::snapshot) return "view.snapshot";
  return old ? "view.replay" : look.from ? "view.back" : "view.live";
}

Result<Terms> terms_for(Doors& doors, const law::Account& account, const Look& look) {
  const bool old = is_old(doors, look);
  const auto may = [&](const char* permission) { return doors.accounts.may(account.subject.id, permission, look.camera); };
  VIGIE_CHECK(may(look.kind == Look::Kind::clip ? "view.clip" : old ? "view.replay" : "view.live"));
  if (old) VIGIE_CHECK(may("view.replay"));
  if (look.boxes) VIGIE_CHECK(may("view.boxes"));
  Terms terms{old ? city::Processing::replay : city::Processing::view, action_of(look, old), {account.standing_reason, ""}};
  // A post without a standing reason has to say one each time.
  const bool asked = old || look.kind == Look::Kind::snapshot || account.standing_reason.empty();
  if (asked) {
    VIGIE_TRY(terms.why, law::parse_view_reason(look.reason, look.words));
  }
  if (const auto camera = doors.desk.board().camera(look.camera); !camera || camera->removed)
    return fail(ErrorKind::not_found, fmt::format("there is no camera '{}'", look.camera), "camera.unknown");
  return terms;
}

Result<city::Permit> permit_for(Doors& doors, const law::Account& account, const Look& look, const Terms& terms) {
  return doors.gate.permit(terms.processing, look.camera, {account.subject.id, terms.why.reason, {}});
}

// Tiles ask for the smaller stream; a camera without one shows its main stream, and what was recorded is the main one.
city::StreamKind stream_of(const Doors& doors, const Look& look) {
  if (look.from || look.stream == city::StreamKind::main) return city::StreamKind::main;
  const auto camera = doors.desk.board().camera(look.camera);
  const auto is_sub = [](const city::CameraStream& stream) { return stream.kind == city::StreamKind::sub; };
  return camera && std::any_of(camera->streams.begin(), camera->streams.end(), is_sub) ? city::StreamKind::sub : city::StreamKind::main;
}

}  // namespace

Consultation::Consultation(Doors& doors, std::string actor, Look look, city::Permit permit, std::string id, std::string action)
    : doors_(&doors),
      actor_(std::move(actor)),
      look_(std::move(look)),
      permit_(std::move(permit)),
      id_(std::move(id)),
      action_(std::move(action)),
      began_(doors.clock.steady_now()) {}

Status Consultation::admissible(Doors& doors, const law::Account& account, const Look& look) {
  VIGIE_TRY(const Terms terms, terms_for(doors, account, look));
  (void)terms;
  return {};
}

Status Consultation::permitted(Doors& doors, const law::Account& account, const Look& look) {
  VIGIE_TRY(const Terms terms, terms_for(doors, account, look));
  VIGIE_TRY(const auto permit, permit_for(doors, account, look, terms));
  (void)permit;
  return {};
}

Result<Consultation> Consultation::begin(Doors& doors, const law::Account& account, const Look& wanted) {
  Look look = wanted;
  look.stream = stream_of(doors, look);
  VIGIE_TRY(const Terms terms, terms_for(doors, account, look));
  const UtcTime now = doors.clock.utc_now();
  auto permit = permit_for(doors, account, look, terms);
  if (!permit) {
    const auto noted =
        doors.audit.record({now, account.subject.id, "request.refused", look.camera, permit.error().code, {{"wanted", terms.action}}});
    if (!noted) spdlog::error("api: a refused view is not audited: {}", noted.error().message);
    return tl::make_unexpected(permit.error());
  }
  const std::string id = doors.ids.next().str();
  Json details{{"view", id}, {"camera", look.camera}};
  if (look.kind == Look::Kind::pictures) {
    details["stream"] = city::to_string(look.stream);
    details["boxes"] = look.boxes;
  }
  if (look.from) details["from"] = format_utc(*look.from);
  if (look.to) details["to"] = format_utc(*look.to);
  if (!terms.why.words.empty()) details["words"] = terms.why.words;
  VIGIE_CHECK(doors.audit.record(
      {now, account.subject.id, terms.action, look.object.empty() ? look.camera : look.object, terms.why.reason, std::move(details)}));
  return Consultation{doors, account.subject.id, look, std::move(*permit), id, terms.action};
}

Result<std::unique_ptr<city::Viewing>> Consultation::pictures(std::shared_ptr<city::FragmentSink> sink) const {
  if (look_.from) return doors_->live.play(permit_, look_.camera, look_.stream, *look_.from, look_.to, look_.speed, std::move(sink));
  return doors_->live.watch(permit_, look_.camera, look_.stream, look_.boxes, std::move(sink));
}

Result<Bytes> Consultation::clip() const {
  if (!look_.from || !look_.to) return fail(ErrorKind::invalid_input, "a clip has a beginning and an end", "clip.span");
  return doors_->live.clip(permit_, look_.camera, {*look_.from, *look_.to});
}

void Consultation::end() const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(doors_->clock.steady_now() - began_).count();
  const auto noted = doors_->audit.record(
      {doors_->clock.utc_now(), actor_, "view.ended", look_.camera, "", {{"view", id_}, {"looked", action_}, {"seconds", seconds}}});
  if (!noted) spdlog::error("api: the end of a view is not audited: {}", noted.error().message);
}

}  // namespace vigie::api
