#pragma once
// The words of DESIGN.md that every room shares, as plain values. No behaviour beyond text forms.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"

namespace vigie::city {

// "camera:1", "desk:<account>", "crew:<unit>", "sim:exercise". Stable for the life of the source.
using SourceId = std::string;

// What may be done with a source, each on a basis of its own.
enum class Processing { view, replay, record, analyse, statistics, import_records, search, export_records, operate };
const char* to_string(Processing processing);
Result<Processing> parse_processing(std::string_view text);

// Half open: [from, to).
struct Interval {
  UtcTime from, to;
  bool operator==(const Interval&) const = default;
};

enum class ClockQuality { synchronised, local, unknown, replayed };
const char* to_string(ClockQuality quality);
ClockQuality parse_clock_quality(std::string_view text);

struct BasisRef {
  std::string id;
  int version = 0;
  bool operator==(const BasisRef&) const = default;
};

// Kinds of camera streams: tiles and analysis use sub where there is one.
enum class StreamKind { main, sub };
const char* to_string(StreamKind stream);

}  // namespace vigie::city
