// Workers' facts and recordings over a real ledger and series.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/facts_in.h"
#include "server/recordings.h"
#include "storage/sqlite_ledger.h"
#include "storage/sqlite_series.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class IntakeTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("vigie-intake-" + random_token(6));
    fs::create_directories(folder_ / "recordings");
    auto ledger = storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    auto series = storage::SqliteSeries::open(folder_ / "series.db");
    ASSERT_TRUE(ledger && series);
    ledger_ = std::move(*ledger);
    series_ = std::move(*series);
    put_basis();
    desk_ = std::make_unique<operations::Desk>(*ledger_, board_, clock_, ids_, "Europe/Paris", true);
    facts_ = std::make_unique<FactsIn>(*ledger_, *series_, *desk_, bases_, clock_, metrics_);
  }
  void TearDown() override {
    facts_.reset();
    desk_.reset();
    fs::remove_all(folder_);
  }

  // A basis as another program might have committed it: the fold decides whether it counts.
  void put_basis() {
    law::LegalBasis basis;
    basis.id = "b1";
    basis.regime = "exercise";
    basis.authority = "test";
    basis.title = "test";
    basis.document_hash = std::string(64, 'a');
    basis.sources = {"camera:1"};
    basis.processings = {city::Processing::analyse, city::Processing::record};
    basis.kinds = {"intrusion", "count.person"};
    basis.valid_from = clock_.utc_now();
    basis.valid_to = clock_.utc_now() + 24h;
    basis.register_entry = "register/1";
    const auto put = [&](const char* schema, Json body, const char* key) {
      city::Fact fact;
      fact.schema = schema;
      fact.subject = "basis:b1";
      fact.source = "desk:test";
      fact.source_key = key;
      fact.occurred = {clock_.utc_now(), clock_.utc_now()};
      fact.body = std::move(body);
      city::Commit commit;
      commit.facts.push_back(std::move(fact));
      ASSERT_TRUE(ledger_->commit(commit));
    };
    Json proposed = law::to_json(basis);
    proposed["author"] = "account:a";
    put("basis.proposed", std::move(proposed), "k1");
    put("basis.approved", {{"id", "b1"}, {"version", 1}, {"approver", "account:b"}, {"approver_roles", {"duty_officer"}}}, "k2");
    ASSERT_TRUE(bases_.load(*ledger_));
  }

  city::Fact from_worker(const char* schema, Json body) {
    city::Fact fact;
    fact.id = ids_.next();
    fact.schema = schema;
    fact.source = "camera:1";
    fact.source_key = "worker/1";
    fact.subject = "camera:1";
    fact.occurred = {clock_.utc_now(), clock_.utc_now()};
    fact.basis = city::BasisRef{"b1", 1};
    fact.exercise = true;
    fact.body = std::move(body);
    return fact;
  }
  std::vector<city::Observation> one_minute(double people) {
    city::Observation one;
    one.id = ids_.next();
    one.source = "camera:1";
    one.kind = "count.person";
    one.span = {clock_.utc_now() - 60s, clock_.utc_now()};
    one.value = people;
    return {one};
  }
  std::size_t refusals() {
    std::size_t count = 0;
    const auto rows = ledger_->audit_before(0, 1000);
    for (const auto& row : *rows) count += row.body && row.body->find("fact.refused") != std::string::npos;
    return count;
  }

  ManualClock clock_{*parse_utc("2026-03-01T22:00:00Z")};
  UuidSource ids_{clock_, 1};
  Metrics metrics_;
  fs::path folder_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<storage::SqliteSeries> series_;
  law::BasisBook bases_;
  operations::Board board_{clock_};
  std::unique_ptr<operations::Desk> desk_;
  std::unique_ptr<FactsIn> facts_;
};

TEST_F(IntakeTest, AnAlertUnderItsBasisIsRaisedOnceHoweverOftenItIsSent) {
  const auto alert = from_worker("alert.raised", {{"episode", "e1"}, {"kind", "intrusion"}, {"place", "lawn"}, {"confidence", 0.7}});
  ASSERT_TRUE(facts_->accept(alert, {}));
  ASSERT_TRUE(facts_->accept(alert, {}));
  ASSERT_EQ(board_.alerts(true, 10).size(), 1u);
  EXPECT_EQ(board_.alerts(true, 10)[0].raised.basis, (city::BasisRef{"b1", 1}));
  ASSERT_TRUE(facts_->accept(from_worker("alert.ended", {{"episode", "e1"}}), {}));
  EXPECT_TRUE(board_.alerts(true, 10)[0].ended);
}

