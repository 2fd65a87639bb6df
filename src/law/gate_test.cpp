#include "law/gate.h"

#include <gtest/gtest.h>

#include <map>

#include "test_support.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;
using city::Processing;
using test::Town;

class GateTest : public testing::Test {
 protected:
  explicit GateTest(const std::string& profile = "fr") : town_(profile) {
    camera("camera:1");
    reopen({});
  }
  void reopen(UtcTime known_past) {
    gate_ = std::make_unique<Gate>(town_.clock, known_past, town_.profile, town_.bases,
                                   [this](const city::SourceId& id) -> Result<std::optional<city::Camera>> {
                                     if (lost_) return fail(ErrorKind::unavailable, "the ledger does not answer");
                                     const auto found = cameras_.find(id);
                                     return found == cameras_.end() ? std::nullopt : std::optional{found->second};
                                   });
  }
  city::Camera& camera(const city::SourceId& id) {
    city::Camera& made = cameras_[id];
    made.id = id;
    made.review = city::MaskReview::masked_here;
    return made;
  }
  Result<city::Permit> ask(Processing processing = Processing::statistics, const city::SourceId& source = "camera:1") {
    return gate_->permit(processing, source, {"account:anna", "post", ""});
  }
  std::string refusal(Processing processing = Processing::statistics, const city::SourceId& source = "camera:1") {
    const auto permit = ask(processing, source);
    return permit ? "" : permit.error().code;
  }
  static std::string code_of(const Status& status) { return status ? "" : status.error().code; }

  Town town_;
  std::map<city::SourceId, city::Camera> cameras_;
  bool lost_ = false;
  std::unique_ptr<Gate> gate_;
};

TEST_F(GateTest, GrantsWhatTheBasisGrantsAndNoMore) {
  EXPECT_EQ(refusal(), "basis.none");
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_TRUE(permit->check(Processing::statistics, "camera:1"));
  EXPECT_EQ(permit->terms().regime, "statistics");
  EXPECT_EQ(permit->terms().basis, (city::BasisRef{"counts", 1}));
  EXPECT_FALSE(permit->terms().exercise);
  EXPECT_TRUE(permit->allows_kind("count.person"));
  EXPECT_FALSE(permit->allows_kind("intrusion"));
  EXPECT_EQ(code_of(permit->check(Processing::view, "camera:1")), "permit.other_processing");
  EXPECT_EQ(code_of(permit->check(Processing::statistics, "camera:2")), "permit.other_source");
  EXPECT_EQ(refusal(Processing::view), "basis.none");
  EXPECT_EQ(refusal(Processing::statistics, "camera:2"), "basis.none");
}

// The showpiece: a basis ends → the held permit and every new request are denied at once; other bases go on.
TEST_F(GateTest, WhenABasisEndsItsPermitsEndAndOthersGoOn) {
  LegalBasis watching = town_.statistics_basis();
  watching.id = "watching";
  watching.regime = "supervision";
  watching.processings = {Processing::view, Processing::record};
  watching.kinds.clear();
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  ASSERT_TRUE(town_.put_in_force(watching));
  const auto counting = ask(), viewing = ask(Processing::view), recording = ask(Processing::record);
  ASSERT_TRUE(counting && viewing && recording);
  EXPECT_TRUE(recording->allows_kind("camera_frozen")) << "camera faults stand on the recording basis";
  EXPECT_FALSE(viewing->allows_kind("camera_frozen"));
  ASSERT_TRUE(town_.keep(end_basis(town_.bases, "counts", "council's vote", town_.act("paul"))));
  EXPECT_EQ(code_of(counting->check()), "basis.ended");
  EXPECT_EQ(refusal(), "basis.ended");
  EXPECT_TRUE(viewing->check());
  EXPECT_TRUE(recording->check());
  EXPECT_EQ(refusal(Processing::view), "");
}

TEST_F(GateTest, ABasisExpiresToTheSecond) {
  LegalBasis later = town_.statistics_basis();
  later.valid_from += 1h;
  ASSERT_TRUE(town_.put_in_force(later));
  EXPECT_EQ(refusal(), "basis.not_yet");
  town_.clock.advance(1h);
  const auto permit = ask();
  ASSERT_TRUE(permit);
  town_.clock.advance(later.valid_to - town_.clock.utc_now() - 1us);
  EXPECT_TRUE(permit->check());
  town_.clock.advance(1us);
  EXPECT_EQ(code_of(permit->check()), "basis.expired");
  EXPECT_EQ(refusal(), "basis.expired");
}

