// What people do at the desk, over the real port; every answer is held against the contract.
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

TEST(Desk, FromAlertToClosedIncident) {
  Town town;
  Conforming op{town.person("op", "operator")}, second{town.person("second", "operator")}, crew{town.person("alpha", "crew", "unit:1")};
  const std::string alert = "/api/v1/alerts/" + town.raise_alert();
  EXPECT_EQ(op.get("/api/v1/alerts").json()["alerts"].size(), 1u);
  EXPECT_EQ(op.get(alert).json()["state"], "raised");
  EXPECT_EQ(op.post(alert + "/take").json()["state"], "taken");
  const auto taken = second.post(alert + "/take");
  EXPECT_EQ(taken.status, 409);
  EXPECT_EQ(taken.code(), "alert.taken");
  EXPECT_EQ(taken.json()["params"]["by"], "op");
  EXPECT_EQ(op.get(alert + "/clip").body, std::string("\1\2\3"));
  EXPECT_EQ(town.audited("view.clip").size(), 1u);
  EXPECT_EQ(op.post(alert + "/confirm", {{"how", "guess"}}).status, 400);
  const auto confirmed = op.post(alert + "/confirm", {{"how", "picture"}});
  EXPECT_EQ(confirmed.json()["state"], "confirmed");
  const std::string incident = "/api/v1/incidents/" + confirmed.json()["incident"].get<std::string>();

  // RULES L07: confirmed, and still nobody is sent.
  EXPECT_TRUE(op.get(incident).json()["assignments"].empty());
  const auto advice = op.get(incident + "/advice").json();
  ASSERT_EQ(advice["units"].size(), 1u);
  EXPECT_EQ(advice["units"][0]["by_straight_line"], true);
  const auto assigned = op.post(incident + "/assign", {{"unit", "unit:1"}});
  ASSERT_EQ(assigned.status, 200) << assigned.body;
  EXPECT_EQ(op.post(alert + "/undo").code(), "undo.assigned");
  EXPECT_EQ(op.post(incident + "/assign", {{"unit", "unit:1"}}).code(), "unit.busy");

  const auto own = crew.get("/api/v1/crew").json();
  const std::string assignment = "/api/v1/assignments/" + own["assignment"]["id"].get<std::string>() + "/status";
  EXPECT_EQ(own["unit"]["state"], "told");
  EXPECT_EQ(crew.post("/api/v1/units/unit:1/position", {{"lat", 43.732}, {"lon", 7.42}}).status, 204);
  EXPECT_EQ(crew.post("/api/v1/units/unit:2/position", {{"lat", 43.732}, {"lon", 7.42}}).code(), "unit.other");
  for (const char* state : {"acknowledged", "en_route", "on_scene"}) EXPECT_EQ(crew.post(assignment, {{"state", state}}).status, 200) << state;
  EXPECT_EQ(crew.post(assignment, {{"state", "acknowledged"}}).code(), "assignment.order");
  EXPECT_EQ(op.post(assignment, {{"state", "available"}}).status, 200);
  const auto closed = op.post(incident + "/close", {{"outcome", "settled"}}).json();
  EXPECT_EQ(closed["state"], "closed");
  EXPECT_FALSE(closed["times"]["on_scene"].is_null());
  EXPECT_EQ(op.get("/api/v1/incidents").json()["incidents"].size(), 0u);
  EXPECT_EQ(op.get("/api/v1/incidents?state=all").json()["incidents"].size(), 1u);
  EXPECT_EQ(op.get("/api/v1/units").json()["units"][0]["state"], "available");
}

TEST(Desk, DismissUndoReleaseAndEscalate) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const std::string alert = "/api/v1/alerts/" + town.raise_alert();
  EXPECT_EQ(op.post(alert + "/take").status, 200);
  EXPECT_EQ(op.post(alert + "/release").json()["state"], "raised");
  EXPECT_EQ(op.post(alert + "/escalate").status, 200);
  EXPECT_EQ(op.post(alert + "/dismiss", {{"reason", "looks fine"}}).status, 400);
  EXPECT_EQ(op.post(alert + "/dismiss", {{"reason", "harmless"}}).json()["state"], "dismissed");
  EXPECT_EQ(op.post(alert + "/undo").status, 200);
  EXPECT_EQ(op.post(alert + "/dismiss", {{"reason", "harmless"}}).status, 200);
  town.clock.advance(11s);
  EXPECT_EQ(op.post(alert + "/undo").code(), "undo.late");
  EXPECT_EQ(op.post("/api/v1/alerts/alert:none/take").code(), "alert.unknown");
  EXPECT_EQ(op.get("/api/v1/alerts/alert:none").status, 404);
  town.pictures.no_clip = true;
  EXPECT_EQ(op.get(alert + "/clip").code(), "clip.gone");
}