TEST_F(IntakeTest, WhatTheLawDoesNotCoverIsDiscardedAndAudited) {
  ASSERT_TRUE(facts_->accept(from_worker("alert.raised", {{"episode", "e1"}, {"kind", "density"}}), {})) << "acknowledged, so that it is not sent again";
  auto none = from_worker("alert.raised", {{"episode", "e2"}, {"kind", "intrusion"}});
  none.basis.reset();
  ASSERT_TRUE(facts_->accept(none, {}));
  auto later = from_worker("alert.raised", {{"episode", "e3"}, {"kind", "intrusion"}});
  later.occurred.from += 25h;
  ASSERT_TRUE(facts_->accept(later, {}));
  ASSERT_TRUE(facts_->accept(from_worker("basis.approved", {{"version", 2}}), {})) << "a worker can't speak law";
  EXPECT_TRUE(board_.alerts(false, 10).empty());
  EXPECT_EQ(refusals(), 4u);
}

TEST_F(IntakeTest, ACameraFaultStandsOnTheRecordingAndNeedsNoMentionInItsBasis) {
  ASSERT_TRUE(facts_->accept(from_worker("alert.raised", {{"episode", "f1"}, {"kind", "camera_frozen"}}), {}));
  ASSERT_EQ(board_.alerts(true, 10).size(), 1u);
  auto unrecorded = from_worker("alert.raised", {{"episode", "f2"}, {"kind", "camera_frozen"}});
  unrecorded.source = unrecorded.subject = "camera:2";
  ASSERT_TRUE(facts_->accept(unrecorded, {}));
  EXPECT_EQ(board_.alerts(false, 10).size(), 1u) << "no recording of this camera is allowed";
  EXPECT_EQ(refusals(), 1u);
}

TEST_F(IntakeTest, ABatchIsReadableOnceTheLedgerNamesIt) {
  const auto fact = from_worker("observation.batch", Json::object());
  const auto minute = one_minute(4);
  ASSERT_TRUE(facts_->accept(fact, minute));
  ASSERT_TRUE(facts_->accept(fact, minute));
  const city::Interval day{clock_.utc_now() - 24h, clock_.utc_now()};
  EXPECT_EQ(series_->observations("camera:1", "count.", day, 100)->size(), 1u);
  EXPECT_EQ(facts_->newest_counts().at("camera:1").people, 4);
}

TEST_F(IntakeTest, AfterACrashNamedBatchesShowAndOthersGo) {
  city::Batch unnamed;
  unnamed.id = ids_.next();
  unnamed.observations = one_minute(9);
  ASSERT_TRUE(series_->append(unnamed));
  city::Batch named = unnamed;
  named.id = ids_.next();
  named.observations[0].id = ids_.next();
  ASSERT_TRUE(series_->append(named));
  city::Fact fact = from_worker("series.batch", {{"batch", named.id.str()}});
  fact.subject = "batch:" + named.id.str();
  city::Commit commit;
  commit.facts.push_back(fact);
  ASSERT_TRUE(ledger_->commit(commit));
  ASSERT_TRUE(FactsIn::settle(*ledger_, *series_));
  EXPECT_TRUE(series_->unpublished(10)->empty());
  const city::Interval day{clock_.utc_now() - 24h, clock_.utc_now()};
  EXPECT_EQ(series_->observations("camera:1", "count.", day, 100)->size(), 1u);
}

TEST_F(IntakeTest, RetentionDeletesFilesWithAReceiptAndNeverLeavesItsFolder) {
  const auto zone = *Zone::open("Europe/Paris");
  LedgerRecordings recordings{*ledger_, folder_ / "recordings", {}, zone, clock_, metrics_};
  const auto put = [&](const std::string& id, UtcTime start, const std::string& path) {
    city::SegmentRow row;
    row.id = id;
    row.camera = "camera:1";
    row.span = {start, start + 60s};
    row.path = path;
    row.state = city::SegmentRow::State::closed;
    ASSERT_TRUE(ledger_->put_segment(row));
  };
  std::ofstream(folder_ / "recordings" / "old.mp4") << "x";
  std::ofstream(folder_ / "recordings" / "new.mp4") << "x";
  std::ofstream(folder_ / "outside.mp4") << "x";
  put("old", clock_.utc_now() - std::chrono::days{31}, "old.mp4");
  put("new", clock_.utc_now() - std::chrono::days{2}, "new.mp4");
  put("evil", clock_.utc_now() - std::chrono::days{31}, "../outside.mp4");
  EXPECT_EQ(recordings.enforce_retention().value_or(99), 1u);
  EXPECT_FALSE(fs::exists(folder_ / "recordings" / "old.mp4"));
  EXPECT_TRUE(fs::exists(folder_ / "recordings" / "new.mp4"));
  EXPECT_TRUE(fs::exists(folder_ / "outside.mp4"));
  EXPECT_EQ(ledger_->facts_after(0, "recording.deleted", 10)->size(), 1u);
}

}  // namespace
}  // namespace vigie::app
