// The day-book, checklists and hand-over over a real ledger; a board folded anew must be the same.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "base/digest.h"
#include "operations/desk.h"
#include "operations/nearby.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;

const Actor anna{"account:anna", "OP-1", "", false};
const Actor ben{"account:ben", "OP-2", "", false};

class DayBookTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("vigie-daybook-" + random_token(6));
    std::filesystem::create_directories(folder_);
    auto ledger = storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    ASSERT_TRUE(ledger) << ledger.error().message;
    ledger_ = std::move(*ledger);
    desk_ = std::make_unique<Desk>(*ledger_, board_, clock_, ids_, "Europe/Paris", false);
  }
  void TearDown() override {
    Board again{clock_};
    ASSERT_TRUE(again.catch_up(*ledger_));
    for (const auto& entry : book().entries({}, 100)) EXPECT_EQ(again.day_book().entry_json(entry.id), book().entry_json(entry.id));
    for (const auto& incident : board_.incidents(false, 100))
      EXPECT_EQ(again.incident_json(incident.id), board_.incident_json(incident.id));
    EXPECT_EQ(again.checklists().all_json(), board_.checklists().all_json());
    for (const auto& one : board_.hand_overs().newest(100)) EXPECT_EQ(again.hand_overs().json(one.id), board_.hand_overs().json(one.id));
    desk_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }

  static NewEntry nuisance() {
    NewEntry entry;
    entry.origin = "sight";
    entry.kind = "nuisance";
    entry.place = "Place du Marché";
    entry.words = "Des palettes brûlées, pompiers prévenus";
    return entry;
  }
  std::string write(const NewEntry& entry, const Actor& actor = anna) {
    const auto done = desk_->write_entry(actor, entry, std::nullopt);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or("");
  }
  const DayBook& book() const { return board_.day_book(); }
  HandOverContext nothing_down() const { return {}; }

  ManualClock clock_{*parse_utc("2026-03-01T22:00:00Z")};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  Board board_{clock_};
  std::unique_ptr<Desk> desk_;
};

TEST_F(DayBookTest, EntriesAreNumberedAndACorrectionNamesTheOneItCorrects) {
  const std::string first = write(nuisance());
  auto corrected = nuisance();
  corrected.words = "Trois palettes";
  corrected.corrects = first;
  const std::string second = write(corrected, ben);
  const Json before = book().entry_json(first), after = book().entry_json(second);
  EXPECT_EQ(before["number"], 1);
  EXPECT_EQ(after["number"], 2);
  EXPECT_EQ(before["words"], "Des palettes brûlées, pompiers prévenus") << "never edited";
  EXPECT_EQ(before["corrected_by"], Json::array({{{"id", second}, {"number", 2}}}));
  EXPECT_EQ(after["corrects_number"], 1);
  EXPECT_EQ(after["author_name"], "OP-2");
  corrected.corrects = "entry:none";
  EXPECT_EQ(desk_->write_entry(anna, corrected, std::nullopt).error().code, "entry.unknown");
}

TEST_F(DayBookTest, WordsAreCountedAsCharactersAndTheFutureIsRefused) {
  auto entry = nuisance();
  entry.words.clear();
  for (int i = 0; i < 500; ++i) entry.words += "é";
  EXPECT_TRUE(desk_->write_entry(anna, entry, std::nullopt)) << "500 characters are 1000 bytes";
  entry.words += "é";
  EXPECT_EQ(desk_->write_entry(anna, entry, std::nullopt).error().code, "field.too_long");
  entry = nuisance();
  entry.occurred = clock_.utc_now() + 1h;
  EXPECT_EQ(desk_->write_entry(anna, entry, std::nullopt).error().code, "field.wrong");
  for (const auto& [change, code] : std::initializer_list<std::pair<std::function<void(NewEntry&)>, const char*>>{
           {[](NewEntry& e) { e.origin = "rumour"; }, "field.choice"},
           {[](NewEntry& e) { e.kind.clear(); }, "field.missing"},
           {[](NewEntry& e) { e.urgency = 4; }, "field.choice"},
           {[](NewEntry& e) { e.outcome = "arrest"; }, "field.choice"},
           {[](NewEntry& e) { e.opens_incident = true; }, "field.place"},
           {[](NewEntry& e) { e.incident = "incident:none"; }, "incident.unknown"},
           {[](NewEntry& e) {
              e.partners.push_back({"army", "", "", {}});
            },
            "field.choice"},
           {[](NewEntry& e) {
              e.partners.push_back({"other", "", "", {}});
            },
            "field.missing"}}) {
    auto bad = nuisance();
    change(bad);
    EXPECT_EQ(desk_->write_entry(anna, bad, std::nullopt).error().code, code);
  }
  EXPECT_EQ(book().entries({}, 100).size(), 1u) << "what was refused wrote nothing";
}

