// Who moves a head, for how long, and where it looks: over a real ledger and a real gate, with a clock that the test moves.
#include "operations/ptz_desk.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "law/gate.h"
#include "operations/desk.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;
using Kind = PtzOrder::Kind;

const Actor anna{"account:anna", "OP-1", "", false};
const Actor ben{"account:ben", "OP-2", "", false};
const Actor officer{"account:officer", "Officer", "", false};
const PtzOrder left{Kind::move, -0.5, 0, 0, {}};
const PtzOrder stop{Kind::stop, 0, 0, 0, {}};

class ToLedger final : public city::AuditSink {
 public:
  explicit ToLedger(city::Ledger& ledger) : ledger_(ledger) {}
  Status record(city::AuditEntry entry) override {
    city::Commit commit;
    commit.audit.push_back(std::move(entry));
    VIGIE_TRY(const auto done, ledger_.commit(commit));
    (void)done;
    return {};
  }

 private:
  city::Ledger& ledger_;
};

class PtzDeskTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    desk_ = std::make_unique<Desk>(*ledger_, board_, clock_, ids_, "Europe/Paris", true);
    audit_ = std::make_unique<ToLedger>(*ledger_);
    law::Account author, approver;
    author.subject.id = "account:author";
    author.login = author.name = "author";
    author.roles = {"duty_officer"};
    approver.subject.id = "account:approver";
    approver.login = approver.name = "approver";
    approver.roles = {"auditor"};
    ASSERT_TRUE(ledger_->commit(*law::make_exercise_bases(profile_, "an exercise", author, approver, clock_.utc_now(), "Europe/Paris")));
    ASSERT_TRUE(bases_.load(*ledger_));
    gate_ =
        std::make_unique<law::Gate>(clock_, clock_.utc_now(), profile_, bases_,
                                    [this](const city::SourceId& id) -> Result<std::optional<city::Camera>> { return board_.camera(id); });
    PtzDesk::Hooks hooks;
    hooks.may_operate = [this](const std::string&) -> Status {
      return may_operate_ ? Status{} : fail(ErrorKind::denied, "no basis", "basis.none");
    };
    hooks.wake = [this](const std::string& camera) { woken_.push_back(camera); };
    hooks.view_changed = [this](const std::string&, const std::optional<std::string>& view) { views_.push_back(view.value_or("away")); };
    ptz_ = std::make_unique<PtzDesk>(*ledger_, board_, *audit_, clock_, ids_, "Europe/Paris", std::move(hooks));
    camera_ = add_camera();
    review(city::MaskReview::no_dwelling);
    add_head();
  }
  void TearDown() override {
    ptz_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string add_camera() {
    city::Camera camera;
    camera.name = "Dome";
    camera.where = {43.73, 7.42};
    camera.public_place = false;
    camera.exercise = true;
    camera.masks.push_back({"windows", "", {{0, 0}, {0.1, 0}, {0.1, 0.1}}, {}, 0});
    return desk_->configure_camera(anna, camera, "new", std::nullopt).value();
  }
  void review(city::MaskReview review) { ASSERT_TRUE(desk_->review_camera(officer, camera_, review, "seen", std::nullopt)); }
  void add_head() {
    Head head;
    head.camera = camera_;
    head.address = "http://192.0.2.7/onvif/device_service";
    head.secret = "gare";
    ASSERT_TRUE(ptz_->configure(anna, head, "a dome"));
  }
  // As the driver does once the camera is home.
  void let_it_arrive() {
    const auto order = ptz_->next(camera_);
    ASSERT_TRUE(order);
    ptz_->sent(camera_);
    ptz_->arrived(camera_, *order);
  }
  Status order(const Actor& actor, const PtzOrder& order, bool priority = false) {
    const auto permit = gate_->permit(city::Processing::operate, camera_, {actor.account, "ptz", {}});
    if (!permit) return tl::make_unexpected(permit.error());
    return ptz_->order(actor, priority, camera_, *permit, order);
  }
  std::string code(const Status& status) { return status ? "" : status.error().code; }
  std::vector<std::string> audited() {
    std::vector<std::string> told;
    const auto rows = ledger_->audit_after(0, 1000).value();
    for (const auto& row : rows) {
      const auto entry = city::audit_entry_from_json(*parse_json(*row.body)).value();
      if (entry.action.starts_with("ptz.")) told.push_back(entry.action + " " + entry.actor + " " + entry.reason);
    }
    return told;
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("vigie-ptz-" + random_token(6));
  ManualClock clock_{*parse_utc("2026-06-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  const law::Profile profile_ = law::Profile::load(std::filesystem::path{VIGIE_PROFILES_DIR} / "exercise.toml").value();
  law::BasisBook bases_;
  Board board_{clock_};
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<ToLedger> audit_;
  std::unique_ptr<law::Gate> gate_;
  bool may_operate_ = true;
  std::vector<std::string> woken_, views_;
  std::unique_ptr<PtzDesk> ptz_;
  std::string camera_;
};

TEST_F(PtzDeskTest, AHeadNobodyHasSeenIsSentHomeFirst) {
  EXPECT_EQ(views_, (std::vector<std::string>{"away"}));
  EXPECT_FALSE(ptz_->next(camera_));
  ptz_->tick();
  const auto home = ptz_->next(camera_);
  ASSERT_TRUE(home);
  EXPECT_EQ(home->kind, Kind::home);
  ptz_->arrived(camera_, *home);
  EXPECT_EQ(views_.back(), "");
  EXPECT_EQ(ptz_->look(camera_)->at("view"), "");
  clock_.advance(10min);
  ptz_->tick();
  EXPECT_FALSE(ptz_->next(camera_));
}

TEST_F(PtzDeskTest, WithoutABasisNoHeadIsTouched) {
  may_operate_ = false;
  ptz_->tick();
  EXPECT_FALSE(ptz_->next(camera_));
  may_operate_ = true;
  clock_.advance(61s);  // asked again
  ptz_->tick();
  EXPECT_TRUE(ptz_->next(camera_));
}

TEST_F(PtzDeskTest, OnePersonAtATimeForSixtySecondsAfterTheirLastCommand) {
  ptz_->tick();
  let_it_arrive();
  ASSERT_TRUE(order(anna, left));
  EXPECT_EQ(ptz_->next(camera_)->pan, -0.5);
  EXPECT_EQ(views_.back(), "away");
  clock_.advance(40s);
  EXPECT_EQ(code(order(ben, left)), "ptz.held");
  EXPECT_FALSE(ptz_->next(camera_));  // the refused command is not sent
  ASSERT_TRUE(order(anna, stop));     // extends it
  clock_.advance(40s);
  EXPECT_EQ(code(order(ben, left)), "ptz.held");
  ptz_->tick();
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::stop);
  clock_.advance(21s);
  ptz_->tick();
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::home);
  EXPECT_TRUE(ptz_->look(camera_)->at("held_by").is_null());
  ASSERT_TRUE(order(ben, left));
  EXPECT_EQ(audited(), (std::vector<std::string>{"ptz.take account:anna ", "ptz.end account:anna lease_ended", "ptz.take account:ben "}));
}

TEST_F(PtzDeskTest, TheOfficerTakesItFromAnOperatorAndNotFromAnOfficer) {
  ASSERT_TRUE(order(anna, left));
  ASSERT_TRUE(order(officer, left, true));
  EXPECT_EQ(ptz_->look(camera_)->at("held_by_name"), "Officer");
  EXPECT_EQ(code(order(anna, left)), "ptz.held");
  EXPECT_EQ(code(order(ben, left, true)), "ptz.held");
  EXPECT_EQ(code(ptz_->release(anna, camera_)), "ptz.held");
  ASSERT_TRUE(ptz_->release(officer, camera_));
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::home);
  const auto told = audited();
  EXPECT_EQ(told[1], "ptz.take account:officer taken_over");
  EXPECT_EQ(told[2], "ptz.end account:anna taken_over");
}

