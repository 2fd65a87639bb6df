#include "http/front.h"

#include <algorithm>

#include "base/log.h"
#include "calls/routes.h"

namespace vigie::api {
namespace {

constexpr std::string_view api_prefix = "/api/";

// The page may only load from itself. Blobs: MapLibre's worker, and pictures that MSE plays.
constexpr const char* content_policy =
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; child-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

// A browser names the page that sent a request. Absent: no browser, or one that asks for its own page; then the cookie
// (SameSite=Strict) and the CSRF header guard alone.
bool from_elsewhere(const Request& request) {
  std::string_view origin = request.header("origin");
  if (origin.empty()) return false;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return true;  // "null"
  return origin.substr(scheme + 3) != request.header("host");
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) different |= static_cast<unsigned>(a[i] ^ b[i]);
  return different == 0;
}

Digest digest_of(const Request& request) {
  Sha256 digest;
  digest.update(to_string(request.method)).update("\n").update(request.target.path).update("\n");
  for (const auto& [name, value] : request.target.query) digest.update(name).update("=").update(value).update("\n");
  return digest.update(request.body).finish();
}

// The answer given before under this key; empty when there is none.
std::optional<Response> answered_before(Doors& doors, const Call& call) {
  const auto known = doors.ledger.reply_for(call.account.subject.id, call.key);
  if (!known) return problem(known.error());
  if (!*known) return std::nullopt;
  if ((*known)->request != call.digest) return problem(409, "idempotency.conflict", "this Idempotency-Key was already used for another request");
  Response response{(*known)->status, "application/json", (*known)->body, {}, {{"Idempotency-Replayed", "true"}}};
  if (const auto body = parse_json((*known)->body); body && body->is_object() && body->size() == 1 && body->contains("subject"))
    response.body = canonical(entity_form(doors, text_or(*body, "subject")));
  if (response.status == 204) response.body.clear();
  return response;
}

// Keeps the answer of a POST whose own commit did not already keep it.
void keep_answer(Doors& doors, const Call& call, const Response& response) {
  if (const auto known = doors.ledger.reply_for(call.account.subject.id, call.key); !known || *known) return;
  city::Commit commit;
  commit.reply = city::Reply{call.account.subject.id, call.key, call.digest, response.status, std::string{response.content()}};
  if (const auto kept = doors.ledger.commit(commit); !kept) spdlog::warn("api: the answer under key {} is not kept: {}", call.key, kept.error().message);
}

}  // namespace

Front::Front(const ServerOptions& options, Doors& doors, StaticFiles files)
    : doors_(doors),
      files_(std::move(files)),
      sessions_(doors.clock, options.session_idle, options.session_longest),
      sign_in_limit_(doors.clock),
      map_(doors.map),
      shared_{sessions_, sign_in_limit_, talks_, map_},
      router_(all_routes()) {
  sessions_.on_end([this] { talks_.wake_all(); });
}

Front::~Front() = default;

void Front::stop() { talks_.stop_all(); }

std::vector<std::string> Front::desks() const {
  std::vector<std::string> open;
  for (const auto& id : talks_.accounts()) {
    const auto account = doors_.accounts.by_id(id);
    // Called first is only who sees every camera: an alert must not ring where it is not shown.
    const bool sees_all = account && law::covers_source(account->sources, "camera:");
    if (sees_all && doors_.accounts.may(id, "alert.judge") && !doors_.accounts.may(id, "officer.read")) open.push_back(id);
  }
  return open;
}

Response Front::answer(Request request) {
  const auto start = doors_.clock.steady_now();
  std::string pattern = "other";
  Response response = routed(request, pattern);
  dress(response, request.secure);
  const Labels labels{{"route", pattern}, {"method", to_string(request.method)}, {"status", std::to_string(response.status)}};
  doors_.metrics.add("vigie_http_requests_total", labels);
  doors_.metrics.observe("vigie_http_seconds", std::chrono::duration<double>(doors_.clock.steady_now() - start).count(), {{"route", pattern}});
  return response;
}

std::variant<Response, std::unique_ptr<Talk>> Front::open(Request request) {
  const auto refuse = [&](Response response) {
    dress(response, request.secure);
    return response;
  };
  auto match = router_.match(request.method, request.target.path);
  if (!match.route || !match.route->converse) return refuse(problem(404, "request.not_found", "nothing answers a WebSocket here"));
  if (from_elsewhere(request)) return refuse(problem(403, "session.other_origin", "a WebSocket is opened by this server's own pages"));
  request.params = std::move(match.params);
  Call call{request, doors_, shared_, {}, {}, Json::object(), {}, {}};
  if (auto refusal = admit(*match.route, call)) return refuse(std::move(*refusal));
  auto talk = match.route->converse(call);
  if (!talk) return refuse(problem(talk.error()));
  doors_.metrics.add("vigie_websockets_total", {{"route", match.route->pattern}});
  return std::move(*talk);
}

