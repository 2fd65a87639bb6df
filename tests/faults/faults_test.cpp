// Trouble with the disk around commits: refused or there, never half. After a reopening every acknowledged commit is
// present with its audit entry and reply, the chain verifies, and the ledger takes new commits.
#include <gtest/gtest.h>

#include <filesystem>

#include "faulty_disk.h"
#include "law/audit_chain.h"
#include "storage/sqlite_ledger.h"
#include "storage/sqlite_series.h"

namespace vigie::faults {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

enum class Ending { closed, power_cut };

struct Trouble {
  Fault fault;
  Afterwards afterwards;
  Ending ending;
  int stride;  // between the operations tried: writes are many
};

std::string name_of(const Trouble& trouble) {
  static const char* const faults[] = {"disk_full", "torn_write", "sync_error", "short_read"};
  return std::string{faults[static_cast<int>(trouble.fault)]} + (trouble.afterwards == Afterwards::recovers ? "_once" : "_for_good") +
         (trouble.ending == Ending::power_cut ? "_power_cut" : "");
}

class Faults : public testing::TestWithParam<Trouble> {
 protected:
  Faults() : folder_(fs::temp_directory_path() / ("faults" + random_token(8))), disk_("faulty-" + random_token(8)) {}
  ~Faults() override { fs::remove_all(folder_); }

  void fresh() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    disk_.heal();
    disk_.cut_power(path());  // forgets the last run's writes
  }
  std::string path() const { return (folder_ / "data.db").string(); }
  storage::SqliteOptions options() const { return {100ms, 1, disk_.name()}; }

  // Tries the fault at every operation until it no longer falls within the scenario. Returns how often it struck.
  template <typename Scenario>
  int at_every_operation(Scenario scenario) {
    int struck = 0;
    for (int nth = 1; nth < 100'000; nth += GetParam().stride) {
      SCOPED_TRACE(fmt::format("fault at operation {}", nth));
      fresh();
      scenario(nth);
      if (testing::Test::HasFatalFailure() || !disk_.fired()) break;
      ++struck;
    }
    return struck;
  }
  void end() {
    if (GetParam().ending == Ending::power_cut) disk_.cut_power(path());
    disk_.heal();
  }

