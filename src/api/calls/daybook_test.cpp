// The day-book, checklists and hand-over over the real port; every answer is held against the contract.
#include <fstream>

#include "calls/daybook_bodies.h"
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

const Json sighting{{"origin", "sight"}, {"kind", "nuisance"}, {"place", "Port"}, {"words", "Palettes brûlées"},
                    {"urgency", 2},      {"lat", 43.73},       {"lon", 7.42}};

std::string id_of(const Reply& reply) { return text_or(reply.json(), "id"); }

TEST(DayBook, IsWrittenCorrectedFilteredAndSettled) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const auto first = op.post("/api/v1/entries", sighting);
  ASSERT_EQ(first.status, 201) << first.body;
  Json corrected = sighting;
  corrected["corrects"] = id_of(first);
  corrected["kind"] = "fire";
  const auto second = op.post("/api/v1/entries", corrected);
  EXPECT_EQ(second.json()["corrects_number"], 1);
  EXPECT_EQ(op.get("/api/v1/entries/" + id_of(first)).json()["corrected_by"][0]["number"], 2);
  EXPECT_EQ(op.get("/api/v1/entries?kind=fire").json()["entries"].size(), 1u);
  EXPECT_EQ(op.get("/api/v1/entries?day=2026-06-01").json()["entries"].size(), 2u);
  EXPECT_EQ(op.get("/api/v1/entries?day=2026-05-31").json()["entries"].size(), 0u);
  EXPECT_EQ(op.get("/api/v1/entries?state=open").json()["entries"].size(), 1u);
  EXPECT_EQ(op.post("/api/v1/entries/" + id_of(second) + "/settle", {{"outcome", "settled"}}).json()["open"], false);
  EXPECT_EQ(op.post("/api/v1/entries/" + id_of(second) + "/settle", {{"outcome", "settled"}}).code(), "entry.settled");
  for (const char* day : {"yesterday", "2026-13-01", "2026-02-30", "2026-06-01x", "0000-01-01"})
    EXPECT_EQ(op.get(std::string{"/api/v1/entries?day="} + day).status, 400) << day;
  EXPECT_EQ(op.get("/api/v1/entries/entry:none").code(), "entry.unknown");
  EXPECT_EQ(town.audited("entry.write").size(), 2u);
}

// The civil day of the city, and the two odd ones of the year.
TEST(DayBook, ADayIsThatOfTheCitysZone) {
  const auto zone = *Zone::open("Europe/Paris");
  const auto hours = [&](const char* day) {
    const auto span = *parse_day(day, zone, UtcTime{});
    return std::chrono::duration_cast<std::chrono::hours>(span.to - span.from).count();
  };
  EXPECT_EQ(hours("2026-06-01"), 24);
  EXPECT_EQ(hours("2026-03-29"), 23);
  EXPECT_EQ(hours("2026-10-25"), 25);
}

TEST(DayBook, AnEntryOpensAnIncidentOnlyForWhoMay) {
  Town town;
  town.define_role("scribe", {"entry.read", "entry.write"});
  Conforming op{town.person("op", "operator")}, scribe{town.person("scribe", "scribe")};
  Json call = sighting;
  call["origin"] = "call";
  call["opens_incident"] = true;
  call["partners"] = {{{"partner", "fire"}, {"reference", "CODIS 12"}}};
  EXPECT_EQ(scribe.post("/api/v1/entries", call).code(), "permission.missing");
  const auto written = op.post("/api/v1/entries", call);
  ASSERT_EQ(written.status, 201) << written.body;
  const std::string incident = "/api/v1/incidents/" + text_or(written.json(), "incident");
  EXPECT_EQ(op.get(incident).json()["entries"][0]["number"], 1);
  EXPECT_EQ(op.post(incident + "/partners", {{"partner", "police"}, {"reference", "4711"}}).json()["partners"][0]["reference"], "4711");
  EXPECT_EQ(op.post("/api/v1/entries/" + id_of(written) + "/partners", {{"partner", "medical"}}).json()["partners"].size(), 2u);
  EXPECT_EQ(op.post(incident + "/partners", {{"partner", "army"}}).status, 400);
  EXPECT_EQ(op.post("/api/v1/entries/" + text_or(written.json(), "incident") + "/partners", {{"partner", "police"}}).code(),
            "entry.unknown")
      << "an incident is not told of under the right to write entries";
  // A second caller about the same thing is offered it.
  const auto near = op.get("/api/v1/nearby?lat=43.7301&lon=7.42").json();
  ASSERT_EQ(near["incidents"].size(), 1u);
  EXPECT_EQ(op.get("/api/v1/nearby?lat=x&lon=7").status, 400);
  EXPECT_EQ(op.get("/api/v1/nearby?lat=43.7").status, 400);
  town.raise_alert();
  EXPECT_EQ(op.get("/api/v1/nearby?lat=43.73&lon=7.42").json()["alerts"].size(), 1u);
}

