#pragma once
// Which projection a register's metres are in, and whether its axes stand over each other's column.

#include <optional>
#include <string>
#include <vector>

#include "column_profile.h"
#include "geo/point.h"

namespace vigie::connectors {

struct PlaceGuess {
  int epsg = 0;          // 0: cannot be told
  bool swapped = false;  // the columns named x and y hold northing and easting
  std::optional<geo::LatLon> middle;
  std::vector<std::string> doubts;
};

// `centre`: of the city, where it is known. Only with it can one zone of UTM be told from the next.
PlaceGuess guess_projection(const ColumnProfile& x, const ColumnProfile& y, const std::optional<geo::LatLon>& centre);

}  // namespace vigie::connectors
