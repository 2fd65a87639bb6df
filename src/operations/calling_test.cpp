// Alerts between two desks, on a clock of the test's own: 20, 60, 180 and 90 seconds, and what nobody saw.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "operations/desk.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;

const Actor anna{"account:anna", "OP-1", "", false};
const Actor ben{"account:ben", "OP-2", "", false};

class Calling : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("vigie-calling-" + random_token(6));
    std::filesystem::create_directories(folder_);
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    desk_ = std::make_unique<Desk>(*ledger_, board_, clock_, ids_, "Europe/Paris", false);
  }
  void TearDown() override {
    desk_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string raise(const std::string& episode, const std::string& camera = "camera:1", const std::string& kind = "intrusion") {
    RaisedAlert alert;
    alert.camera = camera;
    alert.episode = episode;
    alert.kind = kind;
    alert.occurred = clock_.utc_now() - 2s;  // seen by the worker a little before it reached the server
    return desk_->raise(alert).value_or("");
  }
  // As housekeeping does it, second by second.
  void pass(std::chrono::seconds time) {
    for (auto left = time; left > 0s; left -= 1s) {
      clock_.advance(1s);
      ASSERT_TRUE(desk_->call_out(desks_, times_));
    }
  }
  Alert alert(const std::string& id) const { return *board_.alert(id); }
  std::vector<std::string> told(const std::string& id) const {  // what the server did, in order
    std::vector<std::string> steps;
    const auto facts = ledger_->facts_of(id, 100);
    for (const auto& recorded : *facts)
      if (recorded.fact.source == "desk:server")
        steps.push_back(recorded.fact.schema + (recorded.fact.body.contains("step") ? ":" + text_or(recorded.fact.body, "step") : ""));
    return steps;
  }

  ManualClock clock_{*parse_utc("2026-03-01T22:00:00Z")};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  Board board_{clock_};
  std::unique_ptr<Desk> desk_;
  CallingTimes times_;
  std::vector<std::string> desks_{"account:anna", "account:ben"};
};

TEST_F(Calling, AnUntakenAlertCallsOneDeskAgainTheOtherAndTheOfficer) {
  const std::string id = raise("e1");
  pass(1s);
  EXPECT_EQ(alert(id).call.step, "first_desk");
  ASSERT_EQ(alert(id).call.desks.size(), 1u);
  const auto first = alert(id).call.desks;
  pass(18s);
  EXPECT_EQ(alert(id).call.step, "first_desk");
  pass(1s);  // 20 s
  EXPECT_EQ(alert(id).call.step, "again");
  EXPECT_EQ(alert(id).call.desks, first);
  pass(39s);
  EXPECT_EQ(alert(id).call.step, "again");
  pass(1s);  // 60 s
  EXPECT_EQ(alert(id).call.step, "other_desk");
  EXPECT_EQ(alert(id).call.desks, desks_);
  pass(119s);
  EXPECT_EQ(alert(id).state, Alert::State::raised);
  pass(1s);  // 180 s
  EXPECT_EQ(alert(id).state, Alert::State::escalated);
  pass(300s);
  EXPECT_EQ(told(id),
            (std::vector<std::string>{"alert.called:first_desk", "alert.called:again", "alert.called:other_desk", "alert.escalated"}));
  EXPECT_TRUE(desk_->dismiss(ben, id, "harmless", "", std::nullopt)) << "passed on, it is still answerable at a desk";
}

TEST_F(Calling, ATakenAlertIsLeftAloneAndFreedAfterNinetySeconds) {
  const std::string id = raise("e1");
  pass(5s);
  ASSERT_TRUE(desk_->take(anna, id, std::nullopt));
  pass(89s);
  EXPECT_EQ(alert(id).state, Alert::State::taken);
  EXPECT_EQ(desk_->take(ben, id, std::nullopt).error().code, "alert.taken");
  pass(1s);
  EXPECT_EQ(alert(id).state, Alert::State::raised);
  EXPECT_EQ(alert(id).history.back().schema, "alert.released");
  EXPECT_EQ(alert(id).history.back().by, "server");
  pass(1s);
  EXPECT_EQ(alert(id).call.desks, std::vector<std::string>{"account:ben"}) << "not to who let it lie";
  pass(19s);
  EXPECT_EQ(alert(id).call.step, "again") << "counted from the release";
  ASSERT_TRUE(desk_->take(ben, id, std::nullopt));
  ASSERT_TRUE(desk_->confirm(ben, id, "picture", "", "", std::nullopt));
  pass(600s);
  EXPECT_EQ(alert(id).state, Alert::State::confirmed);
}

