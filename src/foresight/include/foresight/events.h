#pragma once
// Past events of a city, read from the plain events file (FORMATS.md): what is kept, and how much was left out and why.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/zone.h"
#include "foresight/kinds.h"
#include "foresight/table.h"

namespace vigie::foresight {

// How an event became known: what patrols found says where patrols were (RULES L22).
enum class KnownBy : std::uint8_t { unstated, reported, patrol, sensor };
inline constexpr std::size_t known_by_count = 4;
const char* to_string(KnownBy known_by);

struct Event {
  int day = 0;  // civil day of the city, days since 1970-01-01
  double x_m = 0, y_m = 0;
  std::uint16_t kind = 0;    // index into EventSet::kinds
  std::int16_t minute = -1;  // of the city's day; -1: the file gives no time of the day
  KnownBy known_by = KnownBy::unstated;
  bool operator==(const Event&) const = default;
};

struct EventOptions {
  std::vector<std::string> kinds{};  // pooled; empty: every kind of the file that may be forecast
  std::string crs{};                 // "EPSG:25831"; needed for x,y; for lat,lon instead of the UTM zone
  std::optional<Zone> zone{};        // of times without offset, and whose days count
  int past_ends = 0;                 // the median of the events before this day chooses the UTM zone, so that nothing later can
  UtcTime now{};                     // what comes later is left out as "in the future"
  bool keep_patrol = false;          // the audit's only: a forecast neither learns from what patrols found nor is judged by it
};

struct EventSet {
  // Every row of the file, those left out included; kinds beyond a bound are counted under an empty name.
  std::map<std::string, std::array<long, known_by_count>> known_by;
  std::vector<Event> events;  // by day, in the file's order within a day
  long read = 0;
  std::map<std::string, long> left_out;  // reason → rows
  std::vector<std::string> kinds;
  bool published = false;  // every kind is on the list
  int epsg = 0;
};

// Takes the rows one by one, the first being the header; `finish` projects and sorts. Used by read_events and the fuzz target.
class EventCollector {
 public:
  EventCollector(EventOptions options, Kinds kinds) : options_(std::move(options)), kinds_(std::move(kinds)) {}
  Status row(const std::vector<std::string>& fields);
  Result<EventSet> finish();

 private:
  Status header(const std::vector<std::string>& fields);
  struct When {
    int day, minute;  // of the city; minute -1: not given
  };
  Result<When> when(std::string_view text);
  std::optional<std::uint16_t> kind_taken(const std::string& kind);  // empty: other or refused
  Status project();
  EventOptions options_;
  Kinds kinds_;
  std::map<std::string, std::size_t> column_;
  // Kind → its number in the order of appearance; empty where it was not asked for or is refused.
  std::map<std::string, std::optional<std::uint16_t>> taken_;
  std::uint16_t kinds_taken_ = 0;
  bool degrees_ = false, started_ = false, with_offset_ = false, without_offset_ = false;
  EventSet set_;
};

Result<EventSet> read_events(const std::filesystem::path& file, const EventOptions& options);

// "2018-01-31" as days since 1970-01-01, and back.
Result<int> parse_iso_day(std::string_view text);
std::string format_day(int day);

}  // namespace vigie::foresight