TEST_F(DayBookTest, ADayAndAKindAreFound) {
  write(nuisance());
  clock_.advance(3h);
  auto accident = nuisance();
  accident.kind = "accident";
  const std::string later = write(accident);
  DayBook::Filter filter;
  filter.entered = city::Interval{clock_.utc_now() - 1h, clock_.utc_now() + 1h};
  ASSERT_EQ(book().entries(filter, 10).size(), 1u);
  EXPECT_EQ(book().entries(filter, 10)[0].id, later);
  EXPECT_EQ(book().entries({{}, "nuisance", false}, 10).size(), 1u);
  EXPECT_EQ(book().entries({}, 1).size(), 1u);
  EXPECT_EQ(book().entries({}, 10)[0].id, later) << "newest first";
}

TEST_F(DayBookTest, AnEntryOpensAnIncidentInTheSameCommitAndAnotherJoinsIt) {
  auto call = nuisance();
  call.origin = "call";
  call.where = geo::LatLon{43.73, 7.42};
  call.opens_incident = true;
  call.partners.push_back({"fire", "", "CODIS 4711", {}});
  const std::string first = write(call);
  const std::string incident = book().entry_json(first)["incident"];
  ASSERT_TRUE(board_.incident(incident));
  EXPECT_EQ(board_.incident_json(incident)["origin"], "call");
  call.opens_incident = false;
  call.partners.clear();
  call.incident = incident;
  const std::string second = write(call, ben);
  EXPECT_EQ(board_.incident_json(incident)["entries"], Json::array({{{"id", first}, {"number", 1}}, {{"id", second}, {"number", 2}}}));
  EXPECT_EQ(book().entry_json(first)["partners"][0]["reference"], "CODIS 4711");
  clock_.advance(1min);
  ASSERT_TRUE(desk_->tell_partner(ben, incident, {"police", "", "12", clock_.utc_now() - 30s}, std::nullopt));
  const Json told = board_.incident_json(incident)["partners"][0];
  EXPECT_EQ(told["partner"], "police");
  EXPECT_EQ(told["at"], "2026-03-01T22:00:30.000000Z");
  EXPECT_EQ(told["by_name"], "OP-2");
  EXPECT_EQ(desk_->tell_partner(ben, "incident:none", {"police", "", "", {}}, std::nullopt).error().code, "incident.unknown");
  EXPECT_EQ(desk_->tell_partner(ben, "entry:none", {"police", "", "", {}}, std::nullopt).error().code, "entry.unknown");
}

TEST_F(DayBookTest, AnUrgentEntryStaysOpenUntilItsOutcome) {
  auto urgent = nuisance();
  urgent.urgency = 2;
  const std::string entry = write(urgent);
  write(nuisance());
  EXPECT_EQ(book().entries({{}, "", true}, 10).size(), 1u);
  ASSERT_TRUE(desk_->settle_entry(anna, entry, "settled", std::nullopt));
  EXPECT_TRUE(book().entries({{}, "", true}, 10).empty());
  EXPECT_EQ(book().entry_json(entry)["outcome"], "settled");
  EXPECT_EQ(desk_->settle_entry(anna, entry, "other", std::nullopt).error().code, "entry.settled");
}

TEST_F(DayBookTest, WhatIsNearInTimeAndPlaceIsOffered) {
  NewIncident near;
  near.kind = "accident";
  near.origin = "sight";
  near.where = {43.7310, 7.42};  // 111 m north
  const std::string incident = *desk_->open_incident(anna, near, std::nullopt);
  near.where = {43.74, 7.42};  // 1.1 km
  ASSERT_TRUE(desk_->open_incident(anna, near, std::nullopt));
  city::Camera camera;
  camera.id = "camera:1";
  camera.number = 1;
  camera.name = "Port";
  camera.where = {43.7305, 7.42};
  ASSERT_TRUE(desk_->configure_camera(anna, camera, "new", std::nullopt));
  RaisedAlert alert;
  alert.camera = "camera:1";
  alert.episode = "e1";
  alert.kind = "intrusion";
  alert.occurred = clock_.utc_now() - 10min;
  ASSERT_TRUE(desk_->raise(alert));
  alert.episode = "e2";
  alert.occurred = clock_.utc_now() - 2h;
  ASSERT_TRUE(desk_->raise(alert));
  const Json found = nearby(board_, {43.73, 7.42}, clock_.utc_now());
  ASSERT_EQ(found["incidents"].size(), 1u);
  EXPECT_EQ(found["incidents"][0]["id"], incident);
  EXPECT_NEAR(found["incidents"][0]["metres"].get<double>(), 111, 1);
  ASSERT_EQ(found["alerts"].size(), 1u) << "the one of two hours ago is another matter";
  ASSERT_TRUE(desk_->close_incident(anna, incident, "settled", "", std::nullopt));
  EXPECT_TRUE(nearby(board_, {43.73, 7.42}, clock_.utc_now())["incidents"].empty());
}

