#include "sqlite/record_rows.h"
#include "storage/sqlite_series.h"

namespace vigie::storage {
namespace {

constexpr std::int64_t most_buckets = 10'000;

constexpr const char* format_1 = R"sql(
CREATE TABLE batches (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  published INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX batches_waiting ON batches (number) WHERE published = 0;

CREATE TABLE observations (
  batch INTEGER NOT NULL REFERENCES batches ON DELETE CASCADE,
  id BLOB NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  direction TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  value REAL NOT NULL,
  exercise INTEGER NOT NULL
) STRICT;
CREATE INDEX observations_by_source ON observations (source, started);
CREATE INDEX observations_by_batch ON observations (batch);
CREATE INDEX observations_by_time ON observations (started);

CREATE TABLE positions (
  batch INTEGER NOT NULL REFERENCES batches ON DELETE CASCADE,
  id BLOB NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  lat REAL NOT NULL,
  lon REAL NOT NULL,
  incident TEXT NOT NULL,
  simulated INTEGER NOT NULL
) STRICT;
CREATE INDEX positions_by_source ON positions (source, at);
CREATE INDEX positions_by_batch ON positions (batch);
CREATE INDEX positions_by_time ON positions (at);
)sql";

const Schema series_schema{"series", 0x76696773 /* "vigs" */, {format_1, records_format}, "FULL"};

city::Observation observation_from_row(const Query& row) {
  return {row.uuid(0), row.text(1), row.text(2), row.text(3), row.text(4), {row.time(5), row.time(6)}, row.real(7), row.integer(8) != 0};
}

city::Position position_from_row(const Query& row) {
  city::Position position;
  position.id = row.uuid(0);
  position.source = row.text(1);
  position.at = row.time(2);
  position.where.lat = row.real(3);
  position.where.lon = row.real(4);
  position.incident = row.text(5);
  position.simulated = row.integer(6) != 0;
  return position;
}

Status insert_rows(Connection& connection, std::int64_t number, const city::Batch& batch) {
  for (const auto& o : batch.observations) {
    VIGIE_TRY(Query insert, connection.query("INSERT INTO observations (batch, id, source, kind, place, direction, started, ended, value, "
                                             "exercise) VALUES (?,?,?,?,?,?,?,?,?,?)"));
    VIGIE_CHECK(insert.with(number, o.id, o.source, o.kind, o.place, o.direction, o.span.from, o.span.to, o.value, o.exercise).run());
  }
  for (const auto& p : batch.positions) {
    VIGIE_TRY(Query insert,
              connection.query("INSERT INTO positions (batch, id, source, at, lat, lon, incident, simulated) VALUES (?,?,?,?,?,?,?,?)"));
    VIGIE_CHECK(insert.with(number, p.id, p.source, p.at, p.where.lat, p.where.lon, p.incident, p.simulated).run());
  }
  return insert_records(connection, number, batch.records);
}

}  // namespace

struct SqliteSeries::State {
  std::unique_ptr<Database> database;
};

SqliteSeries::SqliteSeries(std::unique_ptr<State> state) : state_(std::move(state)) {}
SqliteSeries::~SqliteSeries() = default;

Result<std::unique_ptr<SqliteSeries>> SqliteSeries::open(const std::filesystem::path& path, SqliteOptions options) {
  VIGIE_TRY(auto database, Database::open(path, series_schema, options));
  return std::unique_ptr<SqliteSeries>(new SqliteSeries(std::unique_ptr<State>(new State{std::move(database)})));
}

Status SqliteSeries::backup(const std::filesystem::path& target) const {
  const auto reader = state_->database->readers.borrow();
  return copy_database(*reader, target);
}

Result<Format> SqliteSeries::format_of(const std::filesystem::path& path) { return vigie::storage::format_of(path, series_schema); }

Status SqliteSeries::append(const city::Batch& batch) {
  std::lock_guard lock(state_->database->write_mutex);
  Connection& writer = *state_->database->writer;
  Transaction transaction{writer};
  VIGIE_CHECK(transaction.begin());
  {
    VIGIE_TRY(Query insert, writer.query("INSERT INTO batches (id) VALUES (?) ON CONFLICT DO NOTHING"));
    VIGIE_CHECK(insert.with(batch.id).run());
  }
  if (writer.changes() == 0) return {};  // it is there; the transaction ends empty
  VIGIE_CHECK(insert_rows(writer, writer.last_row(), batch));
  return transaction.commit();
}

Status SqliteSeries::publish(const Uuid& batch) {
  std::lock_guard lock(state_->database->write_mutex);
  VIGIE_TRY(Query query, state_->database->writer->query("UPDATE batches SET published=1 WHERE id=?"));
  VIGIE_CHECK(query.with(batch).run());
  if (state_->database->writer->changes() == 0)
    return fail(ErrorKind::not_found, fmt::format("series: there is no batch {} to publish", batch.str()));
  return {};
}

Result<std::vector<Uuid>> SqliteSeries::unpublished(std::size_t limit) const {
  return read_all(
      *state_->database, "SELECT id FROM batches WHERE published=0 ORDER BY number LIMIT ?", [](Query& row) { return row.uuid(0); }, limit);
}

Status SqliteSeries::drop(const Uuid& batch) {
  std::lock_guard lock(state_->database->write_mutex);
  Connection& writer = *state_->database->writer;
  Transaction transaction{writer};
  VIGIE_CHECK(transaction.begin());
  VIGIE_CHECK(delete_unpublished_records(writer, batch));
  {
    VIGIE_TRY(Query query, writer.query("DELETE FROM batches WHERE id=? AND published=0"));
    VIGIE_CHECK(query.with(batch).run());
  }
  return transaction.commit();
}

Result<std::vector<city::Observation>> SqliteSeries::observations(const city::SourceId& source, std::string_view kind_prefix,
                                                                  city::Interval span, std::size_t limit) const {
  return read_all(
      *state_->database,
      "SELECT o.id, source, kind, place, direction, started, ended, value, exercise FROM observations o JOIN batches b ON b.number=o.batch "
      "WHERE b.published=1 AND source=? AND started>=? AND started<? AND substr(kind,1,?)=? ORDER BY started, o.rowid LIMIT ?",
      observation_from_row, source, span.from, span.to, kind_prefix.size(), kind_prefix, limit);
}

Result<std::vector<city::Bucket>> SqliteSeries::buckets(const city::SourceId& source, std::string_view kind, std::string_view place,
                                                        std::string_view direction, city::Interval span, std::chrono::seconds step) const {
  const std::int64_t from = to_unix_us(span.from), to = to_unix_us(span.to), step_us = std::chrono::microseconds{step}.count();
  if (step_us <= 0 || to < from || (to - from) / step_us > most_buckets)
    return fail(ErrorKind::invalid_input,
                fmt::format("a range of at most {} steps is taken: ask for a shorter one or a larger step", most_buckets), "series.range");
  const auto bucket = [&](Query& row) {
    return city::Bucket{from_unix_us(from + row.integer(0) * step_us), row.real(1), row.real(2), row.real(3),
                        static_cast<std::uint64_t>(row.integer(4))};
  };
  return read_all(
      *state_->database,
      "SELECT (started-?)/? AS step, sum(value), min(value), max(value), count(*) FROM observations o JOIN batches b ON b.number=o.batch "
      "WHERE b.published=1 AND source=? AND started>=? AND started<? AND kind=? AND place=? AND direction=? GROUP BY step ORDER BY step",
      bucket, from, step_us, source, from, to, kind, place, direction);
}

Result<std::vector<city::Position>> SqliteSeries::positions(const city::SourceId& source, city::Interval span, std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT p.id, source, at, lat, lon, incident, simulated FROM positions p JOIN batches b ON b.number=p.batch "
                  "WHERE b.published=1 AND source=? AND at>=? AND at<? ORDER BY at, p.rowid LIMIT ?",
                  position_from_row, source, span.from, span.to, limit);
}

