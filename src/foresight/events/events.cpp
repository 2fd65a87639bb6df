#include "foresight/events.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "geo/projection.h"
#include "numerics/csv.h"

namespace vigie::foresight {
namespace {

std::optional<double> number(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text[0] == '-') return std::nullopt;
  return value;
}

constexpr int day_minutes = 24 * 60;

// The minute of a time of the day without offset: "T07:00", " 07:00:30", "T07:00:30.5"; -1 for no time at all; empty for another text.
std::optional<int> clock_minute(std::string_view text) {
  if (text.empty()) return -1;
  if (text[0] != 'T' && text[0] != ' ') return std::nullopt;
  text.remove_prefix(1);
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2)), minute = digits(text.substr(3, 2));
  if (!hour || !minute || *hour > 24 || *minute > 59) return std::nullopt;
  text.remove_prefix(5);
  if (text.find_first_not_of(":.0123456789") != std::string_view::npos) return std::nullopt;
  return std::min(*hour * 60 + *minute, day_minutes - 1);  // "24:00" stays on the day that was written
}

bool has_offset(std::string_view text) {
  return text.size() > 10 && (text.back() == 'Z' || text.find_first_of("+-", 11) != std::string_view::npos);
}

KnownBy known_by_of(std::string_view text) {
  for (const auto one : {KnownBy::reported, KnownBy::patrol, KnownBy::sensor})
    if (text == to_string(one)) return one;
  return KnownBy::unstated;
}

constexpr std::uint16_t most_kinds = 10'000;  // a column of free text must not become so many kinds

}  // namespace

const char* to_string(KnownBy known_by) {
  switch (known_by) {
    case KnownBy::reported:
      return "reported";
    case KnownBy::patrol:
      return "patrol";
    case KnownBy::sensor:
      return "sensor";
    case KnownBy::unstated:
      break;
  }
  return "unstated";
}

Result<int> parse_iso_day(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
    if (year && month && day) {
      const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*day))};
      if (date.ok()) return static_cast<int>(std::chrono::sys_days{date}.time_since_epoch().count());
    }
  }
  return fail(ErrorKind::invalid_input, fmt::format("'{}' is no date: write it as 2018-01-31", text));
}

std::string format_day(int day) { return format_day(Day{std::chrono::days{day}}); }

Status EventCollector::header(const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) column_.emplace(std::string(trimmed(fields[i])), i);
  if (!column_.contains("time") && !column_.contains("time_start"))
    return fail(ErrorKind::invalid_input, "the events file has no column 'time'");
  degrees_ = column_.contains("lat") && column_.contains("lon");
  if (!degrees_ && !(column_.contains("x") && column_.contains("y")))
    return fail(ErrorKind::invalid_input, "the events file has neither columns 'lat' and 'lon' nor 'x' and 'y'");
  if (!degrees_ && options_.crs.empty())
    return fail(ErrorKind::invalid_input, "the events file has x and y in an unknown projection: say which with --crs EPSG:n");
  if (!column_.contains("kind") && options_.kinds.size() != 1)
    return fail(ErrorKind::invalid_input, "the events file has no column 'kind': say with one --kind NAME what its events are");
  for (auto& kind : options_.kinds) {
    kind = trimmed(kind);
    if (const auto pattern = kinds_.refused_by(kind); !pattern.empty())
      return fail(ErrorKind::denied, fmt::format("kind '{}' is never forecast (rule L40, pattern '{}' of kinds.toml)", kind, pattern));
    if (!taken_.contains(kind)) taken_[kind] = kinds_taken_++;
  }
  started_ = true;
  return {};
}

Result<EventCollector::When> EventCollector::when(std::string_view text) {
  if (has_offset(text)) {
    std::string iso(text);
    iso[10] = 'T';
    VIGIE_TRY(const UtcTime at, parse_utc(iso));
    with_offset_ = true;
    if (!options_.zone) {
      const auto day = std::chrono::floor<std::chrono::days>(at);
      return When{static_cast<int>(day.time_since_epoch().count()),
                  static_cast<int>(std::chrono::floor<std::chrono::minutes>(at - day).count())};
    }
    const LocalTime local = options_.zone->to_local(at);
    VIGIE_TRY(const int day, parse_iso_day(fmt::format("{:04}-{:02}-{:02}", local.year, local.month, local.day)));
    return When{day, local.hour * 60 + local.minute};
  }
  const auto minute = text.size() < 10 ? std::nullopt : clock_minute(text.substr(10));
  if (!minute) return fail(ErrorKind::invalid_input, "no time");
  VIGIE_TRY(const int day, parse_iso_day(text.substr(0, 10)));
  without_offset_ = true;
  return When{day, *minute};
}

std::optional<std::uint16_t> EventCollector::kind_taken(const std::string& kind) {
  const auto known = taken_.find(kind);
  if (known != taken_.end()) return known->second;
  std::optional<std::uint16_t> number;
  if (options_.kinds.empty() && !kind.empty() && kinds_taken_ < most_kinds && kinds_.refused_by(kind).empty()) number = kinds_taken_++;
  return taken_.emplace(kind, number).first->second;
}

