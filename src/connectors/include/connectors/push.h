#pragma once
// One message of another system into records, all in memory: the body of an HTTP push, or what came over MQTT since the
// last commit. A source's mapping names what is kept; everything else is gone when this returns.

#include "city/record.h"
#include "connectors/mapping.h"

namespace vigie::connectors {

inline constexpr std::size_t most_push_bytes = 1 << 20;
inline constexpr std::size_t most_push_rows = 10'000;

struct RejectedRow {
  std::uint64_t row = 0;   // from 1, in the order of the message
  std::uint64_t byte = 0;  // where it begins in the body, as far as known
  std::string reason;      // a code of docs/import.md: "no_place", "bad_json", …
};

struct PushedRecords {
  std::uint64_t read = 0;
  std::vector<city::Record> records;
  std::vector<RejectedRow> rejected;
  std::uint64_t personal_removed = 0;  // finds of personal data taken out of what is kept
};

// JSON objects, each a row. A member's place in the mapping is its name.
struct PushedObject {
  Json members;
  std::uint64_t byte = 0;
  const char* damage = nullptr;  // the object could not be read: `members` is empty
};

// A body of JSON (an object or a list of objects) or NDJSON (an object a line). An error tells of the body as a whole and
// where: too large, too deep, no JSON. `ndjson`: what the sender says it is.
Result<std::vector<PushedObject>> read_push(std::string_view body, bool ndjson);

// `mapping` must be of JSON (format ndjson). Refused as a whole (invalid_input, nothing is to be stored): a column of the
// mapping that no object has, a kept column that looks personal, more places outside the city than the mapping allows, or
// a damaged row where the mapping says damage = "file".
Result<PushedRecords> make_records(const Mapping& mapping, const std::vector<PushedObject>& objects, bool exercise);

}  // namespace vigie::connectors
