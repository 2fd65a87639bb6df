// Signing in and out, and what anybody may read: the catalogue and the contract.
#include "base/log.h"
#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"
#include "embedded.h"
#include "http/catalogue.h"
#include "http/static_files.h"

namespace vigie::api {
namespace {

Json session_form(Doors& doors, const law::Account& account, const Session& session) {
  const auto& city = doors.city;
  Json form{{"account", {{"id", account.subject.id}, {"login", account.login}, {"name", account.name}, {"kind", account.subject.kind}}},
            {"roles", account.roles},
            {"permissions", doors.accounts.permissions_of(account)},
            {"csrf", session.csrf()},
            {"exercise", city.exercise},
            {"profile", doors.profile.name},
            {"city",
             {{"name", city.name},
              {"zone", city.zone},
              {"centre", place_form(city.centre)},
              {"bbox", {city.south_west.lon, city.south_west.lat, city.north_east.lon, city.north_east.lat}}}},
            {"standing_reason", account.standing_reason}};
  if (!account.unit.empty()) form["unit"] = account.unit;
  if (account.authorisation.ends != UtcTime{}) form["authorised_until"] = format_utc(account.authorisation.ends);
  return form;
}

std::string cookie(const Request& request, const std::string& token, const char* more) {
  return fmt::format("vigie_session={}; Path=/; HttpOnly; SameSite=Strict{}{}", token, request.secure ? "; Secure" : "", more);
}

void audit(Call& call, const std::string& actor, const std::string& action, const std::string& reason) {
  const auto recorded = call.doors.audit.record({call.doors.clock.utc_now(), actor, action, "session", reason, Json::object()});
  if (!recorded) spdlog::error("api: {} of {} is not audited: {}", action, actor, recorded.error().message);
}

}  // namespace

std::optional<Response> too_many_attempts(Call& call, const std::string& login) {
  const auto wait = call.shared.sign_in_limit.attempt(call.request.address, login);
  if (!wait) return std::nullopt;
  call.doors.metrics.add("vigie_sign_in_limited_total");
  auto response = problem(429, "session.too_many", fmt::format("too many attempts: wait {} s", wait->count()), {{"seconds", wait->count()}});
  response.headers.emplace_back("Retry-After", std::to_string(wait->count()));
  return response;
}

Result<Response> sign_in(Call& call) {
  VIGIE_TRY(const std::string login, text_field(call.body, "login", 64));
  VIGIE_TRY(const std::string password, text_field(call.body, "password", 512));
  if (auto refused = too_many_attempts(call, login)) return std::move(*refused);
  const auto account = law::verify_password(call.doors.ledger, call.doors.accounts, login, password);
  if (!account) {
    if (account.error().kind != ErrorKind::denied) return tl::make_unexpected(account.error());
    // The login is not noted: people type their password into that field.
    audit(call, "unknown", "session.refuse", "session.refused");
    return problem(401, "session.refused", "wrong login or password");
  }
  call.shared.sign_in_limit.succeeded(call.request.address, login);
  if (const auto authorised = law::still_authorised(*account, call.doors.gate.now()); !authorised) {
    audit(call, account->subject.id, "session.refuse", "account.ended");
    return problem(403, "account.ended", authorised.error().message);
  }
  // Another person takes the desk: the one before is out, in the same step.
  if (const auto before = call.shared.sessions.find(call.request.cookie("vigie_session"))) {
    call.shared.sessions.end(*before);
    audit(call, before->account(), "session.close", "session.replaced");
  }
  const auto opened = call.shared.sessions.open(account->subject.id);
  audit(call, account->subject.id, "session.open", "");
  auto response = json_response(session_form(call.doors, *account, *opened.session));
  response.headers.emplace_back("Set-Cookie", cookie(call.request, opened.token, ""));
  return response;
}

Result<Response> show_session(Call& call) { return json_response(session_form(call.doors, call.account, *call.session)); }

Result<Response> sign_out(Call& call) {
  call.shared.sessions.end(*call.session);
  audit(call, call.account.subject.id, "session.close", "");
  auto response = no_content();
  response.headers.emplace_back("Set-Cookie", cookie(call.request, "", "; Max-Age=0"));
  return response;
}

Result<Response> show_catalogue(Call& call) {
  static const auto document = Catalogue::embedded().document();
  static const auto zipped = std::make_shared<const std::string>(gzip(*document));
  static const std::string tag = to_hex(sha256(*document)).substr(0, 20);
  auto response = cached_document(call.request, document, zipped, "application/json", tag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

Result<Response> show_openapi(Call& call) {
  static const auto document = std::make_shared<const std::string>(embedded::openapi());
  static const auto zipped = std::make_shared<const std::string>(gzip(*document));
  static const std::string tag = to_hex(sha256(*document)).substr(0, 20);
  auto response = cached_document(call.request, document, zipped, "application/json", tag);
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace vigie::api
