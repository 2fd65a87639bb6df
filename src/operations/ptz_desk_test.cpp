// Who moves a head, for how long, and where it looks: over a real ledger and a real gate, with a clock that the test moves.
#include <gtest/gtest.h>

#include "ptz_house.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;
using Kind = PtzOrder::Kind;

const Actor anna{"account:anna", "OP-1", "", false};
const Actor ben{"account:ben", "OP-2", "", false};
const Actor officer{"account:officer", "Officer", "", false};
const PtzOrder left{Kind::move, -0.5, 0, 0, {}};
const PtzOrder stop{Kind::stop, 0, 0, 0, {}};

class PtzDeskTest : public testing::Test {
 protected:
  void review(city::MaskReview review) { ASSERT_TRUE(desk_->review_camera(officer, camera_, review, "seen", std::nullopt)); }
  // As the driver does once the camera is home.
  void let_it_arrive() {
    const auto order = ptz_->next(camera_);
    ASSERT_TRUE(order);
    ptz_->sent(camera_);
    ptz_->arrived(camera_, *order);
  }
  Status order(const Actor& actor, const PtzOrder& order, bool priority = false) { return house_.order(actor, order, priority); }
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

  ManualClock clock_{*parse_utc("2026-06-01T12:00:00Z")};
  PtzHouse house_{clock_, "http://192.0.2.7/onvif/device_service"};
  const std::string camera_ = house_.camera;
  PtzDesk* const ptz_ = house_.ptz.get();
  Desk* const desk_ = house_.desk.get();
  city::Ledger* const ledger_ = house_.ledger.get();
  const Board& board_ = house_.board;
  std::vector<std::string>& views_ = house_.views;
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
  house_.may_operate = false;
  ptz_->tick();
  EXPECT_FALSE(ptz_->next(camera_));
  house_.may_operate = true;
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