  ManualClock clock_{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  fs::path folder_;
  FaultyDisk disk_;
};

city::Commit commit_of(int number) {
  const std::string subject = "entry:" + std::to_string(number);
  city::Commit commit;
  city::Fact fact;
  fact.schema = "entry.written";
  fact.source = "desk:1";
  fact.source_key = subject;
  fact.subject = subject;
  fact.body = {{"words", std::string(300, 'x')}};
  commit.facts = {fact};
  city::AuditEntry entry;
  entry.object = subject;
  commit.audit = {entry};
  commit.reply = city::Reply{"desk:1", subject, sha256(subject), 201, "{}"};
  return commit;
}

// Whether commit `number` is there; half of it is a failure.
bool is_there(const city::Ledger& ledger, int number, const std::vector<city::AuditRow>& audit) {
  const std::string subject = "entry:" + std::to_string(number);
  const auto facts = ledger.facts_of(subject, 10);
  const auto reply = ledger.reply_for("desk:1", subject);
  EXPECT_TRUE(facts && reply);
  const auto entries = std::count_if(audit.begin(), audit.end(), [&](const city::AuditRow& row) {
    return row.body && row.body->find("\"" + subject + "\"") != std::string::npos;
  });
  EXPECT_LE(facts->size(), 1u);
  EXPECT_EQ(facts->size(), static_cast<std::size_t>(entries)) << "fact and audit entry of " << subject << " part";
  EXPECT_EQ(facts->size(), reply->has_value() ? 1u : 0u) << "fact and reply of " << subject << " part";
  return facts->size() == 1;
}

TEST_P(Faults, ACommitIsRefusedOrThereNeverHalf) {
  constexpr int before = 3, during = 6;
  const int struck = at_every_operation([&](int nth) {
    std::vector<bool> acknowledged;
    {
      auto ledger = storage::SqliteLedger::open(path(), clock_, ids_, options());
      ASSERT_TRUE(ledger) << ledger.error().message;
      for (int i = 0; i < before + during; ++i) {
        if (i == before) disk_.arm(GetParam().fault, nth, GetParam().afterwards);
        const auto committed = (*ledger)->commit(commit_of(i));
        acknowledged.push_back(committed.has_value());
        if (!committed) {
          const ErrorKind kind = committed.error().kind;
          EXPECT_TRUE(kind == ErrorKind::full || kind == ErrorKind::unavailable || kind == ErrorKind::corrupt)
              << to_string(kind) << ": " << committed.error().message;
        }
      }
    }  // closing folds the log back into the file, on the faulty disk too
    end();
    auto ledger = storage::SqliteLedger::open(path(), clock_, ids_, options());
    ASSERT_TRUE(ledger) << ledger.error().message;
    const auto audit = (*ledger)->audit_after(0, 100);
    ASSERT_TRUE(audit) << audit.error().message;
    for (int i = 0; i < before + during; ++i)
      if (!is_there(**ledger, i, *audit) && acknowledged[static_cast<std::size_t>(i)])
        ADD_FAILURE() << "acknowledged commit " << i << " is lost";
    const auto report = law::verify_audit(**ledger, {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->ok) << report->problem;
    ASSERT_TRUE((*ledger)->commit(commit_of(before + during))) << "it goes on";
  });
  EXPECT_GT(struck, 0) << "the fault was never met: the test shows nothing";
  RecordProperty("struck", struck);
}

TEST_P(Faults, ABatchOfTheSeriesIsThereAsAWholeOrNot) {
  constexpr int batches = 4, rows = 20;
  const int struck = at_every_operation([&](int nth) {
    std::vector<std::pair<Uuid, bool>> appended;
    {
      auto series = storage::SqliteSeries::open(path(), options());
      ASSERT_TRUE(series) << series.error().message;
      disk_.arm(GetParam().fault, nth, GetParam().afterwards);
      for (int b = 0; b < batches; ++b) {
        city::Batch batch{ids_.next(), {}, {}};
        for (int r = 0; r < rows; ++r)
          batch.observations.push_back(
              {ids_.next(), batch.id.str(), "count.person", "", "", {clock_.utc_now(), clock_.utc_now() + 60s}, 1, true});
        appended.emplace_back(batch.id, (*series)->append(batch).has_value());
      }
    }
    end();
    auto series = storage::SqliteSeries::open(path(), options());
    ASSERT_TRUE(series) << series.error().message;
    for (const auto& [id, acknowledged] : appended) {
      const bool there = (*series)->publish(id).has_value();
      const auto seen = (*series)->observations(id.str(), "", {clock_.utc_now(), clock_.utc_now() + 60s}, 100);
      ASSERT_TRUE(seen);
      EXPECT_EQ(seen->size(), there ? static_cast<std::size_t>(rows) : 0u);
      EXPECT_TRUE(there || !acknowledged) << "an acknowledged batch is lost";
    }
  });
  EXPECT_GT(struck, 0);
}

INSTANTIATE_TEST_SUITE_P(Disk, Faults,
                         testing::Values(Trouble{Fault::disk_full, Afterwards::recovers, Ending::closed, 3},
                                         Trouble{Fault::disk_full, Afterwards::stays_broken, Ending::closed, 3},
                                         Trouble{Fault::torn_write, Afterwards::recovers, Ending::closed, 3},
                                         Trouble{Fault::torn_write, Afterwards::stays_broken, Ending::power_cut, 3},
                                         Trouble{Fault::sync_error, Afterwards::recovers, Ending::closed, 1},
                                         Trouble{Fault::sync_error, Afterwards::recovers, Ending::power_cut, 1},
                                         Trouble{Fault::sync_error, Afterwards::stays_broken, Ending::power_cut, 1},
                                         Trouble{Fault::disk_full, Afterwards::recovers, Ending::power_cut, 3},
                                         Trouble{Fault::short_read, Afterwards::recovers, Ending::closed, 1},
                                         Trouble{Fault::short_read, Afterwards::recovers, Ending::power_cut, 1}),
                         [](const auto& tested) { return name_of(tested.param); });

// The power goes at any moment of a healthy disk: what was acknowledged had been synced.
TEST(PowerCut, LosesNothingAcknowledged) {
  FaultyDisk disk{"power"};
  ManualClock clock{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids{clock, 1};
  const fs::path folder = fs::temp_directory_path() / ("power" + random_token(8));
  fs::create_directories(folder);
  const std::string path = (folder / "data.db").string();
  for (int round = 0; round < 20; ++round) {
    auto ledger = storage::SqliteLedger::open(path, clock, ids, {100ms, 1, disk.name()});
    ASSERT_TRUE(ledger) << ledger.error().message;
    for (int i = 0; i < round; ++i) ASSERT_TRUE((*ledger)->commit(commit_of(round * 100 + i)));
    // From here on nothing reaches the disk any more: closing must not be what saves it.
    disk.arm(Fault::disk_full, 1, Afterwards::stays_broken);
    ledger->reset();
    disk.cut_power(path);
    disk.heal();
    auto again = storage::SqliteLedger::open(path, clock, ids, {100ms, 1, disk.name()});
    ASSERT_TRUE(again) << again.error().message;
    const auto audit = (*again)->audit_after(0, 10'000);
    for (int i = 0; i < round; ++i) ASSERT_TRUE(is_there(**again, round * 100 + i, *audit)) << round << " " << i;
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace vigie::faults
