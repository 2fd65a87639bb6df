#pragma once

#include "geo/gazetteer.h"
#include "geo/map_layers.h"
#include "osm/osm_data.h"

namespace vigie::geo {

MapLayers build_layers(const OsmData& map);
Gazetteer build_gazetteer(const OsmData& map);

// A place that has a name and is worth telling: the same choice for the map's labels and for the gazetteer.
struct Landmark {
  std::string_view name;
  std::string_view kind;  // OpenStreetMap's word
  int rank = 0;           // 1 town, 2 quarter or station, 3 a public building, 4 useful, 5 only to be found by name
  LatLon at;
  std::int64_t id = 0;
};
// Points first, then areas; borrowed from `map`.
std::vector<Landmark> landmarks(const OsmData& map);

}  // namespace vigie::geo
