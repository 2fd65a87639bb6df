// SqliteLedger: facts, replies, audit, checkpoints, secrets.

#include "sqlite/fact_rows.h"
#include "sqlite/ledger_state.h"

namespace vigie::storage {
namespace {

std::optional<city::RecordedFact> first(std::vector<city::RecordedFact> rows) {
  return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

city::AuditRow audit_from_row(const Query& row) {
  city::AuditRow audit;
  audit.seq = static_cast<std::uint64_t>(row.integer(0));
  audit.salt = row.blob(1);
  if (!row.null(2)) audit.body = row.text(2);
  audit.entry_hash = row.digest(3);
  audit.chain_hash = row.digest(4);
  return audit;
}

city::Checkpoint checkpoint_from_row(const Query& row) {
  return {static_cast<std::uint64_t>(row.integer(0)), row.digest(1), row.time(2), row.text(3), row.blob(4), row.blob(5)};
}

}  // namespace

Result<std::vector<city::RecordedFact>> SqliteLedger::facts_after(std::uint64_t cursor, std::string_view schema_prefix,
                                                                  std::size_t limit) const {
  // A prefix that names the whole entity is served by its index; a partial word reads the table in order.
  if (schema_prefix.find('.') != std::string_view::npos)
    return read_all(*state_->database,
                    "SELECT " VIGIE_FACT_COLUMNS " FROM facts WHERE entity=? AND cursor>? AND substr(schema,1,?)=? ORDER BY cursor LIMIT ?",
                    fact_from_row, entity_of(schema_prefix), cursor, schema_prefix.size(), schema_prefix, limit);
  return read_all(*state_->database,
                  "SELECT " VIGIE_FACT_COLUMNS " FROM facts WHERE cursor>? AND substr(schema,1,?)=? ORDER BY cursor LIMIT ?", fact_from_row,
                  cursor, schema_prefix.size(), schema_prefix, limit);
}

Result<std::vector<city::RecordedFact>> SqliteLedger::facts_of(std::string_view subject, std::size_t limit) const {
  return read_all(*state_->database, "SELECT " VIGIE_FACT_COLUMNS " FROM facts WHERE subject=? ORDER BY cursor LIMIT ?", fact_from_row,
                  subject, limit);
}

Result<std::vector<city::RecordedFact>> SqliteLedger::facts_between(std::string_view schema_prefix, city::Interval occurred,
                                                                    std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT " VIGIE_FACT_COLUMNS
                  " FROM facts WHERE occurred_from>=? AND occurred_from<? AND substr(schema,1,?)=? ORDER BY occurred_from, cursor LIMIT ?",
                  fact_from_row, occurred.from, occurred.to, schema_prefix.size(), schema_prefix, limit);
}

Result<std::optional<city::RecordedFact>> SqliteLedger::fact_by_id(const Uuid& id) const {
  VIGIE_TRY(auto rows, read_all(*state_->database, "SELECT " VIGIE_FACT_COLUMNS " FROM facts WHERE id=?", fact_from_row, id));
  return first(std::move(rows));
}

Result<std::uint64_t> SqliteLedger::last_cursor() const {
  // Not max(cursor): erased facts must not let it fall back.
  VIGIE_TRY(const auto rows,
            read_all(*state_->database, "SELECT seq FROM sqlite_sequence WHERE name='facts'", [](Query& row) { return row.integer(0); }));
  return rows.empty() ? 0 : static_cast<std::uint64_t>(rows.front());
}

Result<std::optional<city::Reply>> SqliteLedger::reply_for(std::string_view actor, std::string_view key) const {
  const auto reply = [&](Query& row) {
    return city::Reply{std::string{actor}, std::string{key}, row.digest(0), static_cast<int>(row.integer(1)), row.text(2)};
  };
  VIGIE_TRY(auto rows, read_all(*state_->database, "SELECT request, status, body FROM replies WHERE actor=? AND key=?", reply, actor, key));
  return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

Result<std::vector<city::AuditRow>> SqliteLedger::audit_after(std::uint64_t seq, std::size_t limit) const {
  return read_all(*state_->database, "SELECT seq, salt, body, entry_hash, chain_hash FROM audit WHERE seq>? ORDER BY seq LIMIT ?",
                  audit_from_row, seq, limit);
}

Result<std::vector<city::AuditRow>> SqliteLedger::audit_before(std::uint64_t seq, std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT seq, salt, body, entry_hash, chain_hash FROM audit WHERE ?=0 OR seq<? ORDER BY seq DESC LIMIT ?", audit_from_row,
                  seq, seq, limit);
}

Status SqliteLedger::forget_audit_bodies(UtcTime before) {
  return write_one(*state_->database, "UPDATE audit SET body=NULL, salt=x'' WHERE at<? AND body IS NOT NULL", before);
}

Status SqliteLedger::add_checkpoint(const city::Checkpoint& checkpoint) {
  return write_one(
      *state_->database,
      "INSERT INTO checkpoints (seq, chain_hash, at, key_id, public_key, signature) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
      checkpoint.seq, checkpoint.chain_hash, checkpoint.at, checkpoint.key_id, checkpoint.public_key, checkpoint.signature);
}

Result<std::vector<city::Checkpoint>> SqliteLedger::checkpoints(std::uint64_t from_seq, std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT seq, chain_hash, at, key_id, public_key, signature FROM checkpoints WHERE seq>=? ORDER BY seq LIMIT ?",
                  checkpoint_from_row, from_seq, limit);
}

Status SqliteLedger::put_secret(std::string_view name, std::string_view value) {
  if (value.empty()) return write_one(*state_->database, "DELETE FROM secrets WHERE name=?", name);
  return write_one(*state_->database, "INSERT INTO secrets (name, value) VALUES (?,?) ON CONFLICT DO UPDATE SET value=excluded.value", name,
                   value);
}

Result<std::optional<std::string>> SqliteLedger::secret(std::string_view name) const {
  VIGIE_TRY(auto rows, read_all(
                           *state_->database, "SELECT value FROM secrets WHERE name=?", [](Query& row) { return row.text(0); }, name));
  return rows.empty() ? std::nullopt : std::optional{std::move(rows.front())};
}

Result<std::uint64_t> SqliteLedger::erase_facts(std::string_view schema, UtcTime before) {
  std::lock_guard lock(state_->database->write_mutex);
  VIGIE_TRY(Query query, state_->database->writer->query("DELETE FROM facts WHERE entity=? AND schema=? AND occurred_from<?"));
  VIGIE_CHECK(query.with(entity_of(schema), schema, before).run());
  return static_cast<std::uint64_t>(state_->database->writer->changes());
}

}  // namespace vigie::storage
