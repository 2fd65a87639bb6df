// The desk over a real ledger: one fact's whole way, and the ways it must not go.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "operations/advice.h"
#include "operations/desk.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;

const Actor anna{"account:anna", "OP-1", "", false};
const Actor ben{"account:ben", "OP-2", "", false};
const Actor crew{"account:crew1", "Alpha", "unit:alpha", false};

class DeskTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("vigie-desk-" + random_token(6));
    std::filesystem::create_directories(folder_);
    auto ledger = storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    ASSERT_TRUE(ledger) << ledger.error().message;
    ledger_ = std::move(*ledger);
    board_ = std::make_unique<Board>(clock_);
    desk_ = std::make_unique<Desk>(*ledger_, *board_, clock_, ids_, "Europe/Paris", false);
    city::Camera camera;
    camera.id = "camera:1";
    camera.number = 1;
    camera.name = "Place du Marché";
    camera.where = {43.73, 7.42};
    ASSERT_TRUE(desk_->configure_camera(anna, camera, "new", std::nullopt));
    for (const auto& [id, name] : {std::pair{"unit:alpha", "Alpha"}, std::pair{"unit:bravo", "Bravo"}}) {
      Unit unit;
      unit.id = id;
      unit.name = name;
      ASSERT_TRUE(desk_->configure_unit(anna, unit));
    }
  }
  void TearDown() override {
    desk_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }

  RaisedAlert intrusion(const std::string& episode) const {
    RaisedAlert alert;
    alert.camera = "camera:1";
    alert.episode = episode;
    alert.kind = "intrusion";
    alert.place = "lawn";
    alert.occurred = clock_.utc_now();
    alert.confidence = 0.8;
    alert.threshold = 0.5;
    alert.model = "nanodet-g-416";
    alert.basis = {"exercise-1", 1};
    return alert;
  }
  std::string raise(const std::string& episode) {
    const auto done = desk_->raise(intrusion(episode));
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or("");
  }
  // A board folded anew from the ledger must be the same as the one kept up to date.
  void expect_rebuilt_alike() {
    Board again{clock_};
    ASSERT_TRUE(again.catch_up(*ledger_));
    for (const auto& alert : board_->alerts(false, 100)) EXPECT_EQ(again.alert_json(alert.id), board_->alert_json(alert.id));
    for (const auto& incident : board_->incidents(false, 100)) EXPECT_EQ(again.incident_json(incident.id), board_->incident_json(incident.id));
    for (const auto& unit : board_->units()) EXPECT_EQ(again.unit_json(unit.id)["state"], board_->unit_json(unit.id)["state"]);
  }

  ManualClock clock_{*parse_utc("2026-03-01T22:00:00Z")};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<Board> board_;
  std::unique_ptr<Desk> desk_;
};

TEST_F(DeskTest, OneFactsWholeWay) {
  const std::string alert = raise("e1");
  EXPECT_EQ(raise("e1"), alert) << "the same alert sent again is the same alert";
  EXPECT_EQ(board_->alerts(true, 10).size(), 1u);
  EXPECT_TRUE(board_->alert_json(alert)["error_rate"].is_null());
  clock_.advance(12s);
  ASSERT_TRUE(desk_->take(anna, alert, std::nullopt));
  clock_.advance(5s);
  ASSERT_TRUE(desk_->confirm(anna, alert, "picture", "two people behind the fence", "", std::nullopt));
  const auto incidents = board_->incidents(true, 10);
  ASSERT_EQ(incidents.size(), 1u);
  const std::string incident = incidents[0].id;
  EXPECT_EQ(board_->alert_json(alert)["incident"], incident);
  clock_.advance(20s);
  ASSERT_TRUE(desk_->assign(anna, incident, "unit:alpha", Json::object(), std::nullopt));
  EXPECT_EQ(board_->unit_json("unit:alpha")["state"], "told");
  const std::string assignment = board_->incident(incident)->assignments.at(0);
  for (const char* state : {"acknowledged", "en_route", "on_scene"}) {
    clock_.advance(30s);
    ASSERT_TRUE(desk_->move(crew, assignment, state, "", std::nullopt));
    EXPECT_EQ(board_->unit_json("unit:alpha")["state"], state);
  }
  ASSERT_TRUE(desk_->move(crew, assignment, "available", "", std::nullopt));
  EXPECT_EQ(board_->unit_json("unit:alpha")["state"], "available");
  ASSERT_TRUE(desk_->close_incident(anna, incident, "settled", "", std::nullopt));
  const Json times = board_->times_since(clock_.utc_now() - 24h).at(0);
  EXPECT_EQ(times["fact"], Json({{"at", "2026-03-01T22:00:00.000000Z"}, {"source", "camera"}}));
  EXPECT_EQ(times["seen"], Json({{"at", "2026-03-01T22:00:12.000000Z"}, {"source", "operator"}}));
  EXPECT_EQ(times["told"]["source"], "operator");
  EXPECT_EQ(times["on_scene"]["source"], "crew");
  EXPECT_EQ(times["closed"]["source"], "operator");
  expect_rebuilt_alike();
}