Status EventCollector::row(const std::vector<std::string>& fields) {
  if (!started_) return header(fields);
  ++set_.read;
  const auto value = [&](const char* name) -> std::string_view {
    const auto at = column_.find(name);
    return at == column_.end() || at->second >= fields.size() ? std::string_view{} : trimmed(fields[at->second]);
  };
  const std::string kind(value("kind"));
  const auto known_by = known_by_of(value("known_by"));
  ++set_.known_by[set_.known_by.size() < most_kinds ? kind : std::string{}][static_cast<std::size_t>(known_by)];
  std::uint16_t number_of_kind = 0;
  if (column_.contains("kind")) {
    const auto taken = kind_taken(kind);
    if (!taken) {
      ++set_.left_out[!options_.kinds.empty() ? "other_kind" : kind.empty() ? "no_kind" : "refused_kind"];
      return {};
    }
    number_of_kind = *taken;
  }
  // Events that patrols found say where patrols were (RULES L22): they neither teach nor judge.
  if (known_by == KnownBy::patrol && !options_.keep_patrol) {
    ++set_.left_out["found_by_patrol"];
    return {};
  }
  const auto time = value("time").empty() ? value("time_start") : value("time");
  const auto at = when(time);
  const auto x = number(value(degrees_ ? "lon" : "x")), y = number(value(degrees_ ? "lat" : "y"));
  constexpr double farthest_m = 5e7;  // no metric projection of the Earth goes further
  const char* reason = nullptr;
  if (!at)
    reason = time.empty() ? "no_time" : "unreadable_time";
  else if (at->day > std::chrono::floor<std::chrono::days>(options_.now).time_since_epoch().count() + 1)
    reason = "in_the_future";
  else if (!x || !y || (*x == 0 && *y == 0) ||
           (degrees_ ? !geo::valid(geo::LatLon{*y, *x}) : std::max(std::abs(*x), std::abs(*y)) > farthest_m))
    reason = "no_place";
  if (reason)
    ++set_.left_out[reason];
  else
    set_.events.push_back({at->day, *x, *y, number_of_kind, static_cast<std::int16_t>(at->minute), known_by});
  return {};
}

Status EventCollector::project() {
  if (!degrees_ || !options_.crs.empty()) {
    VIGIE_TRY(const auto given, geo::Projection::parse(options_.crs));
    set_.epsg = given.epsg();
    if (!degrees_) return {};
  } else {
    std::vector<double> lats, lons;
    for (const auto& event : set_.events)
      if (event.day < options_.past_ends) {
        lats.push_back(event.y_m);
        lons.push_back(event.x_m);
      }
    if (lats.empty()) return fail(ErrorKind::invalid_input, "no usable event lies before --from: there is nothing to learn from");
    const auto middle = static_cast<std::ptrdiff_t>(lats.size() / 2);
    std::nth_element(lats.begin(), lats.begin() + middle, lats.end());
    std::nth_element(lons.begin(), lons.begin() + middle, lons.end());
    VIGIE_TRY(set_.epsg, geo::utm_epsg({lats[lats.size() / 2], lons[lons.size() / 2]}));
  }
  VIGIE_TRY(const auto projection, geo::Projection::open(set_.epsg));
  std::vector<Event> kept;
  kept.reserve(set_.events.size());
  for (const auto& event : set_.events) {
    const auto point = projection.forward({event.y_m, event.x_m});
    if (!point) {
      ++set_.left_out["outside_projection"];
      continue;
    }
    Event placed = event;
    placed.x_m = point->x_m;
    placed.y_m = point->y_m;
    kept.push_back(placed);
  }
  set_.events = std::move(kept);
  return {};
}

Result<EventSet> EventCollector::finish() {
  if (!started_) return fail(ErrorKind::invalid_input, "the events file is empty");
  if (with_offset_ && without_offset_ && !options_.zone)
    return fail(ErrorKind::invalid_input,
                "some times have an offset and some have none: say the city's zone with --tz, e.g. --tz Europe/Madrid");
  VIGIE_CHECK(project());
  std::stable_sort(set_.events.begin(), set_.events.end(), [](const Event& a, const Event& b) { return a.day < b.day; });
  set_.published = true;
  std::vector<std::uint16_t> in_order(kinds_taken_);  // from the order of appearance to that of the alphabet
  for (const auto& [kind, number] : taken_)
    if (number) {
      in_order[*number] = static_cast<std::uint16_t>(set_.kinds.size());
      set_.kinds.push_back(kind);
      set_.published = set_.published && kinds_.published(kind);
    }
  for (auto& event : set_.events) event.kind = in_order.at(event.kind);
  return std::move(set_);
}

Result<EventSet> read_events(const std::filesystem::path& file, const EventOptions& options) {
  VIGIE_TRY(auto kinds, Kinds::built_in());
  EventCollector collector(options, std::move(kinds));
  VIGIE_CHECK(read_csv(file, [&](const CsvRow& row) { return collector.row(row); }));
  return collector.finish();
}

}  // namespace vigie::foresight
