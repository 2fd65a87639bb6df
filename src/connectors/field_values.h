#pragma once
// Numbers and times as registers write them.

#include <optional>
#include <string_view>
#include <unordered_map>

#include "city/words.h"
#include "connectors/mapping.h"

namespace vigie::connectors {

// Digits with at most one of the decimal marks; no grouping, no exponent, nothing else.
std::optional<double> parse_number(std::string_view text, std::string_view decimal_marks);
std::optional<std::int64_t> parse_integer(std::string_view text);

// What a row says of a time, and how precisely. Without offset it is the zone's.
struct CivilTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  enum class Precision { day, hour, minute, second } precision = Precision::second;
  std::optional<int> offset_s;
};
std::optional<CivilTime> parse_time(std::string_view text, std::string_view format);
bool exists(const CivilTime& time);  // as a date and an hour of the calendar

enum class ClockChange { none, skipped, repeated };

// Civil time of one zone to UTC. Remembers hours: a register has thousands of rows an hour of the clock.
class ZoneHours {
 public:
  explicit ZoneHours(const Zone& zone) : zone_(zone) {}
  // From the time's beginning to the end of its precision (an instant to the second or minute stays an instant). `change`:
  // the hour was skipped in spring (nothing can have happened then) or is repeated in autumn (its first run is taken).
  city::Interval interval(const CivilTime& time, ClockChange& change);

 private:
  struct Hour {
    UtcTime begin;
    ClockChange change;
  };
  Hour hour(const CivilTime& time);
  Zone zone_;
  std::unordered_map<std::int64_t, Hour> hours_;
};

}  // namespace vigie::connectors