// The number is in its own file and nowhere else, neither while it is kept nor after: all bytes of the data folder are searched.
TEST(DayBook, ACallersNumberIsReallyErased) {
  Town town;
  Conforming op{town.person("op", "operator")};
  const std::string entry = "/api/v1/entries/" + id_of(op.post("/api/v1/entries", {{"origin", "call"}, {"kind", "nuisance"}}));
  const std::string number = "06 98 76 54 32";
  const auto holders = [&] {
    std::vector<std::string> found;
    for (const auto& file : std::filesystem::recursive_directory_iterator(town.folder)) {
      if (!file.is_regular_file()) continue;
      std::ifstream in{file.path(), std::ios::binary};
      const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
      if (bytes.find(number) != std::string::npos) found.push_back(file.path().parent_path().filename());
    }
    return found;
  };
  EXPECT_EQ(op.get(entry + "/callback").code(), "callback.none");
  const auto kept = op.ask("PUT", entry + "/callback", Json{{"number", number}});
  ASSERT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(kept.json()["erased_at"], format_utc(town.clock.utc_now() + 24h));
  EXPECT_EQ(op.get(entry + "/callback").json()["number"], number);
  EXPECT_EQ(holders(), std::vector<std::string>{"callbacks"}) << "in no fact, log, kept answer or journal";
  EXPECT_EQ(town.audited("callback.read").size(), 1u);
  EXPECT_EQ(op.ask("PUT", entry + "/callback", Json{{"number", "call me"}}).status, 400);
  town.clock.advance(24h);
  Conforming later{town.person("op", "operator")};
  EXPECT_EQ(later.get(entry + "/callback").code(), "callback.none");
  EXPECT_EQ(*town.callbacks->erase_due(), 1u);
  EXPECT_TRUE(holders().empty());
  ASSERT_EQ(later.ask("PUT", entry + "/callback", Json{{"number", number}}).status, 200);
  EXPECT_EQ(later.ask("DELETE", entry + "/callback", Json::object()).status, 204);
  EXPECT_TRUE(holders().empty());
}

TEST(Checklists, AreWrittenByTheOfficerAndTickedByTheDesk) {
  Town town;
  Conforming op{town.person("op", "operator")}, officer{town.person("officer", "duty_officer")};
  const Json steps{{"version", 0}, {"steps", {{{"text", "Prévenir le 18"}}, {{"text", "Barrer la rue"}}}}};
  EXPECT_EQ(op.ask("PUT", "/api/v1/checklists/accident", steps).code(), "permission.missing");
  const auto written = officer.ask("PUT", "/api/v1/checklists/accident", steps);
  ASSERT_EQ(written.status, 200) << written.body;
  EXPECT_EQ(written.json()["version"], 1);
  EXPECT_EQ(officer.ask("PUT", "/api/v1/checklists/accident", steps).code(), "state.moved_on");
  EXPECT_EQ(officer.ask("PUT", "/api/v1/checklists/accident", Json{{"version", 1}, {"steps", "all"}}).status, 400);
  EXPECT_EQ(officer.ask("PUT", "/api/v1/checklists/accident", Json{{"version", 1}}).code(), "field.missing");
  const std::string incident = "/api/v1/incidents/" + town.open_incident(op.client());
  const Json list = op.get(incident).json()["checklist"];
  ASSERT_EQ(list["steps"].size(), 2u);
  const auto ticked = op.post(incident + "/ticks", {{"step", list["steps"][0]["id"]}}).json()["checklist"];
  EXPECT_EQ(ticked["steps"][0]["ticked"]["by_name"], "op");
  EXPECT_EQ(op.post(incident + "/ticks", {{"step", "9.9"}}).code(), "checklist.step");
  EXPECT_EQ(op.get("/api/v1/checklists").json()["checklists"].size(), 1u);
}

