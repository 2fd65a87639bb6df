#pragma once
// Who may use a road in which direction, and how fast: OpenStreetMap's tags turned into metres per second.

#include <cstdint>
#include <optional>
#include <string_view>

#include "osm/osm_data.h"

namespace vigie::geo {

struct RoadSpeeds {  // 0: not allowed
  float car_forward_mps = 0;
  float car_backward_mps = 0;
  float foot_mps = 0;  // both directions
};

// Empty for what is no road to anyone: planned, under construction, a race track.
std::optional<RoadSpeeds> road_speeds(const OsmTags& tags);

// −1, 0 or 1: against, both ways, along the way as drawn. For cars.
int one_way(const OsmTags& tags);

// "50", "30 mph", "FR:urban", "walk"; 0 where there is no usable limit.
double speed_limit_kmh(std::string_view maxspeed);

}  // namespace vigie::geo
