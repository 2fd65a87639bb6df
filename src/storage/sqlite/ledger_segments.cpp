// SqliteLedger: the index of recorded minutes.

#include "sqlite/ledger_state.h"

namespace vigie::storage {
namespace {

using State = city::SegmentRow::State;

const char* to_string(State state) {
  switch (state) {
    case State::open:
      return "open";
    case State::closed:
      return "closed";
    case State::deleted:
      return "deleted";
  }
  return "deleted";
}

#define VIGIE_SEGMENT_COLUMNS \
  "id, camera, stream, started, ended, path, state, bytes, digest, mask_version, exercise, protected_until, deleted_because"

city::SegmentRow segment_from_row(const Query& row) {
  city::SegmentRow segment;
  segment.id = row.text(0);
  segment.camera = row.text(1);
  segment.stream = row.text(2) == city::to_string(city::StreamKind::sub) ? city::StreamKind::sub : city::StreamKind::main;
  segment.span = {row.time(3), row.time(4)};
  segment.path = row.text(5);
  const std::string state = row.text(6);
  segment.state = state == "open" ? State::open : state == "closed" ? State::closed : State::deleted;
  segment.bytes = static_cast<std::uint64_t>(row.integer(7));
  segment.digest = row.text(8);
  segment.mask_version = row.text(9);
  segment.exercise = row.integer(10) != 0;
  if (!row.null(11)) segment.protected_until = row.time(11);
  segment.deleted_because = row.text(12);
  return segment;
}

}  // namespace

// A worker that closes a segment knows nothing of a protection given meanwhile: what is there stays unless another is given.
Status SqliteLedger::put_segment(const city::SegmentRow& segment) {
  return write_one(*state_->database,
                   "INSERT INTO segments (" VIGIE_SEGMENT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
                   "camera=excluded.camera, stream=excluded.stream, started=excluded.started, ended=excluded.ended, path=excluded.path, "
                   "state=excluded.state, bytes=excluded.bytes, digest=excluded.digest, mask_version=excluded.mask_version, "
                   "exercise=excluded.exercise, protected_until=coalesce(excluded.protected_until, protected_until), "
                   "deleted_because=excluded.deleted_because",
                   segment.id, segment.camera, city::to_string(segment.stream), segment.span.from, segment.span.to, segment.path,
                   to_string(segment.state), segment.bytes, segment.digest, segment.mask_version, segment.exercise, segment.protected_until,
                   segment.deleted_because);
}

Result<std::vector<city::SegmentRow>> SqliteLedger::segments(const city::SourceId& camera, city::Interval span, std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT " VIGIE_SEGMENT_COLUMNS " FROM segments WHERE camera=? AND started<? AND ended>? ORDER BY started, id LIMIT ?",
                  segment_from_row, camera, span.to, span.from, limit);
}

Result<std::vector<city::SegmentRow>> SqliteLedger::segments_started_before(UtcTime start, std::size_t limit) const {
  return read_all(*state_->database,
                  "SELECT " VIGIE_SEGMENT_COLUMNS " FROM segments WHERE state<>'deleted' AND started<? ORDER BY started, id LIMIT ?",
                  segment_from_row, start, limit);
}

Result<std::vector<city::SegmentRow>> SqliteLedger::open_segments(std::size_t limit) const {
  return read_all(*state_->database, "SELECT " VIGIE_SEGMENT_COLUMNS " FROM segments WHERE state='open' ORDER BY started, id LIMIT ?",
                  segment_from_row, limit);
}

}  // namespace vigie::storage