TEST(HandOver, IsDraftedSignedByTwoPeopleAndRead) {
  Town town;
  Conforming op{town.person("op", "operator")}, next{town.person("next", "operator")}, officer{town.person("officer", "duty_officer")};
  town.person("tech", "technician");
  town.open_incident(op.client());
  op.post("/api/v1/entries", sighting);
  const auto given = officer.post("/api/v1/instructions", {{"words", "Marché demain"}, {"until", format_utc(town.clock.utc_now() + 12h)}});
  ASSERT_EQ(given.status, 201) << given.body;
  EXPECT_EQ(op.post("/api/v1/instructions", {{"words", "x"}}).code(), "permission.missing");
  const auto draft = op.get("/api/v1/handovers/draft").json();
  EXPECT_EQ(draft["open_incidents"].size(), 1u);
  EXPECT_EQ(draft["open_entries"].size(), 1u);
  EXPECT_EQ(draft["instructions"].size(), 1u);
  EXPECT_EQ(draft["shift"]["entries"], 1);

  const std::string hand_over = "/api/v1/handovers/" + town.ids.next().str();
  const auto sign = [&](const char* login, const std::string& password) {
    return op.ask("PUT", hand_over, Json{{"words", "Calme."}, {"login", login}, {"password", password}});
  };
  EXPECT_EQ(sign("next", "not the right one").code(), "session.refused");
  EXPECT_EQ(op.get("/api/v1/session").status, 200) << "who leaves stays signed in";
  EXPECT_EQ(sign("op", Town::password).code(), "handover.same_person");
  EXPECT_EQ(sign("tech", Town::password).code(), "permission.missing");
  const auto signed_once = sign("next", Town::password);
  ASSERT_EQ(signed_once.status, 200) << signed_once.body;
  EXPECT_EQ(sign("next", Town::password).json()["number"], 1) << "the same again is the same hand-over";
  EXPECT_EQ(op.ask("PUT", "/api/v1/handovers/today", Json{{"login", "next"}, {"password", Town::password}}).status, 400);
  const auto list = next.get("/api/v1/handovers").json()["handovers"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_TRUE(list[0]["read_by"].empty());
  EXPECT_EQ(next.post("/api/v1/handovers/" + text_or(list[0], "id") + "/read").json()["read_by"][0]["by_name"], "next");
  EXPECT_EQ(town.audited("handover.sign").size(), 1u);
  EXPECT_EQ(town.audited("handover.accept").size(), 1u);
  EXPECT_EQ(officer.post("/api/v1/instructions/" + id_of(given) + "/end").status, 200);
  EXPECT_TRUE(op.get("/api/v1/instructions").json()["instructions"].empty());
  // The password is in nothing that is kept.
  for (const auto& file : std::filesystem::recursive_directory_iterator(town.folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in{file.path(), std::ios::binary};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}).find(Town::password), std::string::npos) << file.path();
  }
}

TEST(HandOver, GuessingThePasswordOfWhoArrivesIsSlowedDown) {
  Town town;
  Conforming op{town.person("op", "operator")};
  town.person("next", "operator");
  int limited = 0;
  for (int i = 0; i < 30; ++i)
    limited +=
        op.ask("PUT", "/api/v1/handovers/" + town.ids.next().str(), Json{{"login", "next"}, {"password", "a wrong guess"}}).status == 429;
  EXPECT_GT(limited, 0);
}

TEST(Units, ACrewOnTheRadioIsEnteredByTheOfficer) {
  Town town;
  Conforming op{town.person("op", "operator")}, officer{town.person("officer", "duty_officer")};
  const Json crew{{"name", "Bravo"}, {"kind", "foot"}, {"radio_only", true}};
  EXPECT_EQ(op.post("/api/v1/units", crew).code(), "permission.missing");
  const auto added = officer.post("/api/v1/units", crew);
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(added.json()["state"], "available");
  const std::string incident = "/api/v1/incidents/" + town.open_incident(op.client());
  const auto advice = op.get(incident + "/advice").json();
  EXPECT_EQ(advice["excluded"][0]["why"], "unit.no_position");
  EXPECT_EQ(op.post(incident + "/assign", {{"unit", added.json()["id"]}}).status, 200) << "a person may send it all the same";
}

}  // namespace
}  // namespace vigie::api::test
