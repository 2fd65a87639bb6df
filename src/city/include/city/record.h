#pragma once
// A past fact from a city register (collision, incident, citation, impound, road works) as it is kept: what a mapping
// names and nothing else. Records travel in batches of the Series door.

#include "base/digest.h"
#include "city/words.h"
#include "geo/point.h"

namespace vigie::city {

struct Record {
  Uuid id;                 // given at the first storing; the same record again keeps the first one's
  SourceId source;         // "records:<name of the mapping's source>"
  std::string source_key;  // the register's own key
  std::string kind;        // "collision"
  Interval occurred{};     // as precisely as the source knows: an instant (from = to), an hour, "between 18:00 and 08:00"
  std::string zone = "UTC";
  geo::LatLon where;
  geo::GroundPoint ground;     // as the source wrote it, where it wrote metres
  int epsg = 0;                // of `ground`; 0: the source wrote degrees
  std::string known_by;        // "reported", "patrol", "sensor" or empty
  std::string details = "{}";  // canonical JSON object of the other columns kept
  bool exercise = false;
  bool operator==(const Record&) const = default;

  // The version of the content: what the source said. (source, source_key, content) is the record's identity.
  Digest content() const;
};

// Order of reading: by time, then by storing.
struct RecordCursor {
  UtcTime from = UtcTime::min();
  std::int64_t number = 0;
};

struct StoredRecord {
  Record record;
  std::optional<Uuid> supersedes;  // the version before this one
  RecordCursor cursor;
};

// What is known of a record before it is stored.
enum class RecordMatch { fresh, new_version, repeated };
enum class RecordVersions { newest, all };

}  // namespace vigie::city
