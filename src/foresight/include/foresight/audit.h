#pragma once
// The audit of a forecast (issue 6, RULES L20–L22, L40): what it was made from, how its events became known and what the map
// would be without those that patrols found, whether its figures hold overall and by zone, and which kinds are suspended and why.

#include "foresight/backtest.h"

namespace vigie::foresight {

// Crew minutes spent in a place, where the city recorded them.
struct Exposure {
  double x_m = 0, y_m = 0, minutes = 0;
};
// Columns `lat,lon,minutes`, projected to `epsg`, or `x,y,minutes` in that projection. Refuses negative minutes and places that are none.
Result<std::vector<Exposure>> parse_exposure(std::string_view csv, int epsg);

struct AuditOptions {
  int from = 0, to = 0;  // days; the forecast is judged on the whole weeks between them
  double cell_m = 250;
  geo::GroundPoint origin{};
  int threads = 2;
  std::size_t most_kinds = 40;  // judged one by one, the most frequent first; the others are named as not judged
  std::vector<Exposure> exposure{};
};

// `set` read with EventOptions::keep_patrol. Errors as of `backtest`: too little to learn from or to judge by.
Result<Json> audit(const EventSet& set, const AuditOptions& options, const Progress& progress);

}  // namespace vigie::foresight