TEST_F(Calling, EveryStepIsAudited) {
  const std::string id = raise("e1");
  pass(1s);
  ASSERT_TRUE(desk_->take(anna, id, std::nullopt));
  pass(90s);
  std::vector<std::string> actions;
  const auto rows = ledger_->audit_after(0, 100);
  for (const auto& row : *rows) {
    const auto entry = city::audit_entry_from_json(*parse_json(*row.body));
    if (entry->object == id && entry->actor == "server") actions.push_back(entry->action + " " + entry->reason);
  }
  EXPECT_EQ(actions, (std::vector<std::string>{"alert.call first_desk", "alert.release alert.no_verdict"}));
}

TEST_F(Calling, NeverTakenByItsEndIsNotSeenAndCountedAndStillAnswerable) {
  const std::string seen = raise("e1"), unseen = raise("e2");
  ASSERT_TRUE(desk_->take(anna, seen, std::nullopt));
  ASSERT_TRUE(desk_->end_alert("camera:1", "e2", clock_.utc_now()));
  pass(9min);
  EXPECT_FALSE(alert(unseen).not_seen) << "over in the street, and still to be looked at";
  pass(1min);
  EXPECT_TRUE(alert(unseen).not_seen);
  EXPECT_EQ(board_.open_alerts().size(), 1u);
  EXPECT_EQ(board_.shift_since(clock_.utc_now() - 1h).not_seen, 1u);
  ASSERT_TRUE(desk_->end_stale_alerts());
  pass(1min);
  EXPECT_FALSE(alert(seen).not_seen) << "it was taken once";
  ASSERT_TRUE(desk_->take(ben, unseen, std::nullopt));
  EXPECT_TRUE(board_.alert(unseen)->open());
  ASSERT_TRUE(desk_->dismiss(ben, unseen, "nothing_there", "", std::nullopt));
  EXPECT_EQ(board_.shift_since(clock_.utc_now() - 1h).not_seen, 1u) << "answered late, it was not seen in its time";
}

TEST_F(Calling, ADeskWhoseScreenIsGoneHandsItsCallOnAtOnce) {
  const std::string id = raise("e1");
  pass(1s);
  const std::string first = alert(id).call.desks.at(0);
  std::erase(desks_, first);
  pass(1s);
  EXPECT_EQ(alert(id).call.desks, desks_);
  EXPECT_EQ(alert(id).call.step, "other_desk");
  desks_.clear();
  const std::string nobody = raise("e2");
  pass(1s);
  EXPECT_EQ(alert(nobody).call.step, "first_desk");
  EXPECT_TRUE(alert(nobody).call.desks.empty()) << "every desk that opens hears it";
  pass(179s);
  EXPECT_EQ(alert(nobody).state, Alert::State::escalated);
}

TEST_F(Calling, AFloodOfOnePlaceGoesToOneDeskAndIsSharedByPlace) {
  for (int i = 0; i < 20; ++i) raise("a" + std::to_string(i), "camera:1");
  for (int i = 0; i < 20; ++i) raise("b" + std::to_string(i), "camera:2");
  pass(1s);
  std::map<std::string, std::set<std::string>> desks_of_camera;
  for (const auto& one : board_.open_alerts()) desks_of_camera[text_or(one.raised.body, "camera")].insert(one.call.desks.at(0));
  ASSERT_EQ(desks_of_camera["camera:1"].size(), 1u);
  ASSERT_EQ(desks_of_camera["camera:2"].size(), 1u);
  EXPECT_NE(*desks_of_camera["camera:1"].begin(), *desks_of_camera["camera:2"].begin());
  EXPECT_EQ(board_.open_alerts().size(), 40u);
}

TEST_F(Calling, AStandStillOfTheServerEndsInOneCallAndABoardRebuiltKnowsIt) {
  const std::string id = raise("e1");
  clock_.advance(200s);
  ASSERT_TRUE(desk_->call_out(desks_, times_));
  EXPECT_EQ(told(id), std::vector<std::string>{"alert.escalated"});
  const std::string fault = raise("f1", "camera:2", "camera_frozen");
  pass(200s);
  EXPECT_EQ(told(fault), std::vector<std::string>{"alert.called:first_desk"}) << "a camera's fault is no matter for the officer";
  Board again{clock_};
  ASSERT_TRUE(again.catch_up(*ledger_));
  for (const auto& one : board_.open_alerts()) EXPECT_EQ(again.alert_json(one.id), board_.alert_json(one.id));
}

}  // namespace
}  // namespace vigie::operations