// RULES L01: a clock set back does not revive it.
TEST_F(GateTest, AClockSetBackRevivesNothing) {
  const LegalBasis basis = town_.statistics_basis();
  ASSERT_TRUE(town_.put_in_force(basis));
  const auto permit = ask();
  town_.clock.advance(24h * 30);
  EXPECT_EQ(code_of(permit->check()), "basis.expired");
  town_.clock.set_utc(basis.valid_from + 1h);
  EXPECT_EQ(code_of(permit->check()), "clock.doubted");
  EXPECT_EQ(refusal(), "clock.doubted");
  // Even when a person swears that the clock is right now, what had expired stays expired.
  gate_->acknowledge_clock();
  EXPECT_TRUE(gate_->clock_trusted());
  EXPECT_EQ(code_of(permit->check()), "basis.expired");
  EXPECT_EQ(refusal(), "basis.expired");
  // A new basis may begin.
  LegalBasis renewed = town_.statistics_basis();
  ASSERT_TRUE(town_.put_in_force(renewed));
  EXPECT_EQ(refusal(), "");
}

TEST_F(GateTest, ASteadyDeadlineHoldsWhileTheClockStandsStill) {
  const LegalBasis basis = town_.statistics_basis();
  ASSERT_TRUE(town_.put_in_force(basis));
  const auto permit = ask();
  const UtcTime stopped = town_.clock.utc_now();
  town_.clock.advance(24h * 30 + 1h);
  town_.clock.set_utc(stopped);  // UTC never moved for the one who looks only at it
  EXPECT_FALSE(permit->check());
  EXPECT_EQ(refusal(), "clock.doubted");
}

TEST_F(GateTest, ADoubtedClockRecoversByItself) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  const UtcTime right = town_.clock.utc_now();
  town_.clock.set_utc(right - 1h);
  EXPECT_EQ(code_of(permit->check()), "clock.doubted");
  town_.clock.set_utc(right);
  EXPECT_TRUE(permit->check());
  town_.clock.set_utc(right - 1s);
  EXPECT_TRUE(permit->check()) << "small steps of a time server are within the tolerance";
}

TEST_F(GateTest, ManySmallStepsBackAddUp) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  Status last;
  for (int i = 0; i < 10 && last; ++i) {
    town_.clock.set_utc(town_.clock.utc_now() - 1s);
    last = permit->check();
  }
  EXPECT_EQ(code_of(last), "clock.doubted");
}

TEST_F(GateTest, ASlewedClockIsNotDoubted) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  for (int hour = 0; hour < 24 * 7; ++hour) {
    town_.clock.advance(1h);
    town_.clock.set_utc(town_.clock.utc_now() - 1h / 2500);  // 400 ppm slow
    ASSERT_TRUE(permit->check()) << hour;
  }
}

TEST_F(GateTest, AClockSetBackAcrossARestartIsFound) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  reopen(town_.clock.utc_now() + 24h);
  EXPECT_EQ(refusal(), "clock.doubted");
  reopen(town_.clock.utc_now() - 1h);
  EXPECT_EQ(refusal(), "");
}

TEST_F(GateTest, WhenNothingAnswersItRefuses) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  lost_ = true;
  EXPECT_EQ(refusal(), "gate.unavailable");
  EXPECT_EQ(code_of(permit->check()), "gate.unavailable");
  lost_ = false;
  const BasisBook unread;
  Gate blind{
      town_.clock, {}, town_.profile, unread, [](const city::SourceId&) -> Result<std::optional<city::Camera>> { return std::nullopt; }};
  EXPECT_EQ(blind.permit(Processing::statistics, "camera:1", {}).error().code, "gate.unavailable");
}

// RULES L14.
TEST_F(GateTest, NoCameraGoesLiveBeforeItsMaskIsReviewed) {
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  const auto permit = ask();
  camera("camera:1").review = city::MaskReview::none;
  EXPECT_EQ(refusal(), "mask.not_reviewed");
  EXPECT_EQ(code_of(permit->check()), "mask.not_reviewed");
  camera("camera:1").removed = true;
  EXPECT_EQ(refusal(), "camera.unknown");
  cameras_.clear();
  EXPECT_EQ(refusal(), "camera.unknown");
}

