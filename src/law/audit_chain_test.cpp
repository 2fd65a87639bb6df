// RULES L13: one byte flipped, the last entries cut, two swapped, the whole chain rebuilt with a new key: each is found,
// given a checkpoint kept outside. The damage is done with SQLite itself, as an intruder on the server would.
#include "law/audit_chain.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "law/sealer.h"
#include "test_support.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;

class AuditChain : public testing::Test {
 protected:
  AuditChain() : sealer_(*Sealer::open(folder_ / "sealer.key", folder_ / "outside", clock_)) {
    open();
    write(10);
    seal();
    write(5);
    seal();
    write(3);
  }
  void open() {
    ledger_.reset();
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
  }
  void write(int count) {
    for (int i = 0; i < count; ++i) {
      clock_.advance(1min);
      city::AuditEntry entry;
      entry.actor = "account:anna";
      entry.action = "view.live";
      entry.object = "camera:" + std::to_string(i);
      entry.reason = "standing";
      ASSERT_TRUE(ledger_->commit({{}, {entry}, {}, {}}));
    }
  }
  void seal() {
    const auto newest = *ledger_->audit_before(0, 1);
    const auto checkpoint = sealer_.seal(newest.front().seq, newest.front().chain_hash);
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    ASSERT_TRUE(ledger_->add_checkpoint(*checkpoint));
  }
  // The intruder: any SQL, guards dropped.
  void tamper(const std::string& sql) {
    ledger_.reset();
    const std::string command = "sqlite3 " + (folder_ / "ledger.db").string() + " \"DROP TRIGGER audit_stays; " + sql + "\"";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    open();
  }
  AuditReport verify(const std::string& key_id = {}) {
    const auto outside = read_checkpoints(folder_ / "outside/checkpoints.jsonl");
    EXPECT_TRUE(outside) << outside.error().message;
    const auto report = verify_audit(*ledger_, *outside, key_id);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(AuditReport{});
  }

  test::Folder folder_{"chain"};
  ManualClock clock_{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  Sealer sealer_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
};

TEST_F(AuditChain, AWholeChainVerifies) {
  const AuditReport report = verify(sealer_.key_id());
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.entries, 18u);
  EXPECT_EQ(report.checkpoints, 4u) << "two outside, the same two in the ledger";
  EXPECT_EQ(report.sealed_until, 15u);
  EXPECT_EQ(to_json(report)["first_bad"], nullptr);
  EXPECT_TRUE(to_json(report)["ok"].get<bool>());
}

TEST_F(AuditChain, AnEmptyLedgerVerifies) {
  const auto empty = storage::SqliteLedger::open(folder_ / "empty.db", clock_, ids_);
  EXPECT_TRUE(verify_audit(**empty, {})->ok);
}

TEST_F(AuditChain, AFlippedByteIsFound) {
  tamper("UPDATE audit SET body=replace(body,'camera:6','camera:7') WHERE seq=7");
  const AuditReport report = verify();
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.first_bad, 7u);
  EXPECT_NE(report.problem.find("entry 7 does not match its hash"), std::string::npos) << report.problem;
}

TEST_F(AuditChain, AFlippedByteWithItsHashMadeAnewIsFound) {
  const std::string body = R"({\"at\":\"x\"})";
  const auto row = (*ledger_->audit_after(6, 1)).front();
  const Digest hash = city::audit_entry_hash(row.salt, R"({"at":"x"})");
  tamper("UPDATE audit SET body='" + body + "', entry_hash=x'" + to_hex(hash) + "' WHERE seq=7");
  const AuditReport report = verify();
  EXPECT_EQ(report.first_bad, 7u);
  EXPECT_NE(report.problem.find("does not follow"), std::string::npos) << report.problem;
}

TEST_F(AuditChain, ACutTailIsFound) {
  tamper("DELETE FROM audit WHERE seq>12; DELETE FROM checkpoints WHERE seq>12");
  const AuditReport report = verify();
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.first_bad, 13u);
  EXPECT_NE(report.problem.find("the last 3 entries are missing"), std::string::npos) << report.problem;
  const auto without = verify_audit(*ledger_, {});
  EXPECT_TRUE(without->ok) << "only a copy outside can know";
}

TEST_F(AuditChain, AHoleIsFound) {
  tamper("DELETE FROM audit WHERE seq=5");
  EXPECT_EQ(verify().first_bad, 5u);
}

TEST_F(AuditChain, TwoSwappedAreFound) {
  tamper("UPDATE audit SET seq=1000 WHERE seq=5; UPDATE audit SET seq=5 WHERE seq=6; UPDATE audit SET seq=6 WHERE seq=1000");
  const AuditReport report = verify();
  EXPECT_EQ(report.first_bad, 5u);
  EXPECT_NE(report.problem.find("swapped"), std::string::npos) << report.problem;
}

TEST_F(AuditChain, AChainRebuiltWithANewKeyIsFound) {
  ledger_.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(folder_ / ("ledger.db" + std::string{suffix}));
  open();
  clock_.set_utc(*parse_utc("2026-03-01T12:00:00Z"));
  auto other = Sealer::open(folder_ / "other.key", folder_ / "elsewhere", clock_);
  write(18);
  const auto newest = *ledger_->audit_before(0, 1);
  ASSERT_TRUE(ledger_->add_checkpoint(*other->seal(newest.front().seq, newest.front().chain_hash)));
  EXPECT_TRUE(verify_audit(*ledger_, {})->ok) << "it is whole by itself";
  const AuditReport report = verify();
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.first_bad, 10u);
  EXPECT_NE(report.problem.find("rebuilt"), std::string::npos) << report.problem;
}

TEST_F(AuditChain, ACheckpointOfAStrangeKeyIsFound) {
  auto other = Sealer::open(folder_ / "other.key", folder_ / "elsewhere", clock_);
  const auto newest = *ledger_->audit_before(0, 1);
  ASSERT_TRUE(ledger_->add_checkpoint(*other->seal(newest.front().seq, newest.front().chain_hash)));
  EXPECT_NE(verify().problem.find("which no copy outside knows"), std::string::npos);
  EXPECT_FALSE(verify(other->key_id()).ok);
}

TEST_F(AuditChain, AForgedCheckpointIsFound) {
  auto outside = *read_checkpoints(folder_ / "outside/checkpoints.jsonl");
  outside[0].at += 1s;
  EXPECT_NE(verify_audit(*ledger_, outside)->problem.find("signature"), std::string::npos);
  outside[0].public_key.pop_back();
  EXPECT_FALSE(verify_audit(*ledger_, outside)->ok);
}

TEST_F(AuditChain, ForgottenBodiesStillVerify) {
  ASSERT_TRUE(ledger_->forget_audit_bodies(*parse_utc("2026-03-01T12:08:30Z")));
  const AuditReport report = verify();
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.forgotten, 8u);
}

TEST_F(AuditChain, CheckpointFilesAreReadStrictlyButForATornEnd) {
  const auto file = folder_ / "outside/checkpoints.jsonl";
  std::ofstream(file, std::ios::app) << "{\"seq\":16,\"chain";
  EXPECT_EQ(read_checkpoints(file)->size(), 2u);
  std::ofstream(file, std::ios::app) << "\n";
  const auto refused = read_checkpoints(file);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("checkpoints.jsonl:3"), std::string::npos) << refused.error().message;
  EXPECT_EQ(read_checkpoints("/nowhere").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace vigie::law