Response Front::routed(Request& request, std::string& pattern) {
  auto match = router_.match(request.method, request.target.path);
  if (match.allowed.empty()) {
    if (request.method == Method::get && !request.target.path.starts_with(api_prefix)) return files_.get(request);
    return problem(404, "request.not_found", "there is no such address");
  }
  if (!match.route) {
    std::string allowed;
    for (const auto method : match.allowed) allowed += (allowed.empty() ? "" : ", ") + std::string{to_string(method)};
    auto response = problem(405, "request.method", fmt::format("this address takes {}", allowed));
    response.headers.emplace_back("Allow", allowed);
    return response;
  }
  pattern = match.route->pattern;
  request.params = std::move(match.params);
  Call call{request, doors_, shared_, {}, {}, Json::object(), {}, {}};
  if (auto refusal = admit(*match.route, call)) return std::move(*refusal);
  return handled(*match.route, call);
}

// Session, right, and where the request comes from. A refused request of somebody who is signed in is audited.
std::optional<Response> Front::admit(const Route& route, Call& call) {
  const Request& request = call.request;
  const bool changes = request.method != Method::get;
  if (changes && from_elsewhere(request)) return problem(403, "session.other_origin", "the request comes from another site");
  if (route.access == Access::loopback && !request.loopback) return problem(403, "request.loopback", "this is answered on the server itself only");
  if (route.access == Access::open || route.access == Access::loopback) return std::nullopt;

  if (route.channel && (!request.header("authorization").empty() || !request.header("x-vigie-signature").empty())) {
    const Pushed pushed = call.pushed(*route.channel);
    if (!doors_.channels.admit) return problem(404, "push.unknown", "this server has no channels");
    if (const auto admitted = doors_.channels.admit(pushed); !admitted) return problem(admitted.error());
    call.account.subject = {"channel:" + pushed.channel, "channel", "system"};
    return std::nullopt;
  }
  call.session = sessions_.find(request.cookie("vigie_session"));
  const auto account = call.session ? doors_.accounts.by_id(call.session->account()) : std::nullopt;
  if (!account || account->disabled) return problem(401, "session.missing", "sign in first");
  if (const auto authorised = law::still_authorised(*account, doors_.gate.now()); !authorised) {
    sessions_.end(*call.session);
    return problem(401, "account.ended", authorised.error().message);
  }
  call.account = *account;
  if (changes && !equal_in_constant_time(request.header("x-vigie-csrf"), call.session->csrf()))
    return problem(403, "session.csrf", "the header X-Vigie-CSRF is missing or wrong");
  if (route.access == Access::signed_in) return std::nullopt;
  if (std::any_of(route.permissions.begin(), route.permissions.end(), [&](const auto& one) { return call.may(one); })) return std::nullopt;
  audit_refusal(call, "permission.missing");
  return problem(not_permitted(route.permissions.front()).value(), {{"permission", route.permissions.front()}});
}

void Front::audit_refusal(const Call& call, const std::string& code) {
  const auto& request = call.request;
  city::AuditEntry entry{doors_.clock.utc_now(), call.account.subject.id, "request.refused", fmt::format("{} {}", to_string(request.method), request.target.path),
                         code, Json::object()};
  if (const auto recorded = doors_.audit.record(std::move(entry)); !recorded) spdlog::error("api: a refusal is not audited: {}", recorded.error().message);
}

Response Front::handled(const Route& route, Call& call) {
  const Request& request = call.request;
  if (!route.channel && (request.method == Method::post || request.method == Method::put || request.method == Method::del) && !request.body.empty()) {
    if (!request.header("content-type").starts_with("application/json")) return problem(415, "request.media_type", "send application/json");
    auto body = parse_json(request.body);
    if (!body) return problem(400, "request.invalid", body.error().message, {{"detail", body.error().message}});
    if (!body->is_object()) return problem(400, "request.invalid", "the body must be a JSON object", {{"detail", "not an object"}});
    call.body = std::move(*body);
  }
  const bool keeps = request.method == Method::post && route.keeps_answer && !(route.channel && request.header("idempotency-key").empty());
  call.key = doors_.ids.next().str();
  if (keeps) {
    const auto key = Uuid::parse(request.header("idempotency-key"));
    if (!key) return problem(400, "idempotency.missing", "every POST needs an Idempotency-Key, a UUID");
    call.key = key->str();
    call.digest = digest_of(request);
    if (auto before = answered_before(doors_, call)) return std::move(*before);
  }
  auto response = route.answer(call);
  if (!response) {
    // The same request may have been answered in the meantime: its commit won, and this one was refused for it.
    if (keeps && response.error().kind == ErrorKind::conflict)
      if (auto before = answered_before(doors_, call)) return std::move(*before);
    if (response.error().kind == ErrorKind::denied && call.session) audit_refusal(call, code_of(response.error()));
    return problem(response.error());
  }
  // A refused request did nothing and may be tried again under its key.
  if (keeps && response->status < 300) keep_answer(doors_, call, *response);
  return std::move(*response);
}

void Front::dress(Response& response, bool secure) const {
  const bool has_cache = std::any_of(response.headers.begin(), response.headers.end(), [](const auto& one) { return one.first == "Cache-Control"; });
  if (!has_cache) response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Content-Security-Policy", content_policy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  if (secure) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace vigie::api
