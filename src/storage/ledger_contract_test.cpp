// What every back-end of city::Ledger must do. A new one is added to the table below and nothing else changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "storage/sqlite_ledger.h"

namespace vigie::storage {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// A back-end under test: opens (again) what lies in `folder`.
struct LedgerBackEnd {
  const char* name;
  Result<std::unique_ptr<city::Ledger>> (*open)(const std::filesystem::path& folder, const Clock& clock, UuidSource& ids);
};

const LedgerBackEnd back_ends[] = {
    {"sqlite",
     [](const std::filesystem::path& folder, const Clock& clock, UuidSource& ids) -> Result<std::unique_ptr<city::Ledger>> {
       return SqliteLedger::open(folder / "ledger.db", clock, ids);
     }},
};

class LedgerContract : public testing::TestWithParam<LedgerBackEnd> {
 protected:
  LedgerContract() : folder_(std::filesystem::path{testing::TempDir()} / ("ledger" + random_token(8))) {
    std::filesystem::create_directories(folder_);
    reopen();
  }
  ~LedgerContract() override {
    ledger_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    ledger_.reset();
    auto opened = GetParam().open(folder_, clock_, ids_);
    ASSERT_TRUE(opened) << opened.error().message;
    ledger_ = std::move(*opened);
  }
  city::Fact fact(const std::string& schema, const std::string& subject, const std::string& key, int value = 0) {
    city::Fact fact;
    fact.schema = schema;
    fact.subject = subject;
    fact.source = "camera:1";
    fact.source_key = key;
    fact.occurred = {start_ + std::chrono::seconds{value}, start_ + std::chrono::seconds{value + 1}};
    fact.body = {{"value", value}};
    return fact;
  }
  city::Committed must(const city::Commit& commit) {
    auto committed = ledger_->commit(commit);
    EXPECT_TRUE(committed) << committed.error().message;
    return committed.value_or(city::Committed{});
  }
  static city::AuditEntry entry(const std::string& action) {
    city::AuditEntry entry;
    entry.actor = "account:anna";
    entry.action = action;
    entry.object = "alert:1";
    return entry;
  }

