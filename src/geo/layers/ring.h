#pragma once
// Closed rings in degrees: first point = last point.

#include "osm/osm_data.h"

namespace vigie::geo {

double signed_area(const Line& ring);  // square degrees, positive counter-clockwise
bool inside(const LatLon& point, const Line& ring);

}  // namespace vigie::geo
