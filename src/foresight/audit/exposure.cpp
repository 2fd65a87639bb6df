#include "audit/exposure.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "audit/ranking.h"
#include "geo/projection.h"

namespace vigie::foresight {
namespace {

constexpr std::size_t zones = 10;

struct ZoneSums {
  double expected = 0, minutes = 0;
  long events = 0, found = 0;
  int west = 0, east = 0;  // columns of cells
  bool any = false;
};

double share(double part, double whole) { return whole > 0 ? part / whole : 0.0; }

// The area's cells are in order of x.
std::vector<std::size_t> zone_of_cells(const std::vector<double>& expected) {
  const double total = std::accumulate(expected.begin(), expected.end(), 0.0);
  std::vector<std::size_t> out(expected.size());
  double before = 0;
  for (std::size_t cell = 0; cell < expected.size(); ++cell) {
    out[cell] = total > 0 ? std::min(zones - 1, static_cast<std::size_t>(before / total * static_cast<double>(zones))) : 0;
    before += expected[cell];
  }
  return out;
}

}  // namespace

Result<std::vector<Exposure>> parse_exposure(std::string_view csv, int epsg) {
  CsvReader reader(csv);
  Fields header;
  VIGIE_TRY(const bool any, reader.next(header));
  const auto has = [&](std::string_view name) {
    return std::any_of(header.begin(), header.end(), [&](std::string_view field) { return trimmed(field) == name; });
  };
  if (!any || !has("minutes")) return fail(ErrorKind::invalid_input, "the exposure file has no column 'minutes'");
  const bool degrees = has("lat") && has("lon");
  const std::vector<std::string> columns =
      degrees ? std::vector<std::string>{"lon", "lat", "minutes"} : std::vector<std::string>{"x", "y", "minutes"};
  VIGIE_TRY(const auto projection, geo::Projection::open(epsg));
  std::vector<Exposure> out;
  VIGIE_CHECK(for_each_row(csv, columns, [&](std::size_t line, const Fields& fields) -> Status {
    const auto x = parse_number(trimmed(fields[0])), y = parse_number(trimmed(fields[1])), minutes = parse_number(trimmed(fields[2]));
    if (!x || !y || !minutes || *minutes < 0 || (degrees && !geo::valid(geo::LatLon{*y, *x})))
      return fail(ErrorKind::invalid_input, fmt::format("line {}: no place, or no minutes of 0 or more", line));
    Exposure one{*x, *y, *minutes};
    if (degrees) {
      VIGIE_TRY(const auto point, projection.forward({*y, *x}));
      one.x_m = point.x_m;
      one.y_m = point.y_m;
    }
    out.push_back(one);
    return {};
  }));
  return out;
}

Json exposure_json(const StudyArea& area, const std::vector<double>& expected, std::span<const Event> events,
                   std::span<const Exposure> exposure) {
  const auto zone = zone_of_cells(expected);
  std::array<ZoneSums, zones> sums;
  for (std::size_t cell = 0; cell < expected.size(); ++cell) {
    auto& sum = sums[zone[cell]];
    const int column = area.cells()[cell].x;
    sum.west = sum.any ? std::min(sum.west, column) : column;
    sum.east = sum.any ? std::max(sum.east, column) : column;
    sum.any = true;
    sum.expected += expected[cell];
  }
  for (const auto& event : events)
    if (const int cell = area.cell_of(event); cell >= 0) {
      auto& sum = sums[zone[static_cast<std::size_t>(cell)]];
      ++sum.events;
      sum.found += event.known_by == KnownBy::patrol;
    }
  std::vector<double> minutes(expected.size());
  double outside = 0;
  for (const auto& one : exposure) {
    const int cell = area.cell_of({.x_m = one.x_m, .y_m = one.y_m});
    if (cell < 0) {
      outside += one.minutes;
      continue;
    }
    minutes[static_cast<std::size_t>(cell)] += one.minutes;
    sums[zone[static_cast<std::size_t>(cell)]].minutes += one.minutes;
  }
  const double inside = std::accumulate(minutes.begin(), minutes.end(), 0.0);
  const double all_expected = std::accumulate(expected.begin(), expected.end(), 0.0);
  Json out{{"given", !exposure.empty()}, {"zones", Json::array()}};
  for (const auto& sum : sums) {
    if (!sum.any) continue;
    Json one{{"west_m", area.grid().origin().x_m + sum.west * area.grid().cell_m()},
             {"east_m", area.grid().origin().x_m + (sum.east + 1) * area.grid().cell_m()},
             {"expected_share", share(sum.expected, all_expected)},
             {"events", sum.events},
             {"share_found_by_patrol", share(static_cast<double>(sum.found), static_cast<double>(sum.events))}};
    if (!exposure.empty()) {
      one["minutes_share"] = share(sum.minutes, inside);
      if (sum.minutes > 0) one["found_per_1000_minutes"] = 1000 * static_cast<double>(sum.found) / sum.minutes;
    }
    out["zones"].push_back(std::move(one));
  }
  if (exposure.empty()) {
    out["note"] =
        "the file names no crew minutes: give them with --exposure FILE (lat,lon,minutes), or what patrols found cannot be weighed";
    return out;
  }
  const auto order = ranking(area, expected);
  const auto top = std::max<std::size_t>(1, order.size() / 20);
  double there = 0, expected_there = 0;
  for (std::size_t i = 0; i < top; ++i) {
    there += minutes[static_cast<std::size_t>(order[i])];
    expected_there += expected[static_cast<std::size_t>(order[i])];
  }
  out["minutes"] = inside;
  out["minutes_outside"] = outside;
  out["top_5"] = {{"minutes_share", share(there, inside)}, {"expected_share", share(expected_there, all_expected)}};
  return out;
}

}  // namespace vigie::foresight
