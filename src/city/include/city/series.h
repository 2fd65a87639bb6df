#pragma once
// The door to many small facts: observations, positions and records. Batches are appended idempotently by their id, then one
// ledger transaction names the batch, then `publish` shows it; readers see published batches only. After a crash the
// start-up publishes what the ledger names and drops the rest. Back-ends: storage/sqlite, later ClickHouse.
//
// Thread-safe. Every call may wait on the disk.

#include <span>

#include "city/record.h"

namespace vigie::city {

struct Observation {
  Uuid id;
  SourceId source;        // "camera:1"
  std::string kind;       // "count.person", "count.vehicle", "line.person", "occupancy", …
  std::string place;      // zone or line; empty: the whole picture
  std::string direction;  // "a_to_b", "b_to_a" or empty
  Interval span{};        // one minute as a rule
  double value = 0;
  bool exercise = false;
  bool operator==(const Observation&) const = default;
};

struct Position {
  Uuid id;
  SourceId source;  // "crew:<unit>"
  UtcTime at{};
  geo::LatLon where;
  std::string incident;  // while assigned: lives 30 days, else 24 hours
  bool simulated = false;
};

struct Batch {
  Uuid id;
  std::vector<Observation> observations;
  std::vector<Position> positions;
  std::vector<Record> records{};
  Digest digest() const;  // over the canonical form; named in the ledger
};

struct Bucket {
  UtcTime start{};
  double sum = 0, min = 0, max = 0;
  std::uint64_t samples = 0;
};

class Series {
 public:
  virtual ~Series() = default;
  virtual Status append(const Batch& batch) = 0;          // the same id again changes nothing
  virtual Status publish(const Uuid& batch) = 0;          // after the ledger named it; repeating is harmless
  virtual Result<std::vector<Uuid>> unpublished(std::size_t limit) const = 0;
  virtual Status drop(const Uuid& batch) = 0;             // an unpublished batch that the ledger does not name

  virtual Result<std::vector<Observation>> observations(const SourceId& source, std::string_view kind_prefix, Interval span, std::size_t limit) const = 0;
  virtual Result<std::vector<Bucket>> buckets(const SourceId& source, std::string_view kind, std::string_view place, std::string_view direction,
                                              Interval span, std::chrono::seconds step) const = 0;  // at most 10,000 buckets
  virtual Result<std::vector<Position>> positions(const SourceId& source, Interval span, std::size_t limit) const = 0;
  // Of records about to be appended, unpublished ones included: append only what is not `repeated`.
  virtual Result<std::vector<RecordMatch>> match(std::span<const Record> records) const = 0;
  virtual Result<std::vector<SourceId>> record_sources() const = 0;
  virtual Result<std::vector<SourceId>> observation_sources() const = 0;
  // Records of one source that began within `span`, by time, after `cursor`; the newest version of each unless all are asked for.
  virtual Result<std::vector<StoredRecord>> records(const SourceId& source, Interval span, RecordVersions versions, RecordCursor after,
                                                    std::size_t limit) const = 0;
  // Retention: 24 h for minute counts and free positions, 30 days for positions with an incident (RULES L31, L32).
  virtual Result<std::uint64_t> erase(UtcTime observations_before, UtcTime free_positions_before, UtcTime incident_positions_before) = 0;
};

}  // namespace vigie::city