TEST_F(DayBookTest, AChecklistIsVersionedAndTicksKeepTheirWords) {
  ASSERT_TRUE(desk_->define_checklist(anna, "fire", {{"", "Prévenir le 18"}, {"", "Couper le gaz"}}, 0));
  EXPECT_EQ(desk_->define_checklist(ben, "fire", {{"", "x"}}, 0).error().code, "state.moved_on")
      << "somebody else edited it in the meantime";
  NewIncident fire;
  fire.kind = "fire";
  fire.origin = "sight";
  fire.where = {43.73, 7.42};
  const std::string incident = *desk_->open_incident(anna, fire, std::nullopt);
  Json list = board_.incident_json(incident)["checklist"];
  ASSERT_EQ(list["steps"].size(), 2u);
  const std::string first = list["steps"][0]["id"], second = list["steps"][1]["id"];
  clock_.advance(1min);
  ASSERT_TRUE(desk_->tick(ben, incident, first, true, std::nullopt));
  ASSERT_TRUE(desk_->tick(anna, incident, first, true, std::nullopt)) << "twice is once";
  ASSERT_TRUE(desk_->tick(anna, incident, second, true, std::nullopt));
  ASSERT_TRUE(desk_->tick(anna, incident, second, false, std::nullopt));
  list = board_.incident_json(incident)["checklist"];
  EXPECT_EQ(list["steps"][0]["ticked"]["by_name"], "OP-2");
  EXPECT_EQ(list["steps"][0]["ticked"]["at"], "2026-03-01T22:01:00.000000Z");
  EXPECT_FALSE(list["steps"][1].contains("ticked"));
  EXPECT_EQ(desk_->tick(anna, incident, "9.9", true, std::nullopt).error().code, "checklist.step");
  // The officer drops the first step and keeps the second: the tick stands with the words it had.
  ASSERT_TRUE(desk_->define_checklist(anna, "fire", {{second, "Couper le gaz et l'eau"}, {"1.1x", "Barrer la rue"}}, 1));
  list = board_.incident_json(incident)["checklist"];
  EXPECT_EQ(list["version"], 2);
  EXPECT_EQ(list["steps"][0]["id"], second);
  EXPECT_EQ(list["steps"][1]["id"], "2.2") << "an id that no step had is not taken over";
  ASSERT_EQ(list["earlier"].size(), 1u);
  EXPECT_EQ(list["earlier"][0]["text"], "Prévenir le 18");
}

TEST_F(DayBookTest, AHandOverIsDraftedFromFactsSignedByTwoAndReadByTheNext) {
  auto urgent = nuisance();
  urgent.urgency = 1;
  write(urgent);
  NewIncident fire;
  fire.kind = "fire";
  fire.origin = "call";
  fire.where = {43.73, 7.42};
  ASSERT_TRUE(desk_->open_incident(anna, fire, std::nullopt));
  ASSERT_TRUE(desk_->give_instruction(anna, "Marché demain, quai fermé à 5 h", clock_.utc_now() + 12h, std::nullopt));
  const std::string ended = *desk_->give_instruction(anna, "Travaux", std::nullopt, std::nullopt);
  ASSERT_TRUE(desk_->end_instruction(anna, ended, std::nullopt));
  EXPECT_EQ(desk_->end_instruction(anna, ended, std::nullopt).error().code, "instruction.ended");
  HandOverContext context;
  context.cameras_down.push_back({{"camera", "camera:1"}, {"since", nullptr}, {"reason", "camera.lost"}});
  clock_.advance(1min);
  const Uuid id = ids_.next();
  EXPECT_EQ(desk_->sign_hand_over(anna, anna, id, context, "").error().code, "handover.same_person");
  const auto done = desk_->sign_hand_over(anna, ben, id, context, "Calme après 23 h.");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(desk_->sign_hand_over(anna, ben, id, context, "Calme après 23 h.")) << "the same again changes nothing";
  EXPECT_EQ(desk_->sign_hand_over(ben, anna, id, context, "").error().code, "handover.signed");
  ASSERT_EQ(board_.hand_overs().newest(10).size(), 1u);
  ASSERT_TRUE(desk_->read_hand_over(ben, *done, std::nullopt));
  ASSERT_TRUE(desk_->read_hand_over(ben, *done, std::nullopt));
  const Json form = board_.hand_overs().json(*done);
  EXPECT_EQ(form["leaving_name"], "OP-1");
  EXPECT_EQ(form["arriving_name"], "OP-2");
  EXPECT_EQ(form["read_by"].size(), 1u);
  const Json& draft = form["draft"];
  EXPECT_EQ(draft["open_incidents"].size(), 1u);
  EXPECT_EQ(draft["open_entries"].size(), 1u);
  EXPECT_EQ(draft["instructions"].size(), 1u) << "the ended one is not repeated";
  EXPECT_EQ(draft["cameras_down"].size(), 1u);
  EXPECT_EQ(draft["shift"], Json({{"entries", 1}, {"calls", 0}, {"incidents", 1}, {"alerts", 0}, {"not_seen", 0}}));
  // The next shift begins at this signature; an instruction ends by itself.
  clock_.advance(13h);
  const Json next = draft_hand_over(board_, nothing_down(), clock_.utc_now());
  EXPECT_EQ(next["since"], form["signed_at"]);
  EXPECT_EQ(next["shift"]["entries"], 0);
  EXPECT_TRUE(next["instructions"].empty());
}

}  // namespace
}  // namespace vigie::operations
