#include "forecast/forecast_inputs.h"
#include "foresight/place.h"
#include "geo/city_map.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs =
    with_event_options({{"--at", "D", "the forecast's day; only events before it are used, those after it judge the places"},
                        {"--crews", "K", "how many crews; without it as many as posts"},
                        {"--posts", "FILE", "today's posts: lat,lon"},
                        {"--minutes", "M", "reached in time within so many minutes (8)"},
                        {"--map", "FILE.osm.pbf", "the streets; without it straight lines are taken, and the result says so"},
                        {"--weeks", "N", "weeks after the day to judge by (26)"}});

Result<std::vector<geo::LatLon>> read_posts(const std::string& file) {
  VIGIE_TRY(const auto text, foresight::read_table_file(file, 1 << 20));
  std::vector<geo::LatLon> posts;
  const auto read = foresight::for_each_row(text, {"lat", "lon"}, [&](std::size_t line, const foresight::Fields& fields) -> Status {
    const auto lat = foresight::parse_number(foresight::trimmed(fields[0])), lon = foresight::parse_number(foresight::trimmed(fields[1]));
    if (!lat || !lon || !geo::valid(geo::LatLon{*lat, *lon})) return fail(ErrorKind::invalid_input, fmt::format("line {}: no place", line));
    posts.push_back({*lat, *lon});
    return {};
  });
  if (!read) return fail_in(file, read.error());
  return posts;
}

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  VIGIE_CHECK(need(options, {"--events", "--at"}));
  foresight::PlaceOptions question;
  VIGIE_TRY(question.at, foresight::parse_iso_day(options.text("--at")));
  VIGIE_TRY(const long crews, options.integer("--crews", 0, 0, 200));
  question.crews = static_cast<std::size_t>(crews);
  VIGIE_TRY(const long minutes, options.integer("--minutes", 8, 1, 240));
  question.minutes = static_cast<double>(minutes);
  VIGIE_TRY(const long weeks, options.integer("--weeks", 26, 0, 520));
  question.weeks = static_cast<int>(weeks);
  VIGIE_TRY(question.cell_m, metres(options.text("--cell", "250")));
  if (options.has("--posts")) {
    VIGIE_TRY(question.posts, read_posts(options.text("--posts")));
  }
  geo::StreetNetwork streets;
  if (options.has("--map")) {
    VIGIE_TRY(auto map, geo::load_city_map(options.text("--map")));
    streets = std::move(map.streets);
  }
  VIGIE_TRY(const auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = question.at}));
  return foresight::place_crews(events, streets, question);
}

}  // namespace

const ForecastWord forecast_place{
    "place",
    "Proposes where a limited number of crews should wait so that most expected events are reached in time, and says what "
    "that would have been worth in the weeks after, beside today's posts and the plain map.",
    specs, work};

}  // namespace vigie::app