TEST_F(PtzDeskTest, TheNewestCommandIsTheOneThatIsSent) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(order(anna, {Kind::move, 0.1 * i, 0, 0, {}}));
  ASSERT_TRUE(order(anna, stop));
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::stop);
  EXPECT_FALSE(ptz_->next(camera_));
}

TEST_F(PtzDeskTest, APresetIsAViewOnlyOnceTheCameraSaysItIsThere) {
  ASSERT_TRUE(order(anna, {Kind::preset, 0, 0, 0, "3"}));
  const auto sent = ptz_->next(camera_);
  ASSERT_TRUE(sent);
  ptz_->sent(camera_);
  EXPECT_TRUE(ptz_->look(camera_)->at("view").is_null());
  ptz_->arrived(camera_, *sent);
  EXPECT_EQ(ptz_->look(camera_)->at("view"), "3");
  EXPECT_EQ(views_.back(), "3");
  // An arrival that was overtaken by another command is none.
  ASSERT_TRUE(order(anna, left));
  ptz_->arrived(camera_, *sent);
  EXPECT_TRUE(ptz_->look(camera_)->at("view").is_null());
}

TEST_F(PtzDeskTest, ACameraThatLiesGetsOneSentenceAndStaysAway) {
  ASSERT_TRUE(order(anna, {Kind::preset, 0, 0, 0, "3"}));
  (void)ptz_->next(camera_);
  ptz_->failed(camera_, {ErrorKind::unavailable, "ptz.position_lies", "it says it stands elsewhere"});
  const auto form = ptz_->look(camera_).value();
  EXPECT_EQ(form["trouble"]["code"], "ptz.position_lies");
  EXPECT_TRUE(form["view"].is_null());
  EXPECT_EQ(form["moving"], false);
  // Held by nobody any more: home, and home again each minute until it is there.
  clock_.advance(61s);
  ptz_->tick();
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::home);
  ptz_->failed(camera_, {ErrorKind::unavailable, "camera.unreachable", "away"});
  clock_.advance(61s);
  ptz_->tick();
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::home);
}