TEST_F(GateTest, ASearchNeedsItsRequisition) {
  LegalBasis order = town_.statistics_basis();
  order.id = "requisition-17";
  order.regime = "requisition";
  order.processings = {Processing::search};
  order.kinds.clear();
  order.requisition = "PV 2026/117";
  order.valid_to = order.valid_from + 24h;
  ASSERT_TRUE(town_.put_in_force(order));
  EXPECT_EQ(refusal(Processing::search), "requisition.missing");
  const auto permit = gate_->permit(Processing::search, "camera:1", {"account:ines", "search", "PV 2026/117"});
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_FALSE(gate_->permit(Processing::search, "camera:1", {"account:ines", "search", "PV 1999/1"}));
}

// A requisition's basis opens its recordings to who answers it and to nobody else; and who answers it stands on nothing else.
TEST_F(GateTest, ARequisitionAndOtherBasesDoNotLendEachOtherPower) {
  LegalBasis order = town_.statistics_basis();
  order.id = "requisition-17";
  order.regime = "requisition";
  order.processings = {Processing::search, Processing::replay};
  order.kinds.clear();
  order.requisition = "PV 2026/117";
  order.valid_to = order.valid_from + 24h;
  ASSERT_TRUE(town_.put_in_force(order));
  EXPECT_EQ(refusal(Processing::replay), "basis.none") << "an operator who names no requisition";
  ASSERT_TRUE(gate_->permit(Processing::replay, "camera:1", {"account:ines", "look", "PV 2026/117"}));
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  EXPECT_FALSE(gate_->permit(Processing::statistics, "camera:1", {"account:ines", "count", "PV 2026/117"}));
}

TEST_F(GateTest, OfTwoBasesTheLongerCarriesThePermit) {
  LegalBasis longer = town_.statistics_basis();
  longer.id = "longer";
  longer.valid_to += 24h;
  ASSERT_TRUE(town_.put_in_force(town_.statistics_basis()));
  ASSERT_TRUE(town_.put_in_force(longer));
  EXPECT_EQ(ask()->terms().basis.id, "longer");
}

class ExerciseGate : public GateTest {
 protected:
  ExerciseGate() : GateTest("exercise") {
    EXPECT_TRUE(town_.keep(make_exercise_bases(town_.profile, "exercise", town_.person("author", {"data_protection_officer"}),
                                               town_.person("approver", {"auditor"}), town_.clock.utc_now(), "Europe/Paris")));
  }
};

// RULES L33.
TEST_F(ExerciseGate, AnExerciseCannotOpenAStreetCamera) {
  camera("camera:1").public_place = true;
  for (const Processing processing :
       {Processing::view, Processing::record, Processing::replay, Processing::analyse, Processing::statistics})
    EXPECT_EQ(refusal(processing), "exercise.street_camera") << city::to_string(processing);
  EXPECT_EQ(refusal(Processing::search), "requisition.missing") << "an exercise searches on an exercise's requisition, too (L10)";
  camera("camera:1").replay = true;
  EXPECT_EQ(refusal(Processing::view), "") << "recorded public footage";
  camera("camera:2").public_place = false;
  const auto permit = ask(Processing::analyse, "camera:2");
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_TRUE(permit->terms().exercise);
  EXPECT_TRUE(permit->allows_kind("intrusion"));
  EXPECT_EQ(refusal(Processing::operate, "crew:1"), "");
}

TEST_F(ExerciseGate, AnalysisEndsAndThePictureGoesOn) {
  camera("camera:1").public_place = false;
  const auto looking = ask(Processing::view), analysing = ask(Processing::analyse);
  ASSERT_TRUE(looking && analysing);
  ASSERT_TRUE(town_.keep(end_basis(town_.bases, "exercise_analysis", "not renewed", town_.act("paul"))));
  EXPECT_EQ(code_of(analysing->check()), "basis.ended");
  EXPECT_EQ(refusal(Processing::analyse), "basis.ended");
  EXPECT_TRUE(looking->check());
  for (const Processing processing : {Processing::view, Processing::replay, Processing::record, Processing::operate})
    EXPECT_EQ(refusal(processing), "") << city::to_string(processing);
}

TEST_F(ExerciseGate, APermitOutlivesItsGateSafely) {
  camera("camera:1").public_place = false;
  const auto permit = ask(Processing::view);
  ASSERT_TRUE(permit);
  gate_.reset();
  EXPECT_TRUE(permit->check());
}

}  // namespace
}  // namespace vigie::law