TEST_F(DeskTest, TwoDesksCannotBothTakeAnAlert) {
  const std::string alert = raise("e1");
  ASSERT_TRUE(desk_->take(anna, alert, std::nullopt));
  const auto second = desk_->take(ben, alert, std::nullopt);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "alert.taken");
  EXPECT_EQ(desk_->confirm(ben, alert, "picture", "", "", std::nullopt).error().code, "alert.taken");
  ASSERT_TRUE(desk_->release(anna, alert, std::nullopt));
  EXPECT_TRUE(desk_->take(ben, alert, std::nullopt));
}

TEST_F(DeskTest, UndoWithinTenSecondsWithdrawsTheIncidentUnlessACrewWasTold) {
  const std::string alert = raise("e1");
  ASSERT_TRUE(desk_->confirm(anna, alert, "picture", "", "", std::nullopt));
  clock_.advance(9s);
  ASSERT_TRUE(desk_->undo(anna, alert, std::nullopt));
  EXPECT_TRUE(board_->alert(alert)->open());
  EXPECT_TRUE(board_->incidents(true, 10).empty());
  ASSERT_TRUE(desk_->confirm(anna, alert, "picture", "", "", std::nullopt));
  const std::string incident = board_->incidents(true, 10).at(0).id;
  ASSERT_TRUE(desk_->assign(anna, incident, "unit:alpha", Json::object(), std::nullopt));
  EXPECT_EQ(desk_->undo(anna, alert, std::nullopt).error().code, "undo.assigned");
  const std::string other = raise("e2");
  ASSERT_TRUE(desk_->dismiss(anna, other, "nothing_there", "", std::nullopt));
  EXPECT_EQ(desk_->undo(ben, other, std::nullopt).error().code, "undo.late");
  clock_.advance(11s);
  EXPECT_EQ(desk_->undo(anna, other, std::nullopt).error().code, "undo.late");
  expect_rebuilt_alike();
}

TEST_F(DeskTest, AUnitIsSentOnceAndStepsAreNotTakenBack) {
  NewIncident said;
  said.kind = "fall";
  said.origin = "call";
  said.where = {43.73, 7.42};
  const std::string first = *desk_->open_incident(anna, said, std::nullopt);
  const std::string second = *desk_->open_incident(anna, said, std::nullopt);
  ASSERT_TRUE(desk_->assign(anna, first, "unit:alpha", Json::object(), std::nullopt));
  EXPECT_EQ(desk_->assign(anna, second, "unit:alpha", Json::object(), std::nullopt).error().code, "unit.busy");
  const std::string assignment = board_->incident(first)->assignments.at(0);
  ASSERT_TRUE(desk_->move(crew, assignment, "on_scene", "", std::nullopt));
  EXPECT_EQ(desk_->move(crew, assignment, "en_route", "", std::nullopt).error().code, "assignment.order");
  EXPECT_EQ(desk_->move({"account:c2", "Bravo", "unit:bravo", false}, assignment, "available", "", std::nullopt).error().kind, ErrorKind::denied);
  ASSERT_TRUE(desk_->close_incident(anna, first, "settled", "", std::nullopt));
  EXPECT_EQ(board_->unit_json("unit:alpha")["state"], "available") << "closing frees the crew";
  EXPECT_EQ(desk_->close_incident(anna, first, "settled", "", std::nullopt).error().code, "incident.closed");
}

TEST_F(DeskTest, TheSameRequestTwiceIsOneAct) {
  NewIncident said;
  said.kind = "fall";
  said.origin = "sight";
  said.where = {43.73, 7.42};
  city::Reply reply;
  reply.actor = anna.account;
  reply.key = "k1";
  reply.status = 201;
  ASSERT_TRUE(desk_->open_incident(anna, said, reply));
  EXPECT_FALSE(desk_->open_incident(anna, said, reply)) << "the ledger knows the key: the API answers from the stored reply";
  EXPECT_EQ(board_->incidents(true, 10).size(), 1u);
}