// RULES L14: a mask that is burnt in fits one view; a head that moves would uncover what it hides.
TEST_F(PtzDeskTest, NothingMovesWithoutAReviewOrUnderAMaskThatIsBurntInHere) {
  review(city::MaskReview::masked_here);
  EXPECT_EQ(code(order(anna, left)), "ptz.mask_fixed");
  EXPECT_EQ(ptz_->look(camera_)->at("why_not"), "ptz.mask_fixed");
  auto camera = *board_.camera(camera_);
  camera.masks.clear();
  ASSERT_TRUE(desk_->configure_camera(anna, camera, "no mask", std::nullopt));
  EXPECT_EQ(code(order(anna, left)), "mask.not_reviewed");
  review(city::MaskReview::masked_in_camera);
  EXPECT_TRUE(order(anna, left));
  Head none;
  none.camera = camera_;
  ASSERT_TRUE(ptz_->configure(anna, none, "taken off"));
  EXPECT_EQ(code(order(anna, left)), "ptz.no_head");
}

TEST_F(PtzDeskTest, WhenTheBasisEndsTheHeadGoesHomeAtOnce) {
  ASSERT_TRUE(order(anna, left));
  (void)ptz_->next(camera_);
  const auto standing = bases_.in_force(clock_.utc_now());
  ASSERT_FALSE(standing.empty());
  clock_.advance(std::chrono::hours{24 * 4000});
  ptz_->tick();
  EXPECT_EQ(ptz_->next(camera_)->kind, Kind::home);
  EXPECT_FALSE(order(anna, left));
  EXPECT_EQ(audited().back(), "ptz.end account:anna basis.expired");
}

TEST_F(PtzDeskTest, ABookReadAnewKnowsTheSameHeads) {
  HeadBook book;
  ASSERT_TRUE(book.catch_up(*ledger_));
  ASSERT_EQ(book.all().size(), 1u);
  EXPECT_EQ(book.all()[0], *ptz_->heads().head(camera_));
  EXPECT_EQ(book.all()[0].version, 1);
}

TEST(PtzOrders, AreReadFieldByField) {
  EXPECT_EQ(parse_ptz_order({{"act", "move"}, {"pan", 0.5}})->pan, 0.5);
  EXPECT_EQ(parse_ptz_order({{"act", "preset"}, {"preset", "1"}})->preset, "1");
  for (const Json& bad : {Json::object(), Json{{"act", "fly"}}, Json{{"act", "move"}, {"pan", 1.1}}, Json{{"act", "move"}, {"tilt", "up"}},
                          Json{{"act", "preset"}}, Json{{"act", "preset"}, {"preset", std::string(65, 'x')}}})
    EXPECT_EQ(parse_ptz_order(bad).error().kind, ErrorKind::invalid_input) << bad.dump();
}

}  // namespace
}  // namespace vigie::operations