  const UtcTime start_ = *parse_utc("2026-03-01T12:00:00Z");
  ManualClock clock_{start_};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<city::Ledger> ledger_;
};

TEST_P(LedgerContract, KeepsAFactAsItWasAcrossAReopening) {
  city::Fact given = fact("alert.raised", "alert:1", "k1", 7);
  given.zone = "Europe/Paris";
  given.clock = city::ClockQuality::replayed;
  given.received = start_ - 2s;
  given.basis = city::BasisRef{"exercise", 3};
  given.exercise = given.simulated = true;
  given.body = {{"words", "à vérifier \"ici\""}, {"list", {1, 2.5, nullptr}}};
  const auto committed = must({{given}, {}, {}, {}});
  ASSERT_EQ(committed.facts.size(), 1u);
  EXPECT_FALSE(committed.facts[0].repeated);
  reopen();
  const auto found = *ledger_->fact_by_id(committed.facts[0].id);
  ASSERT_TRUE(found);
  given.id = committed.facts[0].id;
  given.recorded = start_;
  EXPECT_EQ(city::to_json(found->fact), city::to_json(given));
  EXPECT_EQ(found->cursor, committed.facts[0].cursor);
  EXPECT_EQ(*ledger_->last_cursor(), found->cursor);
  EXPECT_FALSE(*ledger_->fact_by_id(ids_.next()));
}

TEST_P(LedgerContract, TheSameAgainIsTheSameFact) {
  const auto first = must({{fact("alert.raised", "alert:1", "k1")}, {entry("alert.raise")}, {{"alert:1", 0}}, {}});
  clock_.advance(5s);
  // Sent again after a lost acknowledgement: same id, no second audit entry, and Expected does not stand in its way.
  const auto again = must({{fact("alert.raised", "alert:1", "k1")}, {entry("alert.raise")}, {{"alert:1", 0}}, {}});
  EXPECT_TRUE(again.facts[0].repeated);
  EXPECT_EQ(again.facts[0].id, first.facts[0].id);
  EXPECT_EQ(again.facts[0].cursor, first.facts[0].cursor);
  EXPECT_EQ(ledger_->facts_of("alert:1", 10)->size(), 1u);
  EXPECT_EQ(ledger_->audit_after(0, 10)->size(), 1u);
  // Twice in one commit, too.
  const auto twice = must({{fact("alert.raised", "alert:2", "k2"), fact("alert.raised", "alert:2", "k2")}, {}, {}, {}});
  EXPECT_EQ(twice.facts[0].id, twice.facts[1].id);
  EXPECT_TRUE(twice.facts[1].repeated);
}

TEST_P(LedgerContract, TheSameKeyWithOtherContentIsANewVersion) {
  const auto first = must({{fact("record.collision", "record:9", "k", 1)}, {}, {}, {}});
  const auto second = must({{fact("record.collision", "record:9", "k", 2)}, {}, {}, {}});
  EXPECT_FALSE(second.facts[0].repeated);
  const auto found = *ledger_->fact_by_id(second.facts[0].id);
  EXPECT_EQ(found->fact.supersedes, first.facts[0].id);
  // What the sender says it supersedes stands.
  city::Fact third = fact("record.collision", "record:9", "k", 3);
  third.supersedes = first.facts[0].id;
  const auto kept = must({{third}, {}, {}, {}});
  EXPECT_EQ((*ledger_->fact_by_id(kept.facts[0].id))->fact.supersedes, first.facts[0].id);
}

TEST_P(LedgerContract, ARefusedCommitLeavesNothingBehind) {
  must({{fact("alert.raised", "alert:1", "k1")}, {}, {}, {}});
  const city::Reply reply{"account:anna", "key", sha256("take"), 200, "{}"};
  const auto refused = ledger_->commit(
      {{fact("alert.taken", "alert:1", "k2"), fact("entry.written", "entry:1", "k3")}, {entry("alert.take")}, {{"alert:1", 0}}, reply});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_EQ(refused.error().code, "state.moved_on");
  EXPECT_EQ(ledger_->facts_of("alert:1", 10)->size(), 1u);
  EXPECT_EQ(ledger_->facts_of("entry:1", 10)->size(), 0u);
  EXPECT_EQ(ledger_->audit_after(0, 10)->size(), 0u);
  EXPECT_FALSE(*ledger_->reply_for("account:anna", "key"));
  // Two facts of one subject in one commit are counted from before it.
  must({{fact("alert.taken", "alert:1", "k2"), fact("alert.confirmed", "alert:1", "k4")}, {}, {{"alert:1", 1}}, {}});
}

TEST_P(LedgerContract, OfTwoDesksOneTakesTheAlert) {
  must({{fact("alert.raised", "alert:1", "k1")}, {}, {}, {}});
  std::atomic<int> taken{0}, late{0};
  std::vector<std::jthread> desks;
  for (int desk = 0; desk < 8; ++desk)
    desks.emplace_back([&, desk] {
      const auto result = ledger_->commit({{fact("alert.taken", "alert:1", "desk" + std::to_string(desk))}, {}, {{"alert:1", 1}}, {}});
      ++(result ? taken : late);
    });
  desks.clear();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(late, 7);
}

TEST_P(LedgerContract, AFactWithoutItsNamesIsRefused) {
  for (auto member : {&city::Fact::schema, &city::Fact::source, &city::Fact::source_key, &city::Fact::subject}) {
    city::Fact nameless = fact("alert.raised", "alert:1", "k1");
    nameless.*member = "";
    const auto refused = ledger_->commit({{nameless}, {}, {}, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "fact.unnamed");
  }
}

TEST_P(LedgerContract, RepliesAreKeptOncePerActorAndKey) {
  const city::Reply reply{"account:anna", "key", sha256("POST /entries {}"), 201, R"({"id":"1"})"};
  must({{fact("entry.written", "entry:1", "k1")}, {}, {}, reply});
  const auto kept = *ledger_->reply_for("account:anna", "key");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->status, 201);
  EXPECT_EQ(kept->body, reply.body);
  EXPECT_FALSE(*ledger_->reply_for("account:bert", "key"));

  const auto again = ledger_->commit({{fact("entry.written", "entry:2", "k2")}, {}, {}, reply});
  EXPECT_EQ(again.error().code, "idempotency.repeated");
  city::Reply other = reply;
  other.request = sha256("POST /entries {other}");
  const auto refused = ledger_->commit({{fact("entry.written", "entry:2", "k2")}, {}, {}, other});
  EXPECT_EQ(refused.error().code, "idempotency.other_request");
  EXPECT_EQ(ledger_->facts_of("entry:2", 10)->size(), 0u);

  clock_.advance(8 * 24h);
  other.key = "later";
  must({{}, {}, {}, other});
  EXPECT_FALSE(*ledger_->reply_for("account:anna", "key")) << "replies live a week";
}

TEST_P(LedgerContract, ReadsByCursorEntityAndTime) {
  for (int i = 0; i < 10; ++i) must({{fact(i % 2 ? "alert.raised" : "alertness.checked", "s:" + std::to_string(i), "k", i)}, {}, {}, {}});
  const auto cursors = [](const Result<std::vector<city::RecordedFact>>& facts) {
    std::vector<std::uint64_t> found;
    for (const auto& one : *facts) found.push_back(one.cursor);
    return found;
  };
  EXPECT_THAT(cursors(ledger_->facts_after(0, "alert.", 3)), ElementsAre(2, 4, 6));
  EXPECT_THAT(cursors(ledger_->facts_after(4, "alert.", 10)), ElementsAre(6, 8, 10));
  EXPECT_THAT(cursors(ledger_->facts_after(7, "alert", 10)), ElementsAre(8, 9, 10));
  EXPECT_EQ(ledger_->facts_after(0, "", 100)->size(), 10u);
  EXPECT_EQ(ledger_->facts_after(0, "nothing.", 100)->size(), 0u);
  EXPECT_THAT(cursors(ledger_->facts_between("", {start_ + 2s, start_ + 5s}, 10)), ElementsAre(3, 4, 5));
  EXPECT_THAT(cursors(ledger_->facts_between("alert.", {start_ + 2s, start_ + 5s}, 10)), ElementsAre(4));
}

TEST_P(LedgerContract, ErasedFactsAreGoneAndCursorsNeverRepeat) {
  for (int i = 0; i < 5; ++i) must({{fact("count.minute", "camera:1", "k" + std::to_string(i), i)}, {}, {}, {}});
  EXPECT_EQ(*ledger_->erase_facts("count.minute", start_ + 100s), 5u);
  EXPECT_EQ(ledger_->facts_after(0, "", 10)->size(), 0u);
  reopen();
  EXPECT_EQ(*ledger_->last_cursor(), 5u);
  EXPECT_EQ(must({{fact("count.minute", "camera:1", "k9")}, {}, {}, {}}).facts[0].cursor, 6u);
}

TEST_P(LedgerContract, AuditEntriesAreChainedInOrder) {
  EXPECT_EQ(must({{fact("alert.raised", "alert:1", "k1")}, {entry("a"), entry("b")}, {}, {}}).last_audit_seq, 2u);
  clock_.advance(1h);
  EXPECT_EQ(must({{}, {entry("c")}, {}, {}}).last_audit_seq, 3u);
  reopen();
  const auto rows = *ledger_->audit_after(0, 10);
  ASSERT_EQ(rows.size(), 3u);
  Digest chain{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].seq, i + 1);
    EXPECT_EQ(rows[i].salt.size(), 16u);
    EXPECT_EQ(rows[i].entry_hash, city::audit_entry_hash(rows[i].salt, *rows[i].body));
    chain = city::audit_chain_hash(chain, rows[i].seq, rows[i].entry_hash);
    EXPECT_EQ(rows[i].chain_hash, chain);
  }
  EXPECT_EQ(city::audit_entry_from_json(*parse_json(*rows[2].body))->at, start_ + 1h);
  EXPECT_EQ(ledger_->audit_before(0, 1)->front().seq, 3u);
  EXPECT_EQ(ledger_->audit_before(3, 10)->front().seq, 2u);

  ASSERT_TRUE(ledger_->forget_audit_bodies(start_ + 1min));
  const auto after = *ledger_->audit_after(0, 10);
  EXPECT_FALSE(after[0].body || after[1].body);
  EXPECT_TRUE(after[0].salt.empty());
  EXPECT_TRUE(after[2].body);
  EXPECT_EQ(after[1].chain_hash, rows[1].chain_hash);
}

