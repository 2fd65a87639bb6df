#include "law/sealer.h"

#include <gtest/gtest.h>

#include <fstream>

#include "law/audit_chain.h"
#include "test_support.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class SealerTest : public testing::Test {
 protected:
  Sealer open() {
    auto sealer = Sealer::open(key_, folder_ / "outside", clock_);
    EXPECT_TRUE(sealer) << sealer.error().message;
    return std::move(*sealer);
  }
  test::Folder folder_{"seal"};
  const fs::path key_ = folder_ / "sealer.key", copies_ = folder_ / "outside/checkpoints.jsonl";
  ManualClock clock_{*parse_utc("2026-03-01T12:00:00Z")};
};

TEST_F(SealerTest, MakesAKeyForItsOwnerOnlyAndKeepsIt) {
  const std::string id = open().key_id();
  EXPECT_EQ(fs::status(key_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(open().key_id(), id);
  fs::permissions(key_, fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(Sealer::open(key_, folder_ / "outside", clock_).error().code, "sealer.key_open");
  fs::permissions(key_, fs::perms::group_read, fs::perm_options::remove);
  std::ofstream(key_, std::ios::trunc) << "short";
  EXPECT_FALSE(Sealer::open(key_, folder_ / "outside", clock_));
}

TEST_F(SealerTest, NeverSignsBackwardsNorTwice) {
  Sealer sealer = open();
  const auto five = sealer.seal(5, sha256("five"));
  ASSERT_TRUE(five);
  EXPECT_TRUE(verify_checkpoint(*five));
  EXPECT_EQ(five->at, clock_.utc_now());
  clock_.advance(1min);
  EXPECT_EQ(sealer.seal(5, sha256("five"))->at, five->at) << "asked again, the same answer";
  EXPECT_EQ(sealer.seal(5, sha256("other")).error().code, "sealer.fork");
  EXPECT_EQ(sealer.seal(4, sha256("four")).error().code, "sealer.behind");
  Sealer again = open();
  EXPECT_EQ(again.seal(4, sha256("four")).error().code, "sealer.behind") << "it remembers across a restart";
  ASSERT_TRUE(again.seal(9, sha256("nine")));
  EXPECT_EQ(read_checkpoints(copies_)->size(), 2u);
}

TEST_F(SealerTest, ATornLastLineIsTrimmed) {
  ASSERT_TRUE(open().seal(5, sha256("five")));
  std::ofstream(copies_, std::ios::app) << "{\"seq\":6,";
  ASSERT_TRUE(open().seal(7, sha256("seven")));
  const auto kept = read_checkpoints(copies_);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->size(), 2u);
}

class SealerClientTest : public SealerTest {
 protected:
  SealerClientTest() : ledger_(*storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_)) {}
  void start_sealer() {
    listener_ = *LocalListener::open(socket_);
    serving_ = Thread{"sealer",
                      [this, sealer = std::make_shared<Sealer>(open())](std::stop_token stop) { (void)sealer->serve(*listener_, stop); }};
  }
  void stop_sealer() {
    serving_.stop();
    listener_.reset();
  }
  void write(int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(ledger_->commit({{}, {city::AuditEntry{}}, {}, {}}));
  }
  const std::string socket_ = folder_ / "sealer.sock";
  UuidSource ids_{clock_, 1};
  Metrics metrics_;
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<LocalListener> listener_;
  Thread serving_;
};

TEST_F(SealerClientTest, TheAuditGoesOnWithoutTheSealerAndIsSealedWhenItIsBack) {
  SealerClient client{*ledger_, socket_, metrics_};
  write(3);
  EXPECT_EQ(client.seal_now().error().kind, ErrorKind::unavailable);
  EXPECT_FALSE(client.healthy());
  start_sealer();
  ASSERT_TRUE(client.seal_now());
  EXPECT_TRUE(client.healthy());
  EXPECT_EQ(ledger_->checkpoints(0, 10)->at(0).seq, 3u);
  ASSERT_TRUE(client.seal_now()) << "nothing new is nothing to do";
  stop_sealer();
  write(2);
  EXPECT_FALSE(client.seal_now());
  start_sealer();
  ASSERT_TRUE(client.seal_now());
  EXPECT_EQ(ledger_->checkpoints(4, 10)->at(0).seq, 5u);
  EXPECT_TRUE(verify_audit(*ledger_, *read_checkpoints(copies_))->ok);
  stop_sealer();
}

TEST_F(SealerClientTest, AsksByItselfSoonAfterTheStart) {
  start_sealer();
  write(1);
  SealerClient client{*ledger_, socket_, metrics_};
  client.start();
  for (int i = 0; i < 100 && ledger_->checkpoints(0, 1)->empty(); ++i) std::this_thread::sleep_for(50ms);
  EXPECT_EQ(ledger_->checkpoints(0, 1)->size(), 1u);
  client.stop();
  stop_sealer();
}

TEST_F(SealerClientTest, ACutAuditIsRefusedByTheSealer) {
  start_sealer();
  write(9);
  SealerClient client{*ledger_, socket_, metrics_};
  ASSERT_TRUE(client.seal_now());
  auto rebuilt = *storage::SqliteLedger::open(folder_ / "rebuilt.db", clock_, ids_);
  ASSERT_TRUE(rebuilt->commit({{}, {city::AuditEntry{}}, {}, {}}));
  SealerClient intruder{*rebuilt, socket_, metrics_};
  // The sealer serves one client at a time; the real server is gone with its restart.
  stop_sealer();
  start_sealer();
  EXPECT_EQ(intruder.seal_now().error().code, "sealer.behind");
  stop_sealer();
}

TEST_F(SealerTest, SignsReviewedPurposesOnlyAndNeverACheckpointInDisguise) {
  Sealer sealer = open();
  const auto seal = sealer.sign(kEvidencePackage, sha256("manifest"));
  ASSERT_TRUE(seal) << seal.error().message;
  EXPECT_TRUE(verify_seal(*seal));
  EXPECT_EQ(sealer.sign("vigie-checkpoint/1", sha256("x")).error().code, "seal.purpose");
  EXPECT_EQ(parse_signed_text(seal->signed_text())->digest, seal->digest);
  EXPECT_EQ(public_key_from_pem(public_key_pem(seal->public_key)).value(), seal->public_key);
  Seal other = *seal;
  other.purpose = kRecordingsRoot;  // another kind of statement with the same signature
  EXPECT_EQ(verify_seal(other).error().code, "seal.invalid");
  for (std::size_t i = 0; i < seal->signature.size(); ++i) {
    other = *seal;
    other.signature[i] ^= 1;
    EXPECT_FALSE(verify_seal(other)) << i;
  }
  for (std::string text : {std::string{}, seal->signed_text() + "\n", seal->signed_text().substr(1), std::string(5, '\n')})
    EXPECT_FALSE(parse_signed_text(text));
  std::ofstream(folder_ / "outside/seals.jsonl", std::ios::app) << "{\"purp";  // torn by a crash
  ASSERT_TRUE(open().sign(kRecordingsRoot, sha256("root")));
  std::ifstream kept{folder_ / "outside/seals.jsonl"};
  int whole = 0;
  for (std::string line; std::getline(kept, line);) whole += verify_seal(seal_from_json(parse_json(line).value()).value()).has_value();
  EXPECT_EQ(whole, 2);
}

TEST_F(SealerClientTest, CarriesSealsFromTheSealersProcess) {
  start_sealer();
  SealerClient client{*ledger_, socket_, metrics_};
  const auto seal = client.sign(kRecordingsRoot, sha256("root"));
  ASSERT_TRUE(seal) << seal.error().message;
  EXPECT_TRUE(verify_seal(*seal));
  EXPECT_EQ(client.sign("plate-index", sha256("root")).error().code, "seal.purpose");
  stop_sealer();
  EXPECT_FALSE(client.sign(kRecordingsRoot, sha256("root")));
}

TEST_F(SealerClientTest, TheSealerOnlySeals) {
  start_sealer();
  auto connection = *LocalConnection::connect(socket_);
  for (const Json& request :
       {Json{{"type", "key"}}, Json{{"type", "seal"}}, Json{{"type", "seal"}, {"seq", 0}, {"chain_hash", to_hex(sha256("x"))}},
        Json{{"type", "seal"}, {"seq", 1}, {"chain_hash", "xyz"}}}) {
    ASSERT_TRUE(connection->send(request));
    const auto answer = connection->receive(5s);
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ((*answer)->header["type"], "refused");
  }
  connection.reset();
  stop_sealer();
}

}  // namespace
}  // namespace vigie::law
