// What guards the port: sessions, CSRF, limits, headers, keys, files. Handlers are tested in calls/.
#include <fstream>

#include "base/thread.h"
#include "http/catalogue.h"
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

TEST(Target, DecodesAndRefuses) {
  const auto target = parse_target("/a%20b/c?x=1&y=%2B+z&x=2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b/c");
  EXPECT_EQ(target->query.at("x"), "2");
  EXPECT_EQ(target->query.at("y"), "+ z");
  for (const char* bad : {"", "a", "/%", "/%4", "/%zz", "/a/../b", "/..", "/a%2f..%2fb", "/a%00", "/a%0d%0ab", "/."}) EXPECT_FALSE(parse_target(bad)) << bad;
  EXPECT_FALSE(parse_target("/" + std::string(5000, 'a')));
}

TEST(Router, MatchesWholeSegments) {
  Router router;
  router.add({Method::get, "/a/{id}/c", Access::open, {}, {}, {}, true});
  EXPECT_EQ(router.match(Method::get, "/a/camera:1/c").params.at("id"), "camera:1");
  for (const char* other : {"/a//c", "/a/b", "/a/b/c/d", "/a/b/c/", "a/b/c", ""}) EXPECT_FALSE(router.match(Method::get, other).route) << other;
  EXPECT_FALSE(router.match(Method::post, "/a/b/c").route);
  EXPECT_EQ(router.match(Method::post, "/a/b/c").allowed.size(), 1u);
}

TEST(Session, SignsInShowsAndSignsOut) {
  Town town;
  Client client{town.server->port()};
  town.person("op", "operator");
  const auto in = client.sign_in("op", Town::password);
  ASSERT_EQ(in.status, 200) << in.body;
  expect_conforming("POST", "/api/v1/session", in);
  const std::string cookie = in.headers.at("set-cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
  EXPECT_EQ(in.json()["city"]["centre"], Json::parse("[7.42,43.73]"));
  EXPECT_EQ(client.get("/api/v1/session").status, 200);
  EXPECT_EQ(client.ask("DELETE", "/api/v1/session").status, 204);
  EXPECT_EQ(client.get("/api/v1/session").status, 401);
}

TEST(Session, EndsByIdlenessAndByAge) {
  Town town;
  auto client = town.person("op", "operator");
  town.clock.advance(29min);
  EXPECT_EQ(client.get("/api/v1/session").status, 200);
  town.clock.advance(31min);
  EXPECT_EQ(client.get("/api/v1/session").status, 401);
  client = town.person("op", "operator");
  for (int i = 0; i < 24; ++i) {
    town.clock.advance(29min);
    EXPECT_EQ(client.get("/api/v1/session").status, 200) << i;
  }
  town.clock.advance(29min);
  EXPECT_EQ(client.get("/api/v1/session").status, 401);
}

TEST(Session, ManyGuessesAreSlowedDownAndToldWhenToComeBack) {
  Town town;
  town.person("op", "operator");
  Client client{town.server->port()};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.sign_in("op", "wrong password").code(), "session.refused");
  const auto limited = client.sign_in("op", Town::password);
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers.at("retry-after"), "300");
  EXPECT_EQ(limited.json()["params"]["seconds"], 300);
  town.clock.advance(5min + 1s);
  EXPECT_EQ(client.sign_in("op", Town::password).status, 200);
  EXPECT_EQ(town.audited("session.refuse").size(), 5u);
}

TEST(Session, AnUnknownLoginAndAWrongPasswordAreAnsweredAlike) {
  Town town;
  town.person("op", "operator");
  Client client{town.server->port()};
  EXPECT_EQ(client.sign_in("op", "wrong password").body, client.sign_in("nobody", "wrong password").body);
}