TEST(Desk, BadBodiesNameTheField) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const Json good{{"kind", "accident"}, {"lat", 43.7}, {"lon", 7.4}, {"origin", "call"}};
  for (const auto& [field, value] : {std::pair<const char*, Json>{"kind", nullptr}, {"lat", 91}, {"lon", "x"}, {"urgency", 4}, {"origin", "alert"}, {"cameras", "x"}, {"words", std::string(3000, 'x')}}) {
    Json bad = good;
    bad[field] = value;
    const auto refused = op.post("/api/v1/incidents", bad);
    EXPECT_EQ(refused.status, 400) << field;
    EXPECT_TRUE(refused.code().starts_with("field.")) << refused.body;
  }
  for (const char* query : {"limit=0", "limit=x", "limit=1001", "limit=-1"}) EXPECT_EQ(op.get(std::string{"/api/v1/alerts?"} + query).status, 400) << query;
}

TEST(Cameras, ConfigurationNeedsAnotherPersonsReview) {
  Town town;
  Conforming technician{town.person("tech", "technician")}, officer{town.person("dpo", "data_protection_officer")};
  const auto added = technician.post("/api/v1/cameras", {{"name", "Gare"}, {"lat", 43.73}, {"lon", 7.41}, {"streams", {{{"url", "rtsp://10.0.0.1/1"}}}}, {"review", "no_dwelling"}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(added.json()["review"], "none");  // not by who configured it
  const std::string camera = "/api/v1/cameras/" + added.json()["id"].get<std::string>();
  EXPECT_TRUE(technician.get(camera).json().contains("streams"));
  EXPECT_FALSE(officer.get(camera).json().contains("streams"));
  EXPECT_EQ(officer.post(camera + "/review", {{"review", "masked_here"}, {"reason", "seen"}}).code(), "review.no_mask");
  EXPECT_EQ(officer.post(camera + "/review", {{"review", "no_dwelling"}, {"reason", "seen"}}).json()["review"], "no_dwelling");
  const Json mask{{{"name", "windows"}, {"points", {{0, 0}, {0.5, 0}, {0.5, 0.5}}}}};
  EXPECT_EQ(technician.ask("PUT", camera, Json{{"masks", mask}}).status, 400);  // no reason
  const auto changed = technician.ask("PUT", camera, Json{{"masks", mask}, {"reason", "a new building"}, {"review", "no_dwelling"}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.json()["review"], "none");
  EXPECT_EQ(changed.json()["name"], "Gare");
  EXPECT_EQ(changed.json()["permits"]["view"]["allowed"], false);
  EXPECT_EQ(technician.get("/api/v1/cameras").json()["cameras"].size(), 2u);
  EXPECT_EQ(technician.get("/api/v1/cameras/camera:none").code(), "camera.unknown");
}

TEST(Cameras, AnAccountReachesItsOwnSourcesOnly) {
  Town town;
  Conforming op{town.person("op", "operator")};
  auto account = *town.accounts.by_id("account:op");
  account.sources = {"camera:2"};
  ASSERT_TRUE(town.ledger->commit(*law::change_account(town.accounts, account, {"server", town.ids.next().str(), "Europe/Paris", town.clock.utc_now()})));
  town.follow();
  EXPECT_TRUE(op.get("/api/v1/cameras").json()["cameras"].empty());
  EXPECT_EQ(op.get("/api/v1/cameras/camera:1").code(), "source.not_yours");
  EXPECT_EQ(op.get("/api/v1/live/camera:1").code(), "source.not_yours");
  EXPECT_EQ(WebSocket(op.client(), "/api/v1/live/camera:1").status(), 403);
}

TEST(Cameras, ATestSourceIsDeclaredOwnedAndKeepsItsPasswordSecret) {
  Town town;
  Conforming op{town.person("op", "operator")};
  EXPECT_EQ(op.post("/api/v1/test-sources", {{"kind", "file"}, {"name", "x"}}).code(), "declaration.missing");
  for (const char* kind : {"file", "webcam"}) {
    const auto own = op.post("/api/v1/test-sources", {{"kind", kind}, {"name", "x"}, {"declaration", true}});
    ASSERT_EQ(own.status, 201) << own.body;
    EXPECT_EQ(town.board.camera(own.json()["camera"]["id"])->streams.front().url, city::kPushed);
  }
  EXPECT_EQ(op.post("/api/v1/test-sources", {{"kind", "rtsp"}, {"name", "x"}, {"declaration", true}, {"url", "file:///etc/passwd"}}).status, 400);
  const auto added = op.post("/api/v1/test-sources", {{"kind", "rtsp"}, {"name", "x"}, {"declaration", true}, {"url", "rtsp://user:pa@ss@10.0.0.9/a@b"}});
  ASSERT_EQ(added.status, 201) << added.body;
  const auto camera = town.board.camera(added.json()["camera"]["id"]);
  EXPECT_EQ(camera->streams.front().url, "rtsp://10.0.0.9/a@b");
  EXPECT_EQ(town.ledger->secret(camera->streams.front().secret)->value(), "user:pa@ss");
  EXPECT_EQ(added.body.find("pa@ss"), std::string::npos);
  EXPECT_FALSE(camera->public_place);
  EXPECT_EQ(added.json()["camera"]["owner"], "account:op");
  EXPECT_EQ(town.audited("test_source.declare").size(), 3u);
  Conforming other{town.person("other", "operator")};
  EXPECT_EQ(other.ask("DELETE", "/api/v1/test-sources/" + camera->id, Json::object()).code(), "source.not_yours");
  EXPECT_EQ(op.ask("DELETE", "/api/v1/test-sources/camera:1", Json::object()).code(), "source.not_yours");
  EXPECT_EQ(op.ask("DELETE", "/api/v1/test-sources/" + camera->id, Json::object()).status, 204);
  EXPECT_FALSE(town.ledger->secret(camera->streams.front().secret)->has_value());
}

// RULES L32: small counts are not told, and no choice of step or of times lets one be worked out.
TEST(Observations, SmallCountsAreHiddenAndTheGridIsFixed) {
  Town town;
  Conforming op{town.person("op", "operator")};
  city::Batch batch;
  batch.id = town.ids.next();
  const UtcTime start = town.clock.utc_now() - 2h;
  for (int minute = 0; minute < 60; ++minute)
    batch.observations.push_back({town.ids.next(), "camera:1", "count.person", "", "", {start + std::chrono::minutes{minute}, start + std::chrono::minutes{minute + 1}}, minute < 15 ? 0.2 : 1.0, true});
  ASSERT_TRUE(town.series->append(batch));
  ASSERT_TRUE(town.series->publish(batch.id));
  const std::string base = "/api/v1/cameras/camera:1/observations?";
  const auto range = [](UtcTime from, UtcTime to) { return "from=" + format_utc(from) + "&to=" + format_utc(to); };
  const auto quarters = op.get(base + "step=900&" + range(start, start + 1h)).json()["buckets"];
  ASSERT_EQ(quarters.size(), 4u);
  EXPECT_EQ(quarters[0]["sum"], "<5");
  EXPECT_EQ(quarters[1]["sum"], 15.0);
  const auto moved = op.get(base + "step=900&" + range(start + 7min, start + 53min)).json()["buckets"];
  for (const auto& bucket : moved) EXPECT_NE(std::find(quarters.begin(), quarters.end(), bucket), quarters.end()) << bucket;
  EXPECT_EQ(op.get(base + "step=1800").code(), "field.wrong");
  EXPECT_EQ(op.get(base + "step=60&" + range(start, start + 1h)).json()["buckets"].size(), 60u);
  town.clock.advance(25h);
  EXPECT_EQ(op.get(base + "step=60&" + range(start, start + 1h)).json()["buckets"].size(), 0u);
}

TEST(Recordings, ListAndProtect) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const std::string camera = "/api/v1/cameras/camera:1";
  EXPECT_EQ(op.get(camera + "/segments").json()["segments"].size(), 1u);
  const Json wanted{{"from", format_utc(town.clock.utc_now() - 10min)}, {"to", format_utc(town.clock.utc_now())}, {"reason", "accident"}};
  EXPECT_EQ(op.post(camera + "/protect", wanted).json()["segments"], 1);
  EXPECT_EQ(town.audited("recording.protect").size(), 1u);
  EXPECT_EQ(op.post(camera + "/protect", {{"from", wanted["to"]}, {"to", wanted["from"]}, {"reason", "x"}}).status, 400);
}

TEST(Law, ABasisNeedsTwoPeopleAndItsEndIsTold) {
  Town town;
  Conforming proposer{town.person("dpo", "data_protection_officer")}, auditor{town.person("auditor", "auditor")};
  const Json draft{{"title", "Second exercise"}, {"regime", "exercise"}, {"authority", "Town"}, {"document_hash", std::string(64, 'a')}, {"sources", {"camera:1"}},
                   {"processings", {"view"}}, {"kinds", Json::array()}, {"valid_from", format_utc(town.clock.utc_now())}, {"valid_to", format_utc(town.clock.utc_now() + 24h)},
                   {"register_entry", "register:exercise"}};
  const auto proposed = proposer.post("/api/v1/bases", draft);
  ASSERT_EQ(proposed.status, 201) << proposed.body;
  EXPECT_EQ(proposed.json()["state"], "proposed");
  const std::string basis = "/api/v1/bases/" + proposed.json()["id"].get<std::string>();
  EXPECT_EQ(proposer.post(basis + "/approve", {{"reason", "x"}}).code(), "basis.same_person");
  EXPECT_EQ(auditor.post(basis + "/approve", {{"reason", "x"}}).json()["state"], "in_force");
  EXPECT_EQ(auditor.get("/api/v1/bases").json()["bases"].size(), 3u);
  EXPECT_EQ(auditor.post(basis + "/end", Json::object()).code(), "field.missing");
  EXPECT_EQ(auditor.post(basis + "/end", {{"reason", "done"}}).json()["state"], "ended");
  EXPECT_EQ(auditor.post("/api/v1/bases/none/end", {{"reason", "done"}}).code(), "basis.unknown");
}

TEST(Law, TheAuditIsReadAndChecked) {
  Town town;
  Conforming auditor{town.person("auditor", "auditor")};
  const auto page = auditor.get("/api/v1/audit?limit=2").json()["entries"];
  ASSERT_EQ(page.size(), 2u);
  EXPECT_GT(page[0]["seq"], page[1]["seq"]);
  const auto older = auditor.get("/api/v1/audit?limit=2&before=" + page[1]["seq"].dump()).json()["entries"];
  EXPECT_LT(older[0]["seq"], page[1]["seq"]);
  const auto report = auditor.get("/api/v1/audit/verify").json();
  EXPECT_EQ(report["ok"], true);
  EXPECT_EQ(report["separated"], false);
}

TEST(Accounts, AreMadeDisabledAndNeverTellAPassword) {
  Town town;
  Conforming admin{town.person("root", "administrator")};
  const Json made{{"login", "new.op"}, {"name", "New"}, {"password", "a long password"}, {"roles", {"operator"}}};
  const auto created = admin.post("/api/v1/accounts", made);
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(admin.post("/api/v1/accounts", made).code(), "account.login_taken");
  EXPECT_EQ(admin.get("/api/v1/accounts").body.find("password"), std::string::npos);
  Client fresh{town.server->port()};
  EXPECT_EQ(fresh.sign_in("new.op", "a long password").status, 200);
  WebSocket updates{fresh, "/api/v1/updates"};
  EXPECT_EQ(admin.post("/api/v1/accounts/" + created.json()["id"].get<std::string>() + "/disable", {{"reason", "left"}}).json()["disabled"], true);
  EXPECT_EQ(updates.next_of("closed")["code"], "session.ended");
  EXPECT_EQ(fresh.get("/api/v1/session").status, 401);
  EXPECT_EQ(Client(town.server->port()).sign_in("new.op", "a long password").status, 401);
}

TEST(Pages, StatusOfficerMapPlacesAndJobs) {
  Town town;
  Conforming op{town.person("op", "operator")}, officer{town.person("officer", "duty_officer")}, other{town.person("other", "operator")};
  town.open_incident(op.client());
  EXPECT_EQ(op.get("/api/v1/status").json()["bases_in_force"], 2);
  const auto page = officer.get("/api/v1/officer").json();
  EXPECT_EQ(page["open_incidents"].size(), 1u);
  EXPECT_EQ(page["times"].size(), 1u);
  EXPECT_EQ(op.get("/api/v1/map").json()["layers"].size(), 5u);
  EXPECT_EQ(op.get("/api/v1/map/streets").status, 200);
  EXPECT_EQ(op.get("/api/v1/map/secrets").status, 404);
  EXPECT_EQ(op.get("/api/v1/places?q=port").json()["places"].size(), 1u);
  const auto jobs = op.get("/api/v1/jobs").json()["jobs"];
  ASSERT_EQ(jobs.size(), 1u);
  const std::string job = "/api/v1/jobs/" + jobs[0]["id"].get<std::string>();
  EXPECT_EQ(other.ask("DELETE", job, Json::object()).status, 404);
  EXPECT_EQ(op.ask("DELETE", job, Json::object()).status, 204);
}

}  // namespace
}  // namespace vigie::api::test
