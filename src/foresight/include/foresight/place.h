#pragma once
// Where a limited number of crews should wait so that most expected events are reached in time, and what that would have been worth
// in the weeks that followed, beside today's posts and the plain map (issue 6). A proposal: nobody is sent by it.

#include "foresight/backtest.h"
#include "geo/street_network.h"

namespace vigie::foresight {

struct PlaceOptions {
  int at = 0;             // the forecast's day; only events before it are used
  int weeks = 26;         // judged after it, as far as the events go
  std::size_t crews = 0;  // 0: as many as posts
  double minutes = 8;
  std::vector<geo::LatLon> posts{};  // today's
  double cell_m = 250;
  std::size_t most_sites = 120;  // cells' centres on a lattice over the area, posts beside them
  double most_seconds = 20;      // for one placement; the best one found by then is given, and called unproven
};

// `streets` without streets means straight lines, and the report says so. Refused (invalid_input): fewer than 200 events before `at`, no
// crews, an area of more than 5,000 cells.
Result<Json> place_crews(const EventSet& set, const geo::StreetNetwork& streets, const PlaceOptions& options);

}  // namespace vigie::foresight
