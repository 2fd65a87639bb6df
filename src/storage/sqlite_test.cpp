// What is particular to the SQLite back-end and the embedded bus: formats, rights, copies, wake-ups.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "sqlite/database.h"
#include "storage/ledger_bus.h"

namespace vigie::storage {
namespace {

using namespace std::chrono_literals;

class Sqlite : public testing::Test {
 protected:
  Sqlite() : folder_(std::filesystem::path{testing::TempDir()} / ("sqlite" + random_token(8))), file_(folder_ / "ledger.db") {
    std::filesystem::create_directories(folder_);
  }
  ~Sqlite() override { std::filesystem::remove_all(folder_); }
  std::unique_ptr<SqliteLedger> open() {
    auto opened = SqliteLedger::open(file_, clock_, ids_);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  static city::Commit one(const std::string& key, const std::string& words = "x") {
    city::Fact fact;
    fact.schema = "entry.written";
    fact.subject = "entry:1";
    fact.source = "desk:1";
    fact.source_key = key;
    fact.body = {{"words", words}};
    return {{fact}, {}, {}, {}};
  }
  void execute(const std::string& sql) {
    const auto connection = Connection::open(file_, Connection::Mode::create, {});
    ASSERT_TRUE((*connection)->run(sql));
  }
  ManualClock clock_{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_, file_;
};

TEST_F(Sqlite, ANewerFileIsRefusedAndLeftAsItWas) {
  open();
  execute("PRAGMA journal_mode=DELETE; PRAGMA user_version=99");
  const auto before = *sha256_of_file(file_);
  const auto refused = SqliteLedger::open(file_, clock_, ids_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unsupported);
  EXPECT_EQ(refused.error().code, "storage.newer");
  EXPECT_NE(refused.error().message.find("format 99"), std::string::npos);
  EXPECT_EQ(*sha256_of_file(file_), before);
  EXPECT_EQ(SqliteLedger::format_of(file_)->found, 99);
}

TEST_F(Sqlite, AForeignOrDamagedFileIsRefused) {
  execute("PRAGMA application_id=77; CREATE TABLE t (x)");
  EXPECT_EQ(SqliteLedger::open(file_, clock_, ids_).error().code, "storage.not_ours");
  std::ofstream(file_, std::ios::trunc) << "this is no database, however long the text may be";
  EXPECT_EQ(SqliteLedger::open(file_, clock_, ids_).error().kind, ErrorKind::corrupt);
  EXPECT_FALSE(SqliteLedger::open(folder_ / "nowhere" / "ledger.db", clock_, ids_));
}

TEST_F(Sqlite, MovesForwardAfterACopy) {
  const Schema old{"ledger", 5, {"CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (42)"}, "FULL"};
  ASSERT_TRUE(Database::open(file_, old, {}));
  Schema newer = old;
  newer.steps.push_back("ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7");
  {
    const auto database = Database::open(file_, newer, {});
    ASSERT_TRUE(database) << database.error().message;
    Query query = *(*database)->writer->query("SELECT x + y FROM a");
    ASSERT_TRUE(*query.next());
    EXPECT_EQ(query.integer(0), 49);
  }
  ASSERT_TRUE(std::filesystem::exists(file_.string() + ".before-format-2"));
  Schema broken = newer;
  broken.steps.push_back("CREATE TABLE b (x INTEGER) STRICT; CREATE TABLE a (again INTEGER)");
  EXPECT_FALSE(Database::open(file_, broken, {}));
  EXPECT_TRUE(Database::open(file_, newer, {})) << "a step that failed left the format as it was";
}

TEST_F(Sqlite, FilesAreForTheirOwnerOnly) {
  const auto ledger = open();
  ASSERT_TRUE(ledger->commit(one("k")));
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const auto rights = std::filesystem::status(file_.string() + suffix).permissions();
    EXPECT_EQ(rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all), std::filesystem::perms::none) << suffix;
  }
}

TEST_F(Sqlite, FactsAndAuditRowsCannotBeRewrittenByAccident) {
  {
    const auto ledger = open();
    auto commit = one("k");
    commit.audit.push_back({});
    ASSERT_TRUE(ledger->commit(commit));
  }
  const auto connection = Connection::open(file_, Connection::Mode::create, {});
  EXPECT_FALSE((*connection)->run("UPDATE facts SET body='{}'"));
  EXPECT_FALSE((*connection)->run("DELETE FROM audit"));
}

TEST_F(Sqlite, ACopyIsWholeWhileOthersWrite) {
  const auto ledger = open();
  ASSERT_TRUE(ledger->commit(one("before")));
  std::jthread writer{[&](std::stop_token stop) {
    for (int i = 0; !stop.stop_requested(); ++i) ASSERT_TRUE(ledger->commit(one("during" + std::to_string(i))));
  }};
  std::this_thread::sleep_for(20ms);
  ASSERT_TRUE(ledger->backup(folder_ / "copy.db"));
  writer.request_stop();
  writer.join();
  EXPECT_EQ(ledger->backup(folder_ / "copy.db").error().kind, ErrorKind::conflict);
  const auto copy = SqliteLedger::open(folder_ / "copy.db", clock_, ids_);
  ASSERT_TRUE(copy) << copy.error().message;
  const auto facts = *(*copy)->facts_after(0, "", 1'000'000);
  ASSERT_GE(facts.size(), 1u);
  EXPECT_EQ(facts.size(), facts.back().cursor);
}

TEST_F(Sqlite, WordsWithQuotesAndNulsAreOnlyWords) {
  const auto ledger = open();
  const std::string nasty = std::string{"'; DROP TABLE facts; --"} + '\0' + "%_\"";
  auto commit = one("k", nasty);
  commit.facts[0].subject = nasty;
  ASSERT_TRUE(ledger->commit(commit));
  EXPECT_EQ(ledger->facts_of(nasty, 10)->at(0).fact.body["words"], nasty);
}

TEST_F(Sqlite, TheBusWakesAfterNewFactsOnly) {
  const auto ledger = open();
  LedgerBus bus{*ledger};
  ledger->on_commit([&] { bus.notify(); });
  int woken = 0;
  auto subscription = bus.subscribe([&] { ++woken; });
  ASSERT_TRUE(ledger->commit(one("k")));
  ASSERT_TRUE(ledger->commit(one("k")));
  EXPECT_EQ(woken, 1) << "a repeat brings nothing new";
  EXPECT_EQ(bus.latest(), 1u);
  EXPECT_EQ(bus.read(0, 10)->size(), 1u);
  EXPECT_EQ(bus.read(1, 10)->size(), 0u);
  subscription.reset();
  ASSERT_TRUE(ledger->commit(one("k2")));
  EXPECT_EQ(woken, 1);
}

TEST_F(Sqlite, UnsubscribingWaitsForACallInProgress) {
  const auto ledger = open();
  LedgerBus bus{*ledger};
  std::atomic<bool> inside{false}, finished{false};
  auto subscription = bus.subscribe([&] {
    inside = true;
    std::this_thread::sleep_for(50ms);
    finished = true;
  });
  std::jthread waker{[&] { bus.notify(); }};
  while (!inside) std::this_thread::yield();
  subscription.reset();
  EXPECT_TRUE(finished);
}

}  // namespace
}  // namespace vigie::storage