TEST_P(LedgerContract, KeepsCheckpointsAndSecrets) {
  const city::Checkpoint checkpoint{5, sha256("chain"), start_, "0123456789abcdef", Bytes(32, 1), Bytes(64, 2)};
  ASSERT_TRUE(ledger_->add_checkpoint(checkpoint));
  ASSERT_TRUE(ledger_->add_checkpoint(checkpoint));
  EXPECT_EQ(city::to_json(ledger_->checkpoints(0, 10)->at(0)), city::to_json(checkpoint));
  EXPECT_EQ(ledger_->checkpoints(6, 10)->size(), 0u);

  EXPECT_FALSE(*ledger_->secret("password:anna"));
  ASSERT_TRUE(ledger_->put_secret("password:anna", "one"));
  ASSERT_TRUE(ledger_->put_secret("password:anna", "two"));
  EXPECT_EQ(*ledger_->secret("password:anna"), "two");
  ASSERT_TRUE(ledger_->put_secret("password:anna", ""));
  EXPECT_FALSE(*ledger_->secret("password:anna"));
}

TEST_P(LedgerContract, IndexesSegments) {
  city::SegmentRow segment{"camera:1-main-1200",
                           "camera:1",
                           city::StreamKind::sub,
                           {start_, start_ + 30s},
                           "a/b.mp4",
                           city::SegmentRow::State::open,
                           10,
                           "",
                           "m1",
                           true,
                           {},
                           ""};
  ASSERT_TRUE(ledger_->put_segment(segment));
  EXPECT_EQ(ledger_->open_segments(10)->size(), 1u);
  segment.state = city::SegmentRow::State::closed;
  segment.span.to = start_ + 60s;
  segment.digest = "ab";
  segment.protected_until = start_ + 24h;
  ASSERT_TRUE(ledger_->put_segment(segment));
  EXPECT_EQ(ledger_->open_segments(10)->size(), 0u);
  const auto found = *ledger_->segments("camera:1", {start_ + 59s, start_ + 61s}, 10);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].span, segment.span);
  EXPECT_EQ(found[0].stream, city::StreamKind::sub);
  EXPECT_EQ(found[0].protected_until, segment.protected_until);
  EXPECT_TRUE(found[0].exercise);
  EXPECT_EQ(ledger_->segments("camera:1", {start_ + 60s, start_ + 61s}, 10)->size(), 0u);
  EXPECT_EQ(ledger_->segments("camera:2", {start_, start_ + 61s}, 10)->size(), 0u);
  EXPECT_EQ(ledger_->segments_started_before(start_ + 1s, 10)->size(), 1u);
  segment.state = city::SegmentRow::State::deleted;
  segment.deleted_because = "retention.maximum";
  // Said again by who does not know of the protection: it stays.
  auto unknowing = segment;
  unknowing.protected_until.reset();
  ASSERT_TRUE(ledger_->put_segment(unknowing));
  EXPECT_EQ(ledger_->segments("camera:1", {start_, start_ + 1s}, 10)->front().protected_until, start_ + 24h);
  ASSERT_TRUE(ledger_->put_segment(segment));
  EXPECT_EQ(ledger_->segments_started_before(start_ + 1s, 10)->size(), 0u);
  EXPECT_EQ(ledger_->segments("camera:1", {start_, start_ + 60s}, 10)->at(0).deleted_because, "retention.maximum");
}

TEST_P(LedgerContract, ReadersAndWritersTogether) {
  std::atomic<bool> done{false};
  std::vector<std::jthread> readers;
  for (int r = 0; r < 6; ++r)
    readers.emplace_back([&] {
      std::uint64_t cursor = 0;
      while (!done || cursor < 200) {
        const auto facts = ledger_->facts_after(cursor, "", 50);
        ASSERT_TRUE(facts) << facts.error().message;
        for (const auto& one : *facts) {
          ASSERT_EQ(one.cursor, cursor + 1) << "a reader never sees a hole that fills later";
          cursor = one.cursor;
        }
      }
    });
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&, w] {
      for (int i = 0; i < 50; ++i) must({{fact("a.b", "s:" + std::to_string(w), fmt::format("{}-{}", w, i), i)}, {entry("x")}, {}, {}});
    });
  writers.clear();
  done = true;
  readers.clear();
  EXPECT_EQ(ledger_->audit_before(0, 1)->front().seq, 200u);
}

INSTANTIATE_TEST_SUITE_P(BackEnds, LedgerContract, testing::ValuesIn(back_ends),
                         [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace vigie::storage
