// Buttons over a real ledger: one incident, no dispatch, nothing lost.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "operations/desk.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

const Actor anna{"account:anna", "OP-1", "", false};

class Buttons : public testing::Test {
 protected:
  Buttons() : folder_(std::filesystem::temp_directory_path() / ("vigie-buttons-" + random_token(6))) {
    std::filesystem::create_directories(folder_);
    ledger_ = std::move(*storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_));
    open_desk();
    add_camera("camera:near", {43.7301, 7.42});
    add_camera("camera:nearest", {43.73001, 7.42});
    add_camera("camera:far", {43.75, 7.42});
  }
  ~Buttons() override {
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open_desk() {
    board_ = std::make_unique<Board>(clock_);
    EXPECT_TRUE(board_->catch_up(*ledger_));
    desk_ = std::make_unique<Desk>(*ledger_, *board_, clock_, ids_, "Europe/Paris", false);
  }
  void add_camera(const std::string& id, geo::LatLon where) {
    city::Camera camera;
    camera.id = camera.name = id;
    camera.where = where;
    ASSERT_TRUE(desk_->configure_camera(anna, camera, "new", std::nullopt));
  }
  ButtonPress press(const std::string& key, const std::string& device = "school-3") const {
    return {"panic", device, key, "panic_button", "École, gate", geo::LatLon{43.73, 7.42}, clock_.utc_now(), city::BasisRef{"alarms", 1},
            false};
  }
  std::size_t facts(std::string_view schema) const { return ledger_->facts_after(0, schema, 100'000).value().size(); }

  std::filesystem::path folder_;
  ManualClock clock_{*parse_utc("2026-06-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<Board> board_;
  std::unique_ptr<Desk> desk_;
};

TEST_F(Buttons, OpenAnIncidentByThemselvesWithTheNearestCamerasAndNeverADispatch) {
  const auto done = desk_->press({press("1")});
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(done->opened.size(), 1u);
  const Json incident = board_->incident_json(done->opened[0]);
  EXPECT_EQ(incident["kind"], "panic_button");
  EXPECT_EQ(incident["origin"], "panel");
  EXPECT_EQ(incident["urgency"], 1);
  EXPECT_EQ(incident["place"], "École, gate");
  EXPECT_EQ(incident["cameras"], Json({"camera:nearest", "camera:near"}));
  EXPECT_TRUE(incident["assignments"].empty());
  EXPECT_TRUE(incident["times"]["seen"].is_null()) << "nobody has seen it yet";
  EXPECT_EQ(facts("assignment."), 0u);
}

TEST_F(Buttons, AFloodOfOneButtonMakesOneIncidentAndLosesNoPress) {
  std::vector<ButtonPress> flood;
  for (int i = 0; i < 10'000; ++i) {
    flood.push_back(press(std::to_string(i)));
    if (flood.size() < 500) continue;
    ASSERT_TRUE(desk_->press(flood));
    ASSERT_EQ(desk_->press(flood)->repeated, 500u) << "sent again";
    flood.clear();
  }
  EXPECT_EQ(facts("incident.opened"), 1u);
  EXPECT_EQ(facts("press.received"), 10'000u);
}

TEST_F(Buttons, AClosedIncidentStaysClosedAndTheNextPressOpensAnother) {
  const auto first = desk_->press({press("1")});
  ASSERT_TRUE(desk_->close_incident(anna, first->opened[0], "settled", "", std::nullopt));
  EXPECT_EQ(desk_->press({press("1")})->repeated, 1u) << "the same press, sent late, opens nothing";
  const auto second = desk_->press({press("2"), press("2"), press("3")});
  EXPECT_EQ(second->opened.size(), 1u);
  EXPECT_EQ(second->repeated, 1u);
  EXPECT_EQ(second->joined, 1u);
  EXPECT_NE(second->opened[0], first->opened[0]);
}

TEST_F(Buttons, TheOpenIncidentOfAButtonIsKnownAfterARestart) {
  const auto first = desk_->press({press("1")});
  open_desk();
  const auto again = desk_->press({press("2")});
  EXPECT_TRUE(again->opened.empty());
  EXPECT_EQ(again->joined, 1u);
}

TEST_F(Buttons, OneOfAnUnknownDeviceOpensAnIncidentWithoutAPlace) {
  ButtonPress unknown = press("1", "new-7");
  unknown.where.reset();
  unknown.place.clear();
  const auto done = desk_->press({unknown, press("1")});
  ASSERT_EQ(done->opened.size(), 2u);
  const Json incident = board_->incident_json(done->opened[0]);
  EXPECT_EQ(incident["place"], "new-7");
  EXPECT_TRUE(incident["lat"].is_null());
}

TEST_F(Buttons, APressWithoutAKeyIsRefused) {
  const auto done = desk_->press({press("")});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "field.missing");
}

}  // namespace
}  // namespace vigie::operations
