// No picture without its committed entry (RULES L13; DESIGN.md "Audit"): what the room may not do, what happens when the log cannot
// be written, who reaches which camera, and what the data-protection officer reads of it.
#include <fstream>
#include <sstream>
#include <thread>

#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

void wait_until(const std::function<bool()>& so) {
  for (int i = 0; i < 500 && !so(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(so());
}

Json view_of(Town& town, const std::string& action) {
  const auto rows = town.ledger->audit_after(0, 10'000);
  Json last;
  for (const auto& row : *rows) {
    const auto entry = city::audit_entry_from_json(*parse_json(row.body.value_or("{}")));
    if (entry && entry->action == action)
      last = {{"actor", entry->actor}, {"object", entry->object}, {"reason", entry->reason}, {"details", entry->details}};
  }
  return last;
}

// Rooms and programs that answer people reach the door `Live` for pictures in one place, behind the entry.
TEST(LiveDoor, OnlyAConsultationAsksForPictures) {
  std::set<std::string> who;
  for (const char* room : {"api", "app"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(std::filesystem::path{VIGIE_SOURCE_DIR} / room)) {
      const auto name = file.path().filename().string();
      if (!name.ends_with(".cpp") && !name.ends_with(".h")) continue;
      if (name.ends_with("_test.cpp")) continue;
      std::ifstream in{file.path()};
      std::stringstream text;
      text << in.rdbuf();
      for (const char* call : {"live.watch(", "live.play(", "live.clip(", "live->watch(", "live->play(", "live->clip(", "pool->watch(",
                               "pool->play(", "pool->clip("})
        if (text.str().find(call) != std::string::npos) who.insert(name);
    }
  }
  EXPECT_EQ(who, std::set<std::string>{"consultation.cpp"});
}

TEST(LiveDoor, WithoutALogNothingIsShown) {
  Town town;
  auto op = town.person("op", "operator");
  const std::string alert = "/api/v1/alerts/" + town.raise_alert();
  WebSocket before{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  const std::size_t asked = town.pictures.asked.size();
  town.audit_broken = true;
  WebSocket live{op, "/api/v1/live/camera:1"};
  EXPECT_EQ(live.next_of("end")["code"], "storage.full");
  WebSocket back{op, "/api/v1/live/camera:1?from=" + format_utc(town.clock.utc_now() - 5min)};
  EXPECT_EQ(back.next_of("end")["code"], "storage.full");
  WebSocket old{op, "/api/v1/live/camera:1?reason=incident&from=" + format_utc(town.clock.utc_now() - 1h)};
  EXPECT_EQ(old.next_of("end")["code"], "storage.full");
  EXPECT_GE(op.get(alert + "/clip").status, 500);
  EXPECT_GE(op.post("/api/v1/cameras/camera:1/snapshots", {{"at", format_utc(town.clock.utc_now())}, {"reason", "incident"}}).status, 500);
  before.send_text(Json{{"type", "seek"}, {"from", format_utc(town.clock.utc_now() - 1min)}}.dump());
  EXPECT_EQ(before.next_of("end")["code"], "storage.full") << "a seek is a consultation too";
  EXPECT_EQ(town.pictures.asked.size(), asked);
  wait_until([&] { return town.pictures.viewers() == 0; });
}

TEST(LiveDoor, LiveAndTenMinutesCarryThePostsReasonAndOlderIsAsked) {
  Town town;
  auto op = town.person("op", "operator");
  const auto at = [&](std::chrono::seconds ago) { return format_utc(town.clock.utc_now() - ago); };
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  EXPECT_EQ(view_of(town, "view.live")["reason"], "supervision");
  WebSocket ten{op, "/api/v1/live/camera:1?from=" + at(600s)};
  wait_until([&] { return town.pictures.viewers() == 2; });
  EXPECT_EQ(view_of(town, "view.back")["reason"], "supervision");
  EXPECT_NE(WebSocket(op, "/api/v1/live/camera:1?from=" + at(601s)).refusal().find("reason.missing"), std::string::npos);
  EXPECT_NE(WebSocket(op, "/api/v1/live/camera:1?reason=other&from=" + at(601s)).refusal().find("reason.missing"), std::string::npos);
  WebSocket listed{op, "/api/v1/live/camera:1?reason=complaint&words=scratched+car&from=" + at(601s)};
  wait_until([&] { return town.pictures.viewers() == 3; });
  EXPECT_EQ(view_of(town, "view.replay")["reason"], "complaint");
  EXPECT_EQ(view_of(town, "view.replay")["details"]["words"], "scratched car");
  WebSocket words{op, "/api/v1/live/camera:1?reason=lost+child&from=" + at(1h)};
  wait_until([&] { return town.pictures.viewers() == 4; });
  EXPECT_EQ(view_of(town, "view.replay")["reason"], "other");
  EXPECT_EQ(view_of(town, "view.replay")["details"]["words"], "lost child");
}

TEST(LiveDoor, AClipOfAnOldAlertAndEverySnapshotAskWhy) {
  Town town;
  Conforming op{town.person("op", "operator")}, technician{town.person("tech", "technician")};
  const std::string clip = "/api/v1/alerts/" + town.raise_alert() + "/clip";
  EXPECT_EQ(op.get(clip).status, 200);
  const std::string snapshots = "/api/v1/cameras/camera:1/snapshots";
  const Json now{{"at", format_utc(town.clock.utc_now())}};
  EXPECT_EQ(op.post(snapshots, now).code(), "reason.missing");
  Json with = now;
  with["reason"] = "incident";
  const auto taken = op.post(snapshots, with);
  EXPECT_EQ(taken.status, 201) << taken.body;
  EXPECT_EQ(view_of(town, "view.snapshot")["reason"], "incident");
  EXPECT_EQ(technician.post(snapshots, with).status, 201);
  town.clock.advance(11min);
  EXPECT_EQ(technician.post(snapshots, with).code(), "permission.missing") << "older than ten minutes is a recording";
  EXPECT_EQ(op.get(clip).code(), "reason.missing");
  EXPECT_EQ(op.get(clip + "?reason=alert").status, 200);
  EXPECT_EQ(view_of(town, "view.clip")["reason"], "alert");
}

// Roles × sources: whoever reaches camera 2 alone gets 403 for everything of camera 1, and hears nothing of it.
TEST(LiveDoor, AnAccountReachesItsOwnCamerasOnly) {
  Town town;
  Conforming op{town.person("op", "operator")}, officer{town.person("officer", "duty_officer")},
      technician{town.person("tech", "technician")};
  const std::string alert = "/api/v1/alerts/" + town.raise_alert();
  for (const char* id : {"account:op", "account:officer", "account:tech"}) {
    auto account = *town.accounts.by_id(id);
    account.sources = {"camera:2"};
    ASSERT_TRUE(town.ledger->commit(
        *law::change_account(town.accounts, account, {"server", town.ids.next().str(), "Europe/Paris", town.clock.utc_now()})));
    town.follow();
  }
  const std::string now = format_utc(town.clock.utc_now()), past = format_utc(town.clock.utc_now() - 1h);
  const Json span{{"from", past}, {"to", now}, {"reason", "incident"}};
  for (const auto& target :
       {"/api/v1/cameras/camera:1", "/api/v1/cameras/camera:1/segments", "/api/v1/cameras/camera:1/observations", "/api/v1/live/camera:1"})
    EXPECT_EQ(op.get(target).code(), "source.not_yours") << target;
  EXPECT_EQ(op.get("/api/v1/live/camera:1?reason=incident&from=" + past).code(), "source.not_yours");
  for (const auto& target : {alert, alert + "/clip"}) EXPECT_EQ(op.get(target).status, 403) << target;
  for (const char* act : {"/take", "/release", "/escalate", "/undo"}) EXPECT_EQ(op.post(alert + act).code(), "source.not_yours") << act;
  EXPECT_EQ(op.post(alert + "/confirm", {{"how", "picture"}}).code(), "source.not_yours");
  EXPECT_EQ(op.post(alert + "/dismiss", {{"reason", "harmless"}}).code(), "source.not_yours");
  EXPECT_TRUE(op.get("/api/v1/alerts").json()["alerts"].empty());
  EXPECT_EQ(op.post("/api/v1/cameras/camera:1/protect", span).code(), "source.not_yours");
  Json protection = span;
  protection["cameras"] = {"camera:2", "camera:1"};
  EXPECT_EQ(op.post("/api/v1/protections", protection).code(), "source.not_yours");
  EXPECT_EQ(op.post("/api/v1/cameras/camera:1/snapshots", {{"at", now}, {"reason", "incident"}}).code(), "source.not_yours");
  EXPECT_EQ(officer.post("/api/v1/cameras/camera:1/review", {{"review", "no_dwelling"}, {"reason", "seen"}}).code(), "source.not_yours");
  EXPECT_EQ(officer.post("/api/v1/exercise/alerts", {{"camera", "camera:1"}, {"kind", "intrusion"}}).code(), "source.not_yours");
  EXPECT_EQ(technician.ask("PUT", "/api/v1/cameras/camera:1", Json{{"reason", "x"}}).code(), "source.not_yours");
  EXPECT_TRUE(town.pictures.asked.empty());
  EXPECT_TRUE(town.held.empty());
  WebSocket updates{op.client(), "/api/v1/updates"};
  updates.next_of("hello");
  town.raise_alert("e2");
  town.open_incident(officer.client());
  EXPECT_EQ(updates.next_of("fact")["schema"], "incident.opened") << "the alert before it is of another camera";
}

TEST(ViewLog, TellsWhoWhenWhichWhyAndHowLongAndSumsByCamera) {
  Town town;
  auto op = town.person("op", "operator");
  Conforming dpo{town.person("dpo", "data_protection_officer")};
  const UtcTime start = town.clock.utc_now();
  {
    WebSocket live{op, "/api/v1/live/camera:1"};
    wait_until([&] { return town.pictures.viewers() == 1; });
    town.clock.advance(90s);
    live.send_text(Json{{"type", "seek"}, {"from", format_utc(start - 1h)}, {"reason", "partner_request"}, {"words", "17, no. 42"}}.dump());
    wait_until([&] { return town.audited("view.replay").size() == 1; });
    town.clock.advance(30s);
  }
  wait_until([&] { return town.audited("view.ended").size() == 2; });
  const Json views = dpo.get("/api/v1/views").json()["views"];
  ASSERT_EQ(views.size(), 2u);
  EXPECT_EQ(views[0]["action"], "view.replay");
  EXPECT_EQ(views[0]["actor_name"], "op");
  EXPECT_EQ(views[0]["camera_name"], "Port");
  EXPECT_EQ(views[0]["from"], format_utc(start - 1h));
  EXPECT_EQ(views[0]["seconds"], 30);
  EXPECT_EQ(views[0]["reason"], "partner_request");
  EXPECT_EQ(views[0]["words"], "17, no. 42");
  EXPECT_EQ(views[1]["seconds"], 90);
  EXPECT_EQ(dpo.get("/api/v1/views?action=view.live").json()["views"].size(), 1u);
  EXPECT_EQ(dpo.get("/api/v1/views?camera=camera:2").json()["views"].size(), 0u);
  EXPECT_EQ(dpo.get("/api/v1/views?who=nobody").json()["views"].size(), 0u);
  EXPECT_EQ(dpo.get("/api/v1/views?reason=partner_request&who=op").json()["views"].size(), 1u);
  EXPECT_EQ(dpo.get("/api/v1/views?from=" + format_utc(start + 60s)).json()["views"].size(), 1u);
  const Json first = dpo.get("/api/v1/views?limit=1").json();
  ASSERT_TRUE(first.contains("next"));
  const Json second = dpo.get("/api/v1/views?limit=1&before=" + first["next"].dump()).json();
  EXPECT_EQ(second["views"][0]["seconds"], 90);
  const Json watched = dpo.get("/api/v1/views/minutes").json();
  EXPECT_EQ(watched["complete"], true);
  ASSERT_EQ(watched["cameras"].size(), 1u);
  EXPECT_EQ(watched["cameras"][0]["live_s"], 90);
  EXPECT_EQ(watched["cameras"][0]["replay_s"], 30);
  EXPECT_EQ(watched["cameras"][0]["views"], 2);
  EXPECT_EQ(watched.dump().find("account:"), std::string::npos) << "never a sum by person (RULES L31)";
}

TEST(ViewLog, APauseIsNotWatching) {
  Town town;
  auto op = town.person("op", "operator");
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  town.clock.advance(10s);
  live.send_text(R"({"type":"pause"})");
  wait_until([&] { return town.audited("view.ended").size() == 1; });
  EXPECT_EQ(view_of(town, "view.ended")["details"]["seconds"], 10);
  EXPECT_EQ(view_of(town, "view.ended")["details"]["looked"], "view.live");
}

TEST(Protections, AreListedReleasedAndNeverReachBeyondTheOrder) {
  Town town;
  Conforming op{town.person("op", "operator")}, auditor{town.person("auditor", "auditor")};
  const UtcTime now = town.clock.utc_now();
  const Json wanted{{"cameras", {"camera:1"}},
                    {"from", format_utc(now - 60s)},
                    {"to", format_utc(now)},
                    {"reason", "incident"},
                    {"words", "fall at the stairs"}};
  const auto made = op.post("/api/v1/protections", wanted, "0199f8a0-0000-7000-8000-000000000001");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.json()["until"], "2026-07-01T11:59:00.000000Z") << "1 June, 30 days on";
  EXPECT_EQ(*town.held["camera:1"], *parse_utc("2026-07-01T11:59:00Z"));
  EXPECT_EQ(op.post("/api/v1/protections", wanted, "0199f8a0-0000-7000-8000-000000000001").json()["id"], made.json()["id"])
      << "the same request again is the same protection";
  EXPECT_EQ(town.audited("recording.protect"), std::vector<std::string>{"camera:1"});
  Json longer = wanted;
  longer["from"] = format_utc(now - 10min);
  ASSERT_EQ(op.post("/api/v1/protections", longer).status, 201);
  const Json listed = auditor.get("/api/v1/protections").json()["protections"];
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[1]["number"], 1);
  EXPECT_EQ(listed[1]["by_name"], "op");
  EXPECT_EQ(listed[1]["state"], "held");
  // The first released: the second, which covers the same minute, still holds it.
  const std::string first = "/api/v1/protections/" + made.json()["id"].get<std::string>() + "/release",
                    second = "/api/v1/protections/" + listed[0]["id"].get<std::string>() + "/release";
  EXPECT_EQ(op.post(first).code(), "field.missing");
  EXPECT_EQ(op.post(first, {{"reason", "settled"}}).json()["state"], "released");
  EXPECT_EQ(*town.held["camera:1"], *parse_utc("2026-07-01T11:50:00Z"));
  EXPECT_EQ(op.post(first, {{"reason", "settled"}}).code(), "protection.over");
  EXPECT_EQ(op.post(second, {{"reason", "settled"}}).status, 200);
  EXPECT_FALSE(town.held["camera:1"]);
  EXPECT_TRUE(op.get("/api/v1/protections").json()["protections"].empty());
  EXPECT_EQ(op.get("/api/v1/protections?state=all").json()["protections"].size(), 2u);
  Json ancient = wanted;
  ancient["from"] = format_utc(now - std::chrono::days{31});
  ancient["to"] = format_utc(now - std::chrono::days{31} + 1min);
  EXPECT_EQ(op.post("/api/v1/protections", ancient).code(), "protection.over");
  EXPECT_EQ(
      op.post("/api/v1/protections", {{"cameras", Json::array()}, {"from", wanted["from"]}, {"to", wanted["to"]}, {"reason", "incident"}})
          .code(),
      "field.wrong");
}

TEST(Authorisation, EndedNobodySignsInAndWhoIsInIsOut) {
  Town town;
  auto op = town.person("op", "operator");
  Conforming admin{town.person("root", "administrator")};
  WebSocket updates{op, "/api/v1/updates"};
  const std::string authorise = "/api/v1/accounts/account:op/authorisation";
  EXPECT_EQ(admin.post(authorise, {{"number", "A-12"}}).status, 400);
  const auto given = admin.post(authorise, {{"number", "A-12"},
                                            {"date", "2026-05-02"},
                                            {"training", "two days, May 2026"},
                                            {"ends", format_utc(town.clock.utc_now() + 10min)},
                                            {"sources", {"camera:1"}}});
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(given.json()["authorisation"]["number"], "A-12");
  EXPECT_EQ(updates.next_of("closed")["code"], "session.ended") << "nothing stands on the old order";
  ASSERT_EQ(op.sign_in("op", Town::password).status, 200);
  EXPECT_EQ(op.get("/api/v1/session").json()["authorised_until"], format_utc(town.clock.utc_now() + 10min));
  WebSocket live{op, "/api/v1/live/camera:1"};
  wait_until([&] { return town.pictures.viewers() == 1; });
  town.clock.advance(10min);
  EXPECT_EQ(live.next_of("end")["code"], "account.ended");
  EXPECT_EQ(op.get("/api/v1/cameras").code(), "account.ended");
  EXPECT_EQ(Client(town.server->port()).sign_in("op", Town::password).code(), "account.ended");
  EXPECT_EQ(Client(town.server->port()).sign_in("op", "not the password").code(), "session.refused")
      << "who does not know the password learns nothing";
}

TEST(Desk, AnotherOperatorTakesItInOneStep) {
  Town town;
  auto desk = town.person("op", "operator");
  town.person("second", "operator");
  WebSocket updates{desk, "/api/v1/updates"};
  ASSERT_EQ(desk.sign_in("second", Town::password).status, 200);
  EXPECT_EQ(updates.next_of("closed")["code"], "session.ended");
  EXPECT_EQ(desk.get("/api/v1/session").json()["account"]["name"], "second");
  EXPECT_EQ(town.audited("session.close").size(), 1u);
}

TEST(Desk, TheServerKnowsWhichDesksAreOpen) {
  Town town;
  auto op = town.person("op", "operator"), officer = town.person("officer", "duty_officer");
  EXPECT_TRUE(town.server->desks().empty());
  {
    WebSocket one{op, "/api/v1/updates"}, other{officer, "/api/v1/updates"};
    one.next_of("hello");
    other.next_of("hello");
    EXPECT_EQ(town.server->desks(), std::vector<std::string>{"account:op"}) << "the duty officer is called in another way";
  }
  wait_until([&] { return town.server->desks().empty(); });
}

TEST(Exercise, AlertsArePlayedMarkedAndBounded) {
  Town town;
  Conforming officer{town.person("officer", "duty_officer")}, op{town.person("op", "operator")};
  const Json flood{{"camera", "camera:1"}, {"kind", "intrusion"}, {"count", 40}};
  EXPECT_EQ(op.post("/api/v1/exercise/alerts", flood).status, 403);
  EXPECT_EQ(officer.post("/api/v1/exercise/alerts", {{"camera", "camera:1"}, {"kind", "loitering_person"}}).code(), "kind.not_allowed");
  EXPECT_EQ(officer.post("/api/v1/exercise/alerts", {{"camera", "camera:1"}, {"kind", "intrusion"}, {"count", 101}}).code(), "field.wrong");
  ASSERT_EQ(officer.post("/api/v1/exercise/alerts", flood).json()["alerts"].size(), 40u);
  const Json alerts = op.get("/api/v1/alerts?limit=1000").json()["alerts"];
  ASSERT_EQ(alerts.size(), 40u);
  for (const auto& alert : alerts) {
    EXPECT_EQ(alert["simulated"], true);
    EXPECT_EQ(alert["exercise"], true);
  }
}

}  // namespace
}  // namespace vigie::api::test
