#pragma once
// The sea, from the coastline: OpenStreetMap draws only the shore, with land on its left.

#include <vector>

#include "osm/osm_data.h"

namespace vigie::geo {

// The water inside `bounds`. Empty when there is no coast, or when the shore breaks off inside the bounds so that
// nobody can say which side is sea: better no sea than a flooded town.
std::vector<Polygon> sea_polygons(const std::vector<OsmWay>& coastlines, const Bounds& bounds);

}  // namespace vigie::geo