TEST(Session, ForgedRequestsAreRefused) {
  Town town;
  auto client = town.person("op", "operator");
  auto forged = client;
  forged.csrf = "guess";
  EXPECT_EQ(forged.post("/api/v1/entries").code(), "session.csrf");
  forged.csrf.clear();
  EXPECT_EQ(forged.ask("DELETE", "/api/v1/session").code(), "session.csrf");
  EXPECT_EQ(client.ask("POST", "/api/v1/entries", Json::object(), {{"Origin", "http://elsewhere.example"}}).code(), "session.other_origin");
  EXPECT_EQ(WebSocket(client, "/api/v1/updates", {{"Origin", "http://elsewhere.example"}}).status(), 403);
  EXPECT_EQ(WebSocket(client, "/api/v1/updates", {{"Origin", "null"}}).status(), 403);
  EXPECT_EQ(WebSocket(client, "/api/v1/updates", {{"Origin", fmt::format("http://127.0.0.1:{}", client.port())}}).status(), 101);
}

TEST(Idempotency, TheSameKeyGetsTheSameAnswerAndAnotherBodyAConflict) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const std::string key = town.ids.next().str();
  const Json entry{{"origin", "sight"}, {"kind", "other"}, {"words", "à vérifier"}};
  const auto first = op.post("/api/v1/entries", entry, key), second = op.post("/api/v1/entries", entry, key);
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.headers.at("idempotency-replayed"), "true");
  EXPECT_EQ(op.get("/api/v1/entries").json()["entries"].size(), 1u);
  const auto other = op.post("/api/v1/entries", {{"origin", "call"}, {"kind", "other"}}, key);
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.code(), "idempotency.conflict");
  EXPECT_EQ(op.ask("POST", "/api/v1/entries", entry).code(), "idempotency.missing");
  EXPECT_EQ(op.ask("POST", "/api/v1/entries", entry, {{"Idempotency-Key", "not a key"}}).code(), "idempotency.missing");
}

// Kept with the commit itself: a server that died after it and came back answers the same.
TEST(Idempotency, SurvivesARestart) {
  Town town;
  auto op = town.person("op", "operator");
  const std::string key = town.ids.next().str();
  const Json entry{{"origin", "sight"}, {"kind", "other"}};
  const auto first = op.post("/api/v1/entries", entry, key);
  town.server.reset();
  ServerOptions options;
  options.port = 0;
  town.server = *Server::start(options, *town.doors);
  auto again = town.person("op", "operator");
  const auto second = again.post("/api/v1/entries", entry, key);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(again.get("/api/v1/entries").json()["entries"].size(), 1u);
}

