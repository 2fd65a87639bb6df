// What a person keeps: against ordinary deletion and a full disk, never beyond the order's maximum (RULES L11), and not lost when
// the worker closes the minute in between.
#include "law/protection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "law/gate.h"
#include "server/recordings.h"
#include "storage/sqlite_ledger.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class ProtectionTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("vigie-protection-" + random_token(6));
    fs::create_directories(folder_ / "recordings");
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    profile_ = *law::Profile::load(fs::path{VIGIE_PROFILES_DIR} / "exercise.toml");
    law::Account author, approver;
    author.subject.id = "account:author";
    author.login = author.name = "author";
    author.roles = {"duty_officer"};
    approver.subject.id = "account:approver";
    approver.login = approver.name = "approver";
    approver.roles = {"auditor"};
    ASSERT_TRUE(ledger_->commit(*law::make_exercise_bases(profile_, "an exercise", author, approver, clock_.utc_now(), "Europe/Paris")));
    ASSERT_TRUE(bases_.load(*ledger_));
    gate_ = std::make_unique<law::Gate>(clock_, clock_.utc_now(), profile_, bases_,
                                        [](const city::SourceId& id) -> Result<std::optional<city::Camera>> {
                                          city::Camera camera;
                                          camera.id = id;
                                          camera.public_place = false;
                                          camera.review = city::MaskReview::no_dwelling;
                                          return camera;
                                        });
    rules_.ordinary = std::chrono::days{5};
    open_recordings();
  }
  void TearDown() override { fs::remove_all(folder_); }

  void open_recordings() {
    recordings_ = std::make_unique<LedgerRecordings>(*ledger_, folder_ / "recordings", rules_, zone_, clock_, metrics_);
  }
  city::Permit permit() { return *gate_->permit(city::Processing::replay, "camera:1", {"account:op", "incident", {}}); }

  city::SegmentRow minute(const std::string& id, UtcTime start, city::SegmentRow::State state = city::SegmentRow::State::closed) {
    city::SegmentRow row;
    row.id = id;
    row.camera = "camera:1";
    row.span = {start, state == city::SegmentRow::State::open ? start : start + 60s};
    row.path = id + ".mp4";
    row.state = state;
    row.bytes = 1;
    std::ofstream(folder_ / "recordings" / row.path) << "x";
    EXPECT_TRUE(recordings_->keep(row));
    return row;
  }
  bool there(const std::string& id) const { return fs::exists(folder_ / "recordings" / (id + ".mp4")); }
  law::Protection protect(city::Interval span, const std::string& key) {
    law::Protection protection;
    protection.id = "protection:" + key;
    protection.cameras = {"camera:1"};
    protection.span = span;
    protection.until = law::gone_by(span.from, zone_, rules_.longest);
    protection.why = {"incident", ""};
    const auto found = recordings_->protect(permit(), "camera:1", span, protection.until);
    EXPECT_TRUE(found);
    EXPECT_TRUE(
        ledger_->commit(law::make_protection(protection, found.value_or(0), {"account:op", key, "Europe/Paris", clock_.utc_now()})));
    return protection;
  }
  void release(const law::Protection& protection, const std::string& key) {
    const auto before = law::protections(*ledger_);
    const auto at = std::find_if(before->begin(), before->end(), [&](const auto& one) { return one.id == protection.id; });
    ASSERT_NE(at, before->end());
    ASSERT_TRUE(ledger_->commit(*law::release_protection(*at, "settled", {"account:op", key, "Europe/Paris", clock_.utc_now()})));
    const auto left = law::protections(*ledger_);
    ASSERT_TRUE(recordings_->release("camera:1", protection.span,
                                     [&](const city::SegmentRow& row) { return law::held_until(*left, row, clock_.utc_now()); }));
  }

  ManualClock clock_{*parse_utc("2026-01-31T11:00:00Z")};
  UuidSource ids_{clock_, 1};
  const Zone zone_ = *Zone::open("Europe/Paris");
  law::RetentionRules rules_;
  law::Profile profile_;
  law::BasisBook bases_;
  Metrics metrics_;
  fs::path folder_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<law::Gate> gate_;
  std::unique_ptr<LedgerRecordings> recordings_;
};

TEST_F(ProtectionTest, BeatsOrdinaryDeletionAndAFullDiskButNotTheOrder) {
  const UtcTime start = clock_.utc_now() - 2min;
  minute("kept", start);
  minute("other", start - 2h);
  const auto protection = protect({start, start + 60s}, "p1");
  EXPECT_EQ(format_utc(protection.until), "2026-02-28T10:58:00.000000Z") << "31 January, one month on";
  clock_.advance(std::chrono::days{6});
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_TRUE(there("kept"));
  EXPECT_FALSE(there("other"));
  rules_.keep_free_bytes = std::numeric_limits<std::uint64_t>::max();  // no disk is free enough
  open_recordings();
  minute("today", clock_.utc_now() - 2min);
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_TRUE(there("kept"));
  EXPECT_FALSE(there("today"));
  clock_.set_utc(protection.until - 1h);
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_TRUE(there("kept"));
  clock_.set_utc(protection.until);
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_FALSE(there("kept"));
}

TEST_F(ProtectionTest, ReleasedItGoesWithTheOthersUnlessAnotherHoldsIt) {
  const UtcTime start = clock_.utc_now() - 2min;
  minute("kept", start);
  const auto one = protect({start, start + 60s}, "p1"), wider = protect({start - 1h, start + 30s}, "p2");
  clock_.advance(std::chrono::days{6});
  release(one, "r1");
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_TRUE(there("kept"));
  const auto left = law::protections(*ledger_);
  ASSERT_EQ(left->size(), 2u);
  EXPECT_EQ((*left)[0].id, wider.id);
  EXPECT_FALSE((*left)[0].released);
  EXPECT_EQ((*left)[1].release_reason, "settled");
  clock_.advance(1s);
  release(wider, "r2");
  clock_.advance(1s);
  ASSERT_TRUE(recordings_->enforce_retention());
  EXPECT_FALSE(there("kept"));
}

TEST_F(ProtectionTest, TheMinuteBeingWrittenIsHeldAndItsWorkerStillClosesIt) {
  const UtcTime now = clock_.utc_now();
  // It began before the span and says its end only when it closes.
  auto writing = minute("now", now - 90s, city::SegmentRow::State::open);
  EXPECT_EQ(recordings_->protect(permit(), "camera:1", {now - 60s, now}, now + std::chrono::days{20}).value_or(0), 1u);
  writing.state = city::SegmentRow::State::closed;
  writing.span.to = now;
  ASSERT_TRUE(recordings_->keep(writing));
  const auto rows = ledger_->segments("camera:1", {now - 120s, now}, 10);
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().state, city::SegmentRow::State::closed);
  EXPECT_EQ(rows->front().protected_until, now + std::chrono::days{20});
}

}  // namespace
}  // namespace vigie::app
