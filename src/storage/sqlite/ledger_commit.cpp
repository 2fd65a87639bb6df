// SqliteLedger: open, commit, backup.

#include "sqlite/fact_rows.h"
#include "sqlite/ledger_state.h"

namespace vigie::storage {
namespace {

using city::Committed;

// A client that has not heard its answer for a week will not ask again.
constexpr std::chrono::hours replies_live{7 * 24};

Status check_names(const city::Commit& commit) {
  for (const auto& fact : commit.facts)
    if (fact.schema.empty() || fact.source.empty() || fact.source_key.empty() || fact.subject.empty())
      return fail(ErrorKind::invalid_input,
                  fmt::format("a fact '{}' of source '{}', key '{}', subject '{}': all four are needed to know it again", fact.schema,
                              fact.source, fact.source_key, fact.subject),
                  "fact.unnamed");
  return {};
}

Status keep_reply(Connection& connection, const city::Reply& reply, UtcTime now) {
  {
    VIGIE_TRY(Query query, connection.query("SELECT request FROM replies WHERE actor=? AND key=?"));
    VIGIE_TRY(const bool found, query.with(reply.actor, reply.key).next());
    if (found && query.digest(0) == reply.request)
      return fail(ErrorKind::conflict, "this request was answered already: give the kept answer", "idempotency.repeated");
    if (found)
      return fail(ErrorKind::conflict, "the idempotency key was used for another request: make a new key", "idempotency.other_request");
  }
  VIGIE_TRY(Query forget, connection.query("DELETE FROM replies WHERE at<?"));
  VIGIE_CHECK(forget.with(now - replies_live).run());
  VIGIE_TRY(Query insert, connection.query("INSERT INTO replies (actor, key, request, status, body, at) VALUES (?,?,?,?,?,?)"));
  return insert.with(reply.actor, reply.key, reply.request, reply.status, reply.body, now).run();
}

// Commits one fact; a repeat gets the first one's id.
Result<Committed::One> keep_fact(Connection& connection, city::Fact fact, UtcTime now, UuidSource& ids) {
  const Digest content = fact.content();
  {
    VIGIE_TRY(Query same, connection.query("SELECT cursor, id FROM facts WHERE source=? AND source_key=? AND content=?"));
    VIGIE_TRY(const bool found, same.with(fact.source, fact.source_key, content).next());
    if (found) return Committed::One{same.uuid(1), static_cast<std::uint64_t>(same.integer(0)), true};
  }
  if (!fact.supersedes) {
    VIGIE_TRY(Query earlier, connection.query("SELECT id FROM facts WHERE source=? AND source_key=? ORDER BY cursor DESC LIMIT 1"));
    VIGIE_TRY(const bool found, earlier.with(fact.source, fact.source_key).next());
    if (found) fact.supersedes = earlier.uuid(0);
  }
  if (fact.id.is_nil()) fact.id = ids.next();
  fact.recorded = now;
  if (fact.received == UtcTime{}) fact.received = now;
  VIGIE_CHECK(insert_fact(connection, fact, content));
  return Committed::One{fact.id, static_cast<std::uint64_t>(connection.last_row()), false};
}

// `added`: facts of the subject that this very commit brought.
Status check_expected(Connection& connection, const city::Expected& expected, std::uint64_t added) {
  VIGIE_TRY(Query query, connection.query("SELECT count(*) FROM facts WHERE subject=?"));
  VIGIE_TRY(const bool row, query.with(expected.subject).next());
  const auto before = row ? static_cast<std::uint64_t>(query.integer(0)) - added : 0;
  if (before != expected.facts)
    return fail(ErrorKind::conflict,
                fmt::format("{} has moved on ({} facts, {} expected): look again", expected.subject, before, expected.facts),
                "state.moved_on");
  return {};
}

Result<std::uint64_t> keep_audit(Connection& connection, const std::vector<city::AuditEntry>& entries, UtcTime now) {
  std::uint64_t seq = 0;
  Digest chain{};
  {
    VIGIE_TRY(Query last, connection.query("SELECT seq, chain_hash FROM audit ORDER BY seq DESC LIMIT 1"));
    VIGIE_TRY(const bool found, last.next());
    if (found) {
      seq = static_cast<std::uint64_t>(last.integer(0));
      chain = last.digest(1);
    }
  }
  for (city::AuditEntry entry : entries) {
    if (entry.at == UtcTime{}) entry.at = now;
    const city::AuditRow row = city::link_audit(chain, ++seq, entry, random_bytes(16));
    chain = row.chain_hash;
    VIGIE_TRY(Query insert, connection.query("INSERT INTO audit (seq, at, salt, body, entry_hash, chain_hash) VALUES (?,?,?,?,?,?)"));
    VIGIE_CHECK(insert.with(seq, entry.at, row.salt, row.body, row.entry_hash, row.chain_hash).run());
  }
  return seq;
}

Result<Committed> keep(Connection& connection, const city::Commit& commit, UtcTime now, UuidSource& ids) {
  Transaction transaction{connection};
  VIGIE_CHECK(transaction.begin());
  if (commit.reply) VIGIE_CHECK(keep_reply(connection, *commit.reply, now));
  Committed committed;
  bool all_repeated = !commit.facts.empty();
  for (const city::Fact& fact : commit.facts) {
    VIGIE_TRY(const Committed::One one, keep_fact(connection, fact, now, ids));
    committed.facts.push_back(one);
    all_repeated = all_repeated && one.repeated;
  }
  // A repeat as a whole was checked and audited when it came first.
  if (!all_repeated) {
    for (const city::Expected& expected : commit.expected) {
      std::uint64_t added = 0;
      for (std::size_t i = 0; i < commit.facts.size(); ++i)
        added += !committed.facts[i].repeated && commit.facts[i].subject == expected.subject;
      VIGIE_CHECK(check_expected(connection, expected, added));
    }
  }
  static const std::vector<city::AuditEntry> none;
  VIGIE_TRY(committed.last_audit_seq, keep_audit(connection, all_repeated ? none : commit.audit, now));
  VIGIE_CHECK(transaction.commit());
  return committed;
}

}  // namespace

SqliteLedger::SqliteLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteLedger::~SqliteLedger() = default;

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(const std::filesystem::path& path, const Clock& clock, UuidSource& ids,
                                                         SqliteOptions options) {
  VIGIE_TRY(auto database, Database::open(path, ledger_schema, options));
  return std::unique_ptr<SqliteLedger>(new SqliteLedger(std::unique_ptr<State>(new State{std::move(database), clock, ids, {}})));
}

void SqliteLedger::on_commit(std::function<void()> wake) { state_->wake = std::move(wake); }

Result<Committed> SqliteLedger::commit(const city::Commit& commit) {
  VIGIE_CHECK(check_names(commit));
  auto committed = [&]() -> Result<Committed> {
    std::lock_guard lock(state_->database->write_mutex);
    return keep(*state_->database->writer, commit, state_->clock.utc_now(), state_->ids);
  }();
  const auto fresh = [](const Committed::One& one) { return !one.repeated; };
  if (committed && state_->wake && std::any_of(committed->facts.begin(), committed->facts.end(), fresh)) state_->wake();
  return committed;
}

Status SqliteLedger::backup(const std::filesystem::path& target) const {
  const auto reader = state_->database->readers.borrow();
  return copy_database(*reader, target);
}

Result<Format> SqliteLedger::format_of(const std::filesystem::path& path) { return vigie::storage::format_of(path, ledger_schema); }

}  // namespace vigie::storage
