// A requisition's way over a real ledger, a real gate and real bases; and every way it must not go (RULES L10, L11).
#include <gmock/gmock.h>

#include <filesystem>

#include "law/profile.h"
#include "operations/requisitions.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {
namespace {

using namespace std::chrono_literals;
using city::Processing;
using Person = RequisitionDesk::Person;

constexpr const char* kProfile = R"(
version = 1
name = "town"
title = "Town"
video_days = 30
[[regime]]
name = "supervision"
title = "Supervision"
nature = "supervision"
enabled = true
max_days = 365
processings = ["view", "replay", "record", "export"]
[[regime]]
name = "requisition"
title = "Requisition"
nature = "requisition"
enabled = true
max_days = 30
processings = ["search", "replay", "export"]
)";

class RequisitionTest : public testing::Test {
 protected:
  RequisitionTest() {
    std::filesystem::create_directories(folder_);
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    ledger_->on_commit([this] { (void)bases_.load(*ledger_); });
    EXPECT_TRUE(bases_.load(*ledger_));
    gate_ = std::make_unique<law::Gate>(clock_, clock_.utc_now(), profile_, bases_,
                                        [](const city::SourceId& id) -> Result<std::optional<city::Camera>> {
                                          city::Camera camera;
                                          camera.id = id;
                                          camera.review = city::MaskReview::no_dwelling;
                                          return camera;
                                        });
    desk_ = std::make_unique<RequisitionDesk>(*ledger_, bases_, profile_, *gate_, clock_, ids_, "Europe/Paris");
    EXPECT_TRUE(desk_->load());
  }
  ~RequisitionTest() override {
    desk_.reset();
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }

  NewRequisition paper() const {
    NewRequisition asked;
    asked.reference = "PV 2026/117";
    asked.article = "77-1-1";
    asked.authority = "Procureur de la République";
    asked.unit = "Sûreté";
    asked.officer = "Cdt Martin";
    asked.window = {clock_.utc_now() - 24h, clock_.utc_now() - 20h};
    asked.cameras = {"camera:1", "camera:2"};
    asked.deadline = clock_.utc_now() + 48h;
    asked.until = clock_.utc_now() + 24h * 10;
    asked.document_hash = std::string(64, 'a');
    return asked;
  }
  law::Account account(const std::string& id, std::vector<std::string> roles) const {
    law::Account one;
    one.subject.id = id;
    one.login = one.name = id.substr(8);
    one.roles = std::move(roles);
    return one;
  }
  std::string approved() {
    const auto id = desk_->enter(ines_, paper());
    EXPECT_TRUE(id) << id.error().message;
    EXPECT_TRUE(desk_->approve(paul_, *id));
    return *id;
  }
  template <typename T>
  static std::string code(const Result<T>& result) {
    return result ? "" : result.error().code;
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("vigie-requisition-" + random_token(6));
  ManualClock clock_{*parse_utc("2026-06-02T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  const law::Profile profile_ = law::Profile::parse(kProfile, "town").value();
  law::BasisBook bases_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<law::Gate> gate_;
  std::unique_ptr<RequisitionDesk> desk_;
  const Person ines_{"account:ines", "Inès"};
  const law::Account paul_ = account("account:paul", {"duty_officer"});
};

TEST_F(RequisitionTest, FromThePaperToTheClosing) {
  const auto id = desk_->enter(ines_, paper());
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(desk_->find(*id)->number, "2026-0001");
  EXPECT_EQ(code(desk_->admit(ines_, *id)), "requisition.not_approved");
  ASSERT_TRUE(desk_->approve(paul_, *id));
  const auto admitted = desk_->admit(ines_, "2026-0001", {"camera:1"}, city::Interval{paper().window.from, paper().window.from + 1h});
  ASSERT_TRUE(admitted) << admitted.error().message;
  const auto permit = desk_->permit(ines_, *admitted, Processing::search, "camera:1");
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_EQ(permit->terms().basis.id, "requisition-2026-0001");
  EXPECT_EQ(permit->terms().regime, "requisition");
  ASSERT_TRUE(desk_->searched(ines_, *id, {{"camera", "camera:1"}, {"findings", 3}}));
  ASSERT_TRUE(desk_->kept(ines_, *id, 2));
  ASSERT_TRUE(desk_->packaged(ines_, *id, {{"package", "p"}, {"medium", "USB 1"}}));
  ASSERT_TRUE(desk_->close(ines_, *id, "handed over", {{"files", 4}}));
  EXPECT_EQ(permit->check().error().code, "basis.ended") << "every permit dies with the requisition";
  EXPECT_EQ(code(desk_->admit(ines_, *id)), "requisition.closed");
  const Json report = to_json(*desk_->find(*id), true);
  EXPECT_EQ(report["state"], "closed");
  EXPECT_EQ(report["searches_done"][0]["by"], "account:ines");
  EXPECT_EQ(report["packages_made"][0]["medium"], "USB 1");
  EXPECT_EQ(report["erased"]["files"], 4);
  // Folded anew from the ledger it is the same.
  RequisitionDesk again{*ledger_, bases_, profile_, *gate_, clock_, ids_, "Europe/Paris"};
  ASSERT_TRUE(again.load());
  EXPECT_EQ(to_json(*again.find(*id), true), report);
  EXPECT_EQ(desk_->enter(ines_, paper()).has_value(), true) << "a closed one's reference may come again";
}

TEST_F(RequisitionTest, TwoPeopleAndNobodyElse) {
  const auto id = desk_->enter(ines_, paper());
  ASSERT_TRUE(id);
  const auto alone = desk_->approve(account("account:ines", {"investigator", "duty_officer"}), *id);
  EXPECT_EQ(code(alone), "requisition.same_person");
  EXPECT_EQ(alone.error().kind, ErrorKind::denied);
  EXPECT_EQ(code(desk_->refuse(account("account:ines", {"duty_officer"}), *id, "no")), "requisition.same_person");
  EXPECT_EQ(code(desk_->approve(account("account:root", {"administrator"}), *id)), "basis.administrator");
  EXPECT_EQ(desk_->find(*id)->state, Requisition::State::entered);
  ASSERT_TRUE(desk_->approve(paul_, *id));
  EXPECT_EQ(code(desk_->approve(paul_, *id)), "state.moved_on");
  EXPECT_EQ(code(desk_->admit({"account:paul", "Paul"}, *id)), "requisition.approver_alone");
  // An approval by the author that came another way gives no power.
  const auto second = [&] {
    auto other = paper();
    other.reference = "PV 2026/118";
    return *desk_->enter(ines_, other);
  }();
  city::Fact forged;
  forged.schema = "requisition.approved";
  forged.subject = second;
  forged.source = "desk:account:ines";
  forged.source_key = "forged";
  forged.body = {{"by", "account:ines"}};
  ASSERT_TRUE(ledger_->commit({{forged}, {}, {}, {}}));
  ASSERT_TRUE(desk_->load());
  EXPECT_EQ(desk_->find(second)->state, Requisition::State::entered);
}

TEST_F(RequisitionTest, NothingBeyondItsCamerasItsWindowAndItsEnd) {
  const std::string id = approved();
  const auto window = paper().window;
  EXPECT_EQ(code(desk_->admit(ines_, id, {"camera:3"})), "requisition.other_camera");
  for (const city::Interval span : {city::Interval{window.from - 1s, window.to}, {window.from, window.to + 1s}, {window.to, window.from}})
    EXPECT_EQ(code(desk_->admit(ines_, id, {"camera:1"}, span)), "requisition.outside_window");
  const auto requisition = *desk_->find(id);
  EXPECT_FALSE(desk_->permit(ines_, requisition, Processing::search, "camera:3"));
  EXPECT_FALSE(desk_->permit(ines_, requisition, Processing::view, "camera:1")) << "nothing live";
  EXPECT_EQ(gate_->permit(Processing::search, "camera:1", {"account:ines", "search", ""}).error().code, "requisition.missing");
  const auto permit = desk_->permit(ines_, requisition, Processing::search, "camera:1");
  ASSERT_TRUE(permit);
  clock_.advance(24h * 10);
  EXPECT_EQ(code(desk_->admit(ines_, id)), "requisition.ended");
  EXPECT_EQ(permit->check().error().code, "basis.expired");
  EXPECT_EQ(code(desk_->admit(ines_, "requisition:none")), "requisition.unknown");
}

TEST_F(RequisitionTest, ARefusedOneOpensNothing) {
  const auto id = desk_->enter(ines_, paper());
  ASSERT_TRUE(id);
  EXPECT_EQ(code(desk_->refuse(paul_, *id, "")), "reason.missing");
  ASSERT_TRUE(desk_->refuse(paul_, *id, "no authority"));
  EXPECT_EQ(code(desk_->admit(ines_, *id)), "requisition.refused");
  EXPECT_EQ(code(desk_->approve(paul_, *id)), "state.moved_on");
  EXPECT_EQ(code(desk_->close(ines_, *id, "x", nullptr)), "state.moved_on");
}

TEST_F(RequisitionTest, AHoldNeedsTheApprovalEndsWithItAndIsReviewed) {
  const auto id = desk_->enter(ines_, paper());
  ASSERT_TRUE(id);
  EXPECT_EQ(code(desk_->hold(ines_, *id)), "requisition.not_approved") << "one person alone holds nothing beyond the maximum";
  ASSERT_TRUE(desk_->approve(paul_, *id));
  ASSERT_TRUE(desk_->hold(ines_, *id));
  ASSERT_EQ(desk_->holds(clock_.utc_now()).size(), 2u);
  EXPECT_EQ(desk_->holds(clock_.utc_now())[0].second, paper().window);
  clock_.advance(24h * 29);
  ASSERT_TRUE(desk_->hold(ines_, *id)) << "the review";
  clock_.advance(24h * 29);
  EXPECT_EQ(desk_->holds(clock_.utc_now()).size(), 2u);
  clock_.advance(24h * 2);
  EXPECT_TRUE(desk_->holds(clock_.utc_now()).empty()) << "nobody reviewed it";
  ASSERT_TRUE(desk_->hold(ines_, *id));
  ASSERT_TRUE(desk_->close(ines_, *id, "done", nullptr));
  EXPECT_TRUE(desk_->holds(clock_.utc_now()).empty());
}

TEST_F(RequisitionTest, TheQueueHasDeadlinesAndAReferenceIsOpenOnce) {
  ASSERT_TRUE(desk_->enter(ines_, paper()));
  EXPECT_EQ(code(desk_->enter(ines_, paper())), "requisition.reference_taken");
  auto urgent = paper();
  urgent.reference = "PV 2026/118";
  urgent.deadline = clock_.utc_now() + 1h;
  ASSERT_TRUE(desk_->enter(ines_, urgent));
  const auto queue = desk_->queue();
  ASSERT_EQ(queue.size(), 2u);
  EXPECT_EQ(queue[0].asked.reference, "PV 2026/118");
}

TEST_F(RequisitionTest, ThePaperIsCheckedFieldByField) {
  const Json good{{"reference", "PV 1"},
                  {"article", "77-1-1"},
                  {"authority", "P"},
                  {"unit", "U"},
                  {"officer", "O"},
                  {"document_hash", std::string(64, 'b')},
                  {"from", "2026-06-01T10:00:00+02:00"},
                  {"to", "2026-06-01T12:00:00+02:00"},
                  {"deadline", "2026-06-05T12:00:00Z"},
                  {"until", "2026-06-10T12:00:00Z"},
                  {"cameras", {"camera:1"}}};
  ASSERT_TRUE(new_requisition_from_json(good)) << new_requisition_from_json(good).error().message;
  for (const auto& [field, value] : {std::pair<const char*, Json>{"reference", " "},
                                     {"officer", nullptr},
                                     {"document_hash", "abc"},
                                     {"from", "yesterday"},
                                     {"to", "2026-06-01T10:00:00+02:00"},
                                     {"cameras", Json::array()},
                                     {"cameras", {"camera:*"}},
                                     {"cameras", {"crew:1"}},
                                     {"cameras", "camera:1"},
                                     {"until", 5}}) {
    Json bad = good;
    bad[field] = value;
    const auto refused = new_requisition_from_json(bad);
    ASSERT_FALSE(refused) << field << value;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_input);
  }
  auto long_one = paper();
  long_one.until = clock_.utc_now() + 24h * 40;
  EXPECT_EQ(code(desk_->enter(ines_, long_one)), "basis.too_long");
}

}  // namespace
}  // namespace vigie::operations