TEST_F(DeskTest, AnAlertWhoseWorkerDiedEnds) {
  const std::string alert = raise("e1");
  ASSERT_TRUE(desk_->end_stale_alerts());
  EXPECT_FALSE(board_->alert(alert)->ended);
  clock_.advance(alert_max_life + 1s);
  ASSERT_TRUE(desk_->end_stale_alerts());
  EXPECT_TRUE(board_->alert(alert)->ended);
  ASSERT_TRUE(desk_->call_out({}, {}));
  EXPECT_EQ(board_->shift_since(clock_.utc_now() - 1h).not_seen, 1u);
}

TEST_F(DeskTest, AChangedMaskIsReviewedByAnotherPerson) {
  EXPECT_EQ(board_->camera("camera:1")->review, city::MaskReview::none);
  EXPECT_EQ(desk_->review_camera(anna, "camera:1", city::MaskReview::no_dwelling, "looked", std::nullopt).error().code, "review.same_person");
  ASSERT_TRUE(desk_->review_camera(ben, "camera:1", city::MaskReview::no_dwelling, "looked", std::nullopt));
  auto camera = *board_->camera("camera:1");
  camera.name = "Renamed";
  ASSERT_TRUE(desk_->configure_camera(anna, camera, "name", std::nullopt));
  EXPECT_EQ(board_->camera("camera:1")->review, city::MaskReview::no_dwelling) << "a name changes no mask";
  camera.streams = {{city::StreamKind::main, "rtsp://192.0.2.9/other", ""}};
  ASSERT_TRUE(desk_->configure_camera(anna, camera, "another camera on this pole", std::nullopt));
  EXPECT_EQ(board_->camera("camera:1")->review, city::MaskReview::none) << "nobody has looked at this picture";
  ASSERT_TRUE(desk_->review_camera(ben, "camera:1", city::MaskReview::no_dwelling, "looked again", std::nullopt));
  camera.masks.push_back({"windows", "", {{0, 0}, {1, 0}, {1, 1}}, {}, 0});
  ASSERT_TRUE(desk_->configure_camera(anna, camera, "new window", std::nullopt));
  EXPECT_EQ(board_->camera("camera:1")->review, city::MaskReview::none);
}

TEST_F(DeskTest, AdviceListsFreeUnitsByRoadTimeAndSaysWhyOthersAreNot) {
  NewIncident said;
  said.kind = "fall";
  said.origin = "sight";
  said.where = {43.73, 7.42};
  const std::string id = *desk_->open_incident(anna, said, std::nullopt);
  Unit off;
  off.id = "unit:off";
  off.name = "Charlie";
  off.on_duty = false;
  ASSERT_TRUE(desk_->configure_unit(anna, off));
  EXPECT_FALSE(board_->set_position("unit:off", {{43.73, 7.42}, clock_.utc_now(), false})) << "off duty: no position (L31)";
  board_->set_position("unit:alpha", {{43.80, 7.42}, clock_.utc_now(), false});
  board_->set_position("unit:bravo", {{43.74, 7.42}, clock_.utc_now(), false});
  const TravelTimes straight = [](std::span<const geo::LatLon> from, geo::LatLon to) {
    std::vector<Travel> out;
    for (const auto& one : from) out.push_back({true, geo::distance_m(one, to) / 10, geo::distance_m(one, to), true, {}});
    return out;
  };
  const Json advice = advise(*board_, *board_->incident(id), straight, clock_.utc_now());
  ASSERT_EQ(advice["units"].size(), 2u);
  EXPECT_EQ(advice["units"][0]["unit"], "unit:bravo");
  EXPECT_EQ(advice["units"][0]["why"], Json({"advice.straight_line", "advice.free", "advice.nearest"}));
  EXPECT_EQ(advice["excluded"][0]["why"], "unit.off_duty");
  clock_.advance(position_max_age + 1s);
  EXPECT_TRUE(advise(*board_, *board_->incident(id), straight, clock_.utc_now())["units"].empty());
}

TEST_F(DeskTest, WordsOutsideTheListsAreRefused) {
  const std::string alert = raise("e1");
  EXPECT_EQ(desk_->confirm(anna, alert, "hunch", "", "", std::nullopt).error().code, "field.choice");
  EXPECT_EQ(desk_->dismiss(anna, alert, "boring", "", std::nullopt).error().code, "field.choice");
  EXPECT_EQ(desk_->confirm(anna, "alert:none", "picture", "", "", std::nullopt).error().code, "alert.unknown");
  EXPECT_EQ(desk_->assign(anna, "incident:none", "unit:alpha", {}, std::nullopt).error().code, "incident.unknown");
}

}  // namespace
}  // namespace vigie::operations