TEST(Http, BadInputIsAnsweredAndTheServerGoesOn) {
  Town town;
  auto op = town.person("op", "operator");
  EXPECT_EQ(op.raw("\x16\x03\x01 nonsense\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(op.raw("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n").substr(0, 12), "HTTP/1.1 431");
  EXPECT_EQ(op.raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").substr(0, 12), "HTTP/1.1 400");
  EXPECT_EQ(op.raw("BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").substr(0, 12), "HTTP/1.1 405");
  EXPECT_EQ(op.raw("POST /api/v1/entries HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n").substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(op.ask("PUT", "/api/v1/entries", Json::object()).code(), "request.method");
  EXPECT_EQ(op.get("/api/v1/nothing").code(), "request.not_found");
  for (const char* body : {"[1,2]", "{", "\"x\"", "{\"a\":\"\xff\"}"}) {
    const auto head = fmt::format("POST /api/v1/entries HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: vigie_session={}\r\nX-Vigie-CSRF: {}\r\nIdempotency-Key: {}\r\n", op.cookie,
                                  op.csrf, town.ids.next().str());
    const auto answer = op.raw(head + fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", std::string_view{body}.size(), body));
    EXPECT_NE(answer.find("request.invalid"), std::string::npos) << body;
  }
  EXPECT_EQ(op.get("/api/v1/session").status, 200);
}

TEST(Http, EveryAnswerCarriesTheSecurityHeaders) {
  Town town;
  auto op = town.person("op", "operator");
  for (const char* target : {"/", "/api/v1/session", "/api/v1/nothing", "/api/v1/catalogue"}) {
    const auto headers = op.get(target).headers;
    EXPECT_NE(headers.at("content-security-policy").find("default-src 'self'"), std::string::npos) << target;
    EXPECT_EQ(headers.at("content-security-policy").find("unsafe"), std::string::npos) << target;
    EXPECT_EQ(headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(headers.at("cross-origin-opener-policy"), "same-origin");
    EXPECT_NE(headers.at("permissions-policy").find("microphone=()"), std::string::npos);
  }
}

// Far more idle connections than threads, and everybody is served.
TEST(Http, IdleConnectionsStarveNobodyAndSurplusOnesAreTurnedAway) {
  ServerOptions options;
  options.max_connections = 40;
  Town town{options};
  auto op = town.person("op", "operator");
  std::vector<std::unique_ptr<WebSocket>> idle;
  for (int i = 0; i < 30; ++i) idle.push_back(std::make_unique<WebSocket>(op, "/api/v1/updates"));
  for (const auto& one : idle) EXPECT_EQ(one->status(), 101);
  EXPECT_EQ(op.get("/api/v1/session").status, 200);
  for (int i = 0; i < 15; ++i) idle.push_back(std::make_unique<WebSocket>(op, "/api/v1/updates"));
  EXPECT_NE(idle.back()->status(), 101);
}

TEST(Http, OpenOnThisMachine) {
  Town town;
  Client client{town.server->port()};
  EXPECT_EQ(client.get("/healthz").body, "ok\n");
  EXPECT_EQ(client.get("/readyz").status, 200);
  EXPECT_NE(client.get("/metrics").body.find("vigie_http_requests_total"), std::string::npos);
  EXPECT_EQ(client.get("/api/v1/openapi.json").json()["openapi"], "3.1.0");
  EXPECT_EQ(client.get("/api/v1/catalogue").json(), Catalogue::embedded().texts());
}

TEST(Files, ServesTheConsoleAndNothingBesideIt) {
  const auto folder = std::filesystem::temp_directory_path() / ("vigie-console-" + random_token(6));
  std::filesystem::create_directories(folder / "console" / "assets");
  std::ofstream{folder / "console" / "index.html"} << "<!doctype html>console";
  std::ofstream{folder / "console" / "assets" / "app-1234.js"} << std::string(3000, ' ');
  std::ofstream{folder / "secret.txt"} << "secret";
  std::filesystem::create_symlink(folder / "secret.txt", folder / "console" / "link.txt");
  ServerOptions options;
  options.console = folder / "console";
  Town town{options};
  Client client{town.server->port()};
  for (const char* page : {"/", "/desk", "/crew", "/officer", "/auditor", "/sign-in"}) EXPECT_EQ(client.get(page).body, "<!doctype html>console") << page;
  const auto script = client.ask("GET", "/assets/app-1234.js", std::nullopt, {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(script.headers.at("content-encoding"), "gzip");
  EXPECT_NE(script.headers.at("cache-control").find("immutable"), std::string::npos);
  EXPECT_EQ(client.ask("GET", "/assets/app-1234.js", std::nullopt, {{"Accept-Encoding", "gzip"}, {"If-None-Match", script.headers.at("etag")}}).status, 304);
  for (const char* path : {"/link.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/none.js"}) EXPECT_GE(client.get(path).status, 400) << path;
  EXPECT_EQ(client.ask("HEAD", "/").status, 200);
  std::filesystem::remove_all(folder);
}

TEST(Server, StopsWhileSomebodyWatchesAndStartsAgain) {
  Town town;
  auto op = town.person("op", "operator");
  WebSocket updates{op, "/api/v1/updates"};
  ASSERT_EQ(updates.next_of("hello")["type"], "hello");
  Thread stopping{"stopping", [&](std::stop_token) { town.server->stop(); }};
  EXPECT_EQ(updates.next_of("closed")["code"], "server.stopping");
  EXPECT_FALSE(updates.next());
  EXPECT_EQ(updates.close_code(), 1001);
  stopping.stop();
  town.server->stop();
}

TEST(Server, SaysInASentenceWhatIsWrongAtTheStart) {
  Town town;
  ServerOptions options;
  options.port = town.server->port();
  const auto taken = Server::start(options, *town.doors);
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().message.find("--port"), std::string::npos);
  options.port = 0;
  options.tls_certificate = "/nowhere.pem";
  options.tls_key = "/nowhere.key";
  const auto no_certificate = Server::start(options, *town.doors);
  ASSERT_FALSE(no_certificate);
  EXPECT_NE(no_certificate.error().message.find("/nowhere.pem"), std::string::npos);
}

}  // namespace
}  // namespace vigie::api::test
