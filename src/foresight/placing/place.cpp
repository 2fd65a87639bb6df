#include "foresight/place.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "forecast/walk_forward.h"
#include "geo/projection.h"
#include "numerics/block_bootstrap.h"
#include "placing/covering.h"

namespace vigie::foresight {
namespace {

constexpr std::size_t fewest_events = 200;
constexpr int most_cells = 5000;  // a search along the streets for each

struct Sites {
  std::vector<geo::LatLon> at;  // today's posts first
  std::size_t posts = 0;
};

// Centres of cells on the finest lattice that keeps to the number: neither map has a say in what may be proposed.
Result<Sites> candidate_sites(const StudyArea& area, const geo::Projection& projection, const PlaceOptions& options) {
  Sites sites{options.posts, options.posts.size()};
  int step = 1;
  const auto on_lattice = [&](const geo::Cell& cell) { return cell.x % step == 0 && cell.y % step == 0; };
  while (static_cast<std::size_t>(std::count_if(area.cells().begin(), area.cells().end(), on_lattice)) > options.most_sites) ++step;
  for (const auto& cell : area.cells()) {
    if (!on_lattice(cell)) continue;
    VIGIE_TRY(const auto place, projection.inverse(area.grid().centre(cell)));
    sites.at.push_back(place);
  }
  return sites;
}

struct Reach {
  std::vector<std::vector<std::size_t>> near;  // by cell: the sites that reach it in time
  bool straight_lines = false;
};

Result<Reach> reach(const StudyArea& area, const geo::Projection& projection, const geo::StreetNetwork& streets, const Sites& sites,
                    double minutes) {
  Reach out;
  for (const auto& cell : area.cells()) {
    VIGIE_TRY(const auto centre, projection.inverse(area.grid().centre(cell)));
    const auto routes = streets.routes_to(centre, sites.at, geo::TravelMode::car);
    std::vector<std::size_t> near;
    for (std::size_t site = 0; site < routes.size(); ++site) {
      if (routes[site].seconds <= 60 * minutes) near.push_back(site);
      out.straight_lines = out.straight_lines || routes[site].by_straight_line;
    }
    out.near.push_back(std::move(near));
  }
  return out;
}

// Events of each following week, and how many of them the sites would have reached.
struct Reached {
  std::vector<double> events, in_time;
};

Reached following_weeks(const StudyArea& area, const EventSet& set, const Reach& reach, const std::vector<std::size_t>& sites, int at,
                        int weeks) {
  Reached out{std::vector<double>(static_cast<std::size_t>(weeks)), std::vector<double>(static_cast<std::size_t>(weeks))};
  for (const auto& event : set.events) {
    if (event.day < at || event.day >= at + 7 * weeks) continue;
    const auto week = static_cast<std::size_t>((event.day - at) / 7);
    out.events[week] += 1;
    const int cell = area.cell_of(event);
    if (cell < 0) continue;  // outside of what was known: not reached
    const auto& near = reach.near[static_cast<std::size_t>(cell)];
    if (std::any_of(near.begin(), near.end(), [&](std::size_t site) { return std::binary_search(sites.begin(), sites.end(), site); }))
      out.in_time[week] += 1;
  }
  return out;
}

double share(const Reached& reached) {
  const double events = std::accumulate(reached.events.begin(), reached.events.end(), 0.0);
  return events > 0 ? std::accumulate(reached.in_time.begin(), reached.in_time.end(), 0.0) / events : 0.0;
}

Json gain(const Reached& ours, const Reached& theirs) {
  const auto interval = block_bootstrap(ours.events.size(), [&](const std::vector<std::size_t>& weeks) {
    double events = 0, more = 0;
    for (const std::size_t week : weeks) {
      events += ours.events[week];
      more += ours.in_time[week] - theirs.in_time[week];
    }
    return events > 0 ? more / events : 0.0;
  });
  return {{"mean", share(ours) - share(theirs)}, {"low", interval.low}, {"high", interval.high}};
}

Json places_json(const Sites& sites, const std::vector<std::size_t>& chosen) {
  Json out = Json::array();
  for (const std::size_t site : chosen)
    out.push_back({{"lat", sites.at[site].lat}, {"lon", sites.at[site].lon}, {"post", site < sites.posts}});
  return out;
}

// Whole weeks after `at` that the events reach.
int weeks_known(const EventSet& set, const PlaceOptions& options) {
  const int last = set.events.back().day + 1;
  return std::clamp((last - options.at) / 7, 0, options.weeks);
}

}  // namespace

Result<Json> place_crews(const EventSet& set, const geo::StreetNetwork& streets, const PlaceOptions& options) {
  const std::size_t crews = options.crews > 0 ? options.crews : options.posts.size();
  if (crews == 0 || !(options.minutes > 0))
    return fail(ErrorKind::invalid_input, "say how many crews there are, or where today's posts are");
  std::vector<Event> past(set.events);
  std::erase_if(past, [&](const Event& event) { return event.day >= options.at; });
  if (past.size() < fewest_events)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} usable events lie before the day: at least {} are needed", past.size(), fewest_events));
  VIGIE_TRY(const auto grid, geo::Grid::with(options.cell_m));
  VIGIE_TRY(const auto projection, geo::Projection::open(set.epsg));
  const StudyArea area(grid, past, options.at);
  if (area.size() > most_cells)
    return fail(ErrorKind::invalid_input,
                fmt::format("the area has {} cells, more than {}: take larger cells with --cell", area.size(), most_cells));
  VIGIE_TRY(const auto sites, candidate_sites(area, projection, options));
  VIGIE_TRY(const auto within, reach(area, projection, streets, sites, options.minutes));
  const auto walk = walk_forward(area, past, options.at, 1);

  const auto place = [&](const std::vector<float>& expected) {
    return solve_covering({{expected.begin(), expected.end()}, within.near, sites.at.size(), crews, options.most_seconds});
  };
  VIGIE_TRY(const auto ours, place(walk.forecast[0]));
  VIGIE_TRY(const auto plain, place(walk.baselines[0][0]));
  const double expected = std::accumulate(walk.forecast[0].begin(), walk.forecast[0].end(), 0.0);
  const int weeks = weeks_known(set, options);
  Json out{{"at", format_day(options.at)},
           {"crews", crews},
           {"minutes", options.minutes},
           {"places", places_json(sites, ours.sites)},
           {"proven_best", ours.proven && plain.proven},
           {"expected_share_in_time", expected > 0 ? ours.covered / expected : 0.0},
           {"cells", area.size()},
           {"sites_tried", sites.at.size()},
           {"straight_lines", within.straight_lines},
           {"weeks_judged", weeks},
           {"note", "A proposal for where to wait; a person decides, and at most half of the crews' time follows it (rule L40)."}};
  if (weeks == 0) return out;
  const auto judged = [&](const std::vector<std::size_t>& chosen) { return following_weeks(area, set, within, chosen, options.at, weeks); };
  const Reached by_forecast = judged(ours.sites), by_plain = judged(plain.sites);
  out["share_in_time"] = {{"forecast", share(by_forecast)}, {"last_365_days", share(by_plain)}};
  out["gain"] = {{"over_last_365_days", gain(by_forecast, by_plain)}};
  if (options.posts.size() == crews) {  // another number of posts would compare apples with pears
    std::vector<std::size_t> posts(sites.posts);
    std::iota(posts.begin(), posts.end(), std::size_t{0});
    const Reached by_posts = judged(posts);
    out["share_in_time"]["posts"] = share(by_posts);
    out["gain"]["over_posts"] = gain(by_forecast, by_posts);
  }
  return out;
}

}  // namespace vigie::foresight
