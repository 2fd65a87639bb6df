#include "sqlite/record_rows.h"

namespace vigie::storage {
namespace {

// 16 bytes of SHA-256 tell versions of one key apart; the whole digest would be a third of an index row.
using ShortDigest = std::array<std::uint8_t, 16>;

ShortDigest short_digest(const city::Record& record) {
  const Digest whole = record.content();
  ShortDigest shortened;
  std::copy_n(whole.begin(), shortened.size(), shortened.begin());
  return shortened;
}

Result<std::int64_t> source_number(Connection& connection, const city::SourceId& source) {
  VIGIE_TRY(Query query, connection.query("SELECT number FROM record_sources WHERE name=?"));
  VIGIE_TRY(const bool found, query.with(source).next());
  return found ? query.integer(0) : 0;
}

Result<std::int64_t> source_number_made(Connection& connection, const city::SourceId& source) {
  VIGIE_TRY(const std::int64_t known, source_number(connection, source));
  if (known != 0) return known;
  VIGIE_TRY(Query insert, connection.query("INSERT INTO record_sources (name) VALUES (?)"));
  VIGIE_CHECK(insert.with(source).run());
  return connection.last_row();
}

city::StoredRecord record_from_row(const Query& row, const city::SourceId& source) {
  city::StoredRecord stored;
  city::Record& record = stored.record;
  stored.cursor.number = row.integer(0);
  record.id = row.uuid(1);
  record.source = source;
  record.source_key = row.text(2);
  record.kind = row.text(3);
  record.occurred = {row.time(4), row.time(5)};
  stored.cursor.from = record.occurred.from;
  record.zone = row.text(6);
  record.where = {row.real(7), row.real(8)};
  record.ground = {row.real(9), row.real(10)};
  record.epsg = static_cast<int>(row.integer(11));
  record.known_by = row.text(12);
  record.details = row.text(13);
  record.exercise = row.integer(14) != 0;
  if (!row.null(15)) stored.supersedes = row.uuid(15);
  return stored;
}

// A batch's rows are numbered without a hole (one transaction under the writer's lock): its first and last number find
// them, which saves an index that would be written for every row and read after a crash only.
#define VIGIE_RECORDS_OF_SOURCE                                                                                                         \
  "SELECT r.number, r.id, r.source_key, r.kind, r.started, r.ended, r.zone, r.lat, r.lon, r.x, r.y, r.epsg, r.known_by, r.details, "    \
  "r.exercise, (SELECT p.id FROM records p JOIN batches pb ON pb.number=p.batch WHERE p.source=r.source AND p.source_key=r.source_key " \
  "AND "                                                                                                                                \
  "p.number<r.number AND pb.published=1 ORDER BY p.number DESC LIMIT 1) FROM records r JOIN batches b ON b.number=r.batch "             \
  "WHERE b.published=1 AND r.source=? AND (r.started, r.number)>(?,?) AND r.started>=? AND r.started<? "

constexpr const char* all_versions = VIGIE_RECORDS_OF_SOURCE "ORDER BY r.started, r.number LIMIT ?";
constexpr const char* newest_versions = VIGIE_RECORDS_OF_SOURCE
    "AND NOT EXISTS (SELECT 1 FROM records n JOIN batches nb ON nb.number=n.batch WHERE n.source=r.source AND "
    "n.source_key=r.source_key AND n.number>r.number AND nb.published=1) ORDER BY r.started, r.number LIMIT ?";

}  // namespace

const char* const records_format = R"sql(
ALTER TABLE batches ADD COLUMN first_record INTEGER;
ALTER TABLE batches ADD COLUMN last_record INTEGER;

CREATE TABLE record_sources (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE records (
  number INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL,
  id BLOB NOT NULL,
  source INTEGER NOT NULL,
  source_key TEXT NOT NULL,
  content BLOB NOT NULL,
  kind TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  zone TEXT NOT NULL,
  lat REAL NOT NULL,
  lon REAL NOT NULL,
  x REAL NOT NULL,
  y REAL NOT NULL,
  epsg INTEGER NOT NULL,
  known_by TEXT NOT NULL,
  details TEXT NOT NULL,
  exercise INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_by_key ON records (source, source_key, content);
CREATE INDEX records_by_time ON records (source, started);
)sql";

Status insert_records(Connection& connection, std::int64_t batch, const std::vector<city::Record>& records) {
  std::int64_t first = 0, last = 0, source = 0;
  const city::SourceId* source_name = nullptr;
  for (const auto& r : records) {
    if (!source_name || *source_name != r.source) {
      VIGIE_TRY(source, source_number_made(connection, r.source));
      source_name = &r.source;
    }
    VIGIE_TRY(Query insert,
              connection.query("INSERT INTO records (batch, id, source, source_key, content, kind, started, ended, zone, "
                               "lat, lon, x, y, epsg, known_by, details, exercise) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    VIGIE_CHECK(insert
                    .with(batch, r.id, source, r.source_key, std::span<const std::uint8_t>{short_digest(r)}, r.kind, r.occurred.from,
                          r.occurred.to, r.zone, r.where.lat, r.where.lon, r.ground.x_m, r.ground.y_m, r.epsg, r.known_by, r.details,
                          r.exercise)
                    .run());
    last = connection.last_row();
    if (first == 0) first = last;
  }
  if (records.empty()) return {};
  VIGIE_TRY(Query mark, connection.query("UPDATE batches SET first_record=?, last_record=? WHERE number=?"));
  return mark.with(first, last, batch).run();
}

Status delete_unpublished_records(Connection& connection, const Uuid& batch) {
  VIGIE_TRY(Query erase, connection.query("DELETE FROM records WHERE number BETWEEN (SELECT first_record FROM batches WHERE id=?1 AND "
                                          "published=0) AND (SELECT last_record FROM batches WHERE id=?1 AND published=0)"));
  return erase.with(batch).run();
}

Result<std::vector<city::RecordMatch>> match_records(Database& database, std::span<const city::Record> records) {
  const auto reader = database.readers.borrow();
  std::vector<city::RecordMatch> matches;
  matches.reserve(records.size());
  std::int64_t source = 0;
  const city::SourceId* source_name = nullptr;
  for (const auto& r : records) {
    if (!source_name || *source_name != r.source) {
      VIGIE_TRY(source, source_number(*reader, r.source));
      source_name = &r.source;
    }
    // One probe: of the key's versions, the one with this content first.
    VIGIE_TRY(Query query, reader->query("SELECT content=? FROM records WHERE source=? AND source_key=? ORDER BY 1 DESC LIMIT 1"));
    VIGIE_TRY(const bool found, query.with(std::span<const std::uint8_t>{short_digest(r)}, source, r.source_key).next());
    matches.push_back(!found                  ? city::RecordMatch::fresh
                      : query.integer(0) != 0 ? city::RecordMatch::repeated
                                              : city::RecordMatch::new_version);
  }
  return matches;
}

Result<std::vector<city::StoredRecord>> read_records(Database& database, const city::SourceId& source, city::Interval span,
                                                     city::RecordVersions versions, city::RecordCursor after, std::size_t limit) {
  std::int64_t number = 0;
  {
    const auto reader = database.readers.borrow();
    VIGIE_TRY(number, source_number(*reader, source));
  }
  return read_all(
      database, versions == city::RecordVersions::all ? all_versions : newest_versions,
      [&](Query& row) { return record_from_row(row, source); }, number, after.from, after.number, span.from, span.to, limit);
}

}  // namespace vigie::storage
