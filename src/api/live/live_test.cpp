// Pictures, feeds and updates over real WebSockets.
#include <thread>

#include "live/picture_queue.h"
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;
using enum city::Fragment::Kind;

void wait_until(const std::function<bool()>& so) {
  for (int i = 0; i < 500 && !so(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(so());
}

void expect_message(const char* path, const Json& message) {
  const auto& schema = contract().document()["paths"][path]["get"]["x-messages"]["server"];
  for (const auto& wrong : contract().check(schema, message)) ADD_FAILURE() << wrong;
}

TEST(LivePicture, AuditFirstThenInitAndFragments) {
  Town town;
  auto op = town.person("op", "operator");
  WebSocket live{op, "/api/v1/live/camera:1?boxes=1"};
  ASSERT_EQ(live.status(), 101);
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(town.audited("view.live"), std::vector<std::string>{"camera:1"});
  town.pictures.show(init, 100, town.clock.utc_now());
  town.pictures.show(key, 50, town.clock.utc_now());
  town.pictures.show_boxes({"camera:1", town.clock.utc_now(), {{"person", 0.1, 0.2, 0.1, 0.3, 0.9}}});
  const auto head = live.next();
  ASSERT_TRUE(head);
  const Json said = *parse_json(std::get<std::string>(*head));
  expect_message("/api/v1/live/{camera}", said);
  EXPECT_EQ(said["width"], 640);
  EXPECT_EQ(std::get<Bytes>(*live.next()).size(), 100u);
  EXPECT_EQ(std::get<Bytes>(*live.next()).size(), 50u);
  const Json boxes = live.next_of("boxes");
  expect_message("/api/v1/live/{camera}", boxes);
  EXPECT_EQ(boxes["boxes"][0].size(), 6u);  // RULES L04: no id, nothing that links two instants
  EXPECT_EQ(town.pictures.asked.front(), "watch camera:1 boxes");
}

// RULES L01: a basis ends → the picture ends with the reason; the next one is refused, clock set back or not.
TEST(LivePicture, EndsWithTheBasisAndIsRefusedWithTheReason) {
  Town town;
  auto op = town.person("op", "operator");
  Conforming auditor{town.person("auditor", "auditor")};
  EXPECT_EQ(op.get("/api/v1/live/camera:1").status, 426);
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(auditor.post("/api/v1/bases/exercise/end", {{"reason", "test"}}).status, 200);
  const Json end = live.next_of("end");
  EXPECT_EQ(end["code"], "basis.ended");
  expect_message("/api/v1/live/{camera}", end);
  EXPECT_FALSE(live.next());
  EXPECT_EQ(live.close_code(), 1008);
  wait_until([&] { return town.pictures.viewers() == 0; });
  const auto refused = op.get("/api/v1/live/camera:1");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "basis.ended");
  town.clock.set_utc(town.clock.utc_now() - 24h);
  EXPECT_EQ(op.get("/api/v1/live/camera:1").status, 403);
  WebSocket again{op, "/api/v1/live/camera:1"};
  EXPECT_EQ(again.next_of("end")["type"], "end");
  EXPECT_EQ(town.pictures.asked.size(), 1u);
}

TEST(LivePicture, GoingBackIsViewingAndFurtherBackIsAConsultationWithAReason) {
  Town town;
  auto op = town.person("op", "operator");
  const auto at = [&](std::chrono::minutes ago) { return format_utc(town.clock.utc_now() - ago); };
  WebSocket back{op, "/api/v1/live/camera:1?from=" + at(9min)};
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(town.audited("view.back").size(), 1u);
  EXPECT_NE(town.pictures.asked.back().find("play camera:1 view"), std::string::npos);
  WebSocket without{op, "/api/v1/live/camera:1?from=" + at(20min)};
  EXPECT_EQ(without.status(), 400);
  EXPECT_NE(without.refusal().find("reason.missing"), std::string::npos);
  WebSocket with{op, "/api/v1/live/camera:1?from=" + at(20min) + "&reason=lost+child"};
  wait_until([&] { return town.pictures.viewers() == 2; });
  EXPECT_EQ(town.audited("view.replay").size(), 1u);
  EXPECT_NE(town.pictures.asked.back().find("play camera:1 replay"), std::string::npos);
  // A seek is a new consultation with a new entry, and needs its own right.
  back.send_text(Json{{"type", "seek"}, {"from", at(30min)}}.dump());
  EXPECT_EQ(back.next_of("end")["code"], "reason.missing");
  auto technician = town.person("tech", "technician");
  WebSocket refused{technician, "/api/v1/live/camera:1?reason=x&from=" + at(20min)};
  EXPECT_EQ(refused.status(), 403);
}

TEST(LivePicture, PauseStopsAndResumeGoesOnWhereItWas) {
  Town town;
  auto op = town.person("op", "operator");
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  town.pictures.show(init, 10, town.clock.utc_now());
  const UtcTime at = town.clock.utc_now() - 2s;
  town.pictures.show(key, 10, at);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(live.next());
  live.send_text(R"({"type":"pause"})");
  wait_until([&] { return town.pictures.viewers() == 0; });
  live.send_text(R"({"type":"resume"})");
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(town.pictures.asked.back(), "play camera:1 view " + format_utc(at));
  live.send_text("nonsense");
  EXPECT_EQ(live.next_of("end")["type"], "end");
}

TEST(LivePicture, EndsWithTheSessionAtOnceAndWithTheRightSoon) {
  Town town;
  auto op = town.person("op", "operator");
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(op.ask("DELETE", "/api/v1/session").status, 204);
  EXPECT_EQ(live.next_of("end")["code"], "session.ended");
  EXPECT_FALSE(live.next());

  town.define_role("tester", {"view.live"});
  auto tester = town.person("tester", "tester");
  WebSocket other{tester, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  town.define_role("tester", {"system.read"});
  EXPECT_EQ(other.next_of("end")["code"], "permission.lost");
}

TEST(PictureQueue, DropsUpToTheNextKeyTellsTheGapAndKeepsTheInit) {
  Metrics metrics;
  int woken = 0;
  PictureQueue queue{"camera:1", {5, 1 << 20}, metrics, {1, 1}, [&] { ++woken; }, [](const Error&) {}};
  const auto at = [](int s) { return from_unix_us(s * 1'000'000); };
  const auto add = [&](city::Fragment::Kind kind, int s) { queue.on_fragment({std::make_shared<const Bytes>(8, std::uint8_t{1}), kind, at(s), "c"}); };
  add(init, 0);
  add(key, 1);
  add(delta, 2);
  add(delta, 3);
  // Full: what waits goes, but for the init.
  add(delta, 4);
  add(key, 5);
  add(delta, 6);
  std::vector<std::string> got;
  while (const auto message = queue.pop()) got.push_back(message->index() == 0 ? text_or(*parse_json(std::get<std::string>(*message)), "type") : "bytes");
  EXPECT_EQ(got, (std::vector<std::string>{"init", "bytes", "gap", "bytes", "bytes"}));
  EXPECT_NE(metrics.text().find("vigie_live_dropped_total{camera=\"camera:1\"} 4"), std::string::npos) << metrics.text();
  EXPECT_GT(woken, 0);
}

TEST(Feed, TakesBytesAndSaysHowMany) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const auto added = op.post("/api/v1/test-sources", {{"kind", "file"}, {"name", "my film"}, {"declaration", true}});
  ASSERT_EQ(added.status, 201) << added.body;
  const std::string feed = added.json()["feed"];
  WebSocket socket{op.client(), feed};
  ASSERT_EQ(socket.status(), 101) << socket.refusal();
  socket.send_binary(Bytes(1000, 7));
  socket.send_binary(Bytes(500, 7));
  Json said;
  do {
    said = socket.next_of("accepted");
    expect_message("/api/v1/cameras/{id}/feed", said);
  } while (said["bytes"] < 1500);
  socket.send_text(R"({"end":true})");
  EXPECT_EQ(socket.next_of("end")["code"], "feed.ended");
  EXPECT_EQ(town.pictures.fed, 1500u);
  EXPECT_TRUE(town.pictures.fed_last);
  Conforming other{town.person("other", "operator")};
  EXPECT_EQ(WebSocket(other.client(), feed).status(), 403);
  EXPECT_EQ(WebSocket(op.client(), "/api/v1/cameras/camera:1/feed").status(), 403);
  EXPECT_EQ(op.ask("DELETE", "/api/v1/test-sources/" + added.json()["camera"]["id"].get<std::string>(), Json::object()).status, 204);
  EXPECT_EQ(WebSocket(op.client(), feed).status(), 404);
}

TEST(Updates, TellWhatMayBeReadAndResumeByCursor) {
  Town town;
  auto op = town.person("op", "operator");
  auto crew = town.person("alpha", "crew", "unit:1");
  WebSocket updates{op, "/api/v1/updates"};
  const Json hello = updates.next_of("hello");
  WebSocket crew_updates{crew, "/api/v1/updates"};
  crew_updates.next_of("hello");
  const std::string alert = town.raise_alert();
  const Json fact = updates.next_of("fact");
  expect_message("/api/v1/updates", fact);
  EXPECT_EQ(fact["schema"], "alert.raised");
  EXPECT_EQ(fact["state"]["id"], alert);
  const std::string incident = town.open_incident(op);
  EXPECT_EQ(op.post("/api/v1/incidents/" + incident + "/assign", {{"unit", "unit:1"}}).status, 200);
  // The crew has no right to read alerts or incidents: it hears of its own assignment alone, without the incident.
  const Json own = crew_updates.next_of("fact");
  EXPECT_EQ(own["schema"], "assignment.told");
  EXPECT_TRUE(own["state"].is_null());

  WebSocket resumed{op, fmt::format("/api/v1/updates?cursor={}", hello["cursor"].get<std::uint64_t>())};
  std::vector<std::string> schemas;
  for (int i = 0; i < 3; ++i) schemas.push_back(resumed.next_of("fact")["schema"]);
  EXPECT_EQ(schemas, (std::vector<std::string>{"alert.raised", "incident.opened", "assignment.told"}));
}

TEST(Updates, ALongHistoryComesWholeAndInOrder) {
  Town town;
  auto op = town.person("op", "operator");
  const auto before = town.bus->latest();
  for (int i = 0; i < 450; ++i) town.raise_alert("e" + std::to_string(i));
  WebSocket updates{op, fmt::format("/api/v1/updates?cursor={}", before)};
  std::uint64_t last = 0;
  for (int i = 0; i < 450; ++i) {
    const Json fact = updates.next_of("fact");
    ASSERT_TRUE(fact.contains("cursor")) << i;
    EXPECT_GT(fact["cursor"].get<std::uint64_t>(), last);
    last = fact["cursor"];
  }
}

TEST(Updates, TellWhatABasisThatEndedNoLongerAllows) {
  Town town;
  auto op = town.person("op", "operator"), auditor = town.person("auditor", "auditor");
  WebSocket updates{op, "/api/v1/updates"};
  ASSERT_EQ(auditor.post("/api/v1/bases/exercise_analysis/end", {{"reason", "not renewed"}}).status, 200);
  const Json told = updates.next_of("permits");
  expect_message("/api/v1/updates", told);
  EXPECT_EQ(told["camera"], "camera:1");
  EXPECT_EQ(told["permits"]["analyse"], (Json{{"allowed", false}, {"code", "basis.ended"}}));
  EXPECT_EQ(told["permits"]["view"]["allowed"], true);
}

TEST(Updates, TellTheCountsAndPositionsOfTheMomentOnceUntilTheyChange) {
  Town town;
  town.counts = {{"camera:1", town.clock.utc_now(), 3, 1}};
  auto op = town.person("op", "operator");
  WebSocket updates{op, "/api/v1/updates"};
  std::set<std::string> types;
  while (const auto message = updates.next(1)) {
    const Json value = *parse_json(std::get<std::string>(*message));
    expect_message("/api/v1/updates", value);
    EXPECT_TRUE(types.insert(value["type"]).second) << value;
  }
  EXPECT_EQ(types, (std::set<std::string>{"hello", "health", "positions", "counts"}));
}

}  // namespace
}  // namespace vigie::api::test
