#pragma once
// Civil time of a city. Operating days, retention months and screens use the city's zone (IANA name).

#include "base/clock.h"

namespace vigie {

struct LocalTime {
  int year, month, day, hour, minute, second;
  int utc_offset_s;
  std::string abbreviation;  // "CET"
};

// Immutable once opened; cheap to copy; thread-safe.
class Zone {
 public:
  static Result<Zone> open(const std::string& iana_name);
  const std::string& name() const { return name_; }
  LocalTime to_local(UtcTime time) const;
  // In a gap (spring) the instant after it; in an overlap (autumn) the first of the two.
  UtcTime from_local(int year, int month, int day, int hour, int minute, int second) const;
  // "2026-11-22 05:51:14" in the zone.
  std::string format(UtcTime time) const;
  // Start of the civil day that holds `time`.
  UtcTime day_start(UtcTime time) const;

 private:
  Zone(std::string name, const void* handle) : name_(std::move(name)), handle_(handle) {}
  std::string name_;
  const void* handle_;  // date::time_zone, owned by the tz library for the life of the process
};

}  // namespace vigie