Result<std::vector<city::RecordMatch>> SqliteSeries::match(std::span<const city::Record> records) const {
  return match_records(*state_->database, records);
}

Result<std::vector<city::SourceId>> SqliteSeries::record_sources() const {
  return read_all(*state_->database, "SELECT name FROM record_sources ORDER BY name", [](Query& row) { return row.text(0); });
}

Result<std::vector<city::SourceId>> SqliteSeries::observation_sources() const {
  return read_all(*state_->database, "SELECT DISTINCT source FROM observations ORDER BY source", [](Query& row) { return row.text(0); });
}

Result<std::vector<city::StoredRecord>> SqliteSeries::records(const city::SourceId& source, city::Interval span,
                                                              city::RecordVersions versions, city::RecordCursor after,
                                                              std::size_t limit) const {
  return read_records(*state_->database, source, span, versions, after, limit);
}

Result<std::uint64_t> SqliteSeries::erase(UtcTime observations_before, UtcTime free_positions_before, UtcTime incident_positions_before) {
  std::lock_guard lock(state_->database->write_mutex);
  Connection& writer = *state_->database->writer;
  Transaction transaction{writer};
  VIGIE_CHECK(transaction.begin());
  std::uint64_t erased = 0;
  const auto erase_rows = [&](const char* sql, UtcTime before) -> Status {
    VIGIE_TRY(Query query, writer.query(sql));
    VIGIE_CHECK(query.with(before).run());
    erased += static_cast<std::uint64_t>(writer.changes());
    return {};
  };
  VIGIE_CHECK(erase_rows("DELETE FROM observations WHERE started<?", observations_before));
  VIGIE_CHECK(erase_rows("DELETE FROM positions WHERE at<? AND incident=''", free_positions_before));
  VIGIE_CHECK(erase_rows("DELETE FROM positions WHERE at<? AND incident<>''", incident_positions_before));
  VIGIE_CHECK(transaction.commit());
  return erased;
}

}  // namespace vigie::storage
