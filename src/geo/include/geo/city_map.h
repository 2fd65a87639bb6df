#pragma once
// Everything a city needs from one OpenStreetMap extract, read once.

#include <filesystem>

#include "base/result.h"
#include "geo/gazetteer.h"
#include "geo/map_layers.h"
#include "geo/street_network.h"

namespace vigie::geo {

struct CityMap {
  StreetNetwork streets;
  MapLayers layers;
  Gazetteer gazetteer;
};

// Reads an .osm.pbf. A missing, damaged or oversized file is one sentence of what is wrong and what to do; memory is
// bounded by the size of the file, whatever the file claims. Blocking; uses one thread of libosmium's while it runs.
Result<CityMap> load_city_map(const std::filesystem::path& pbf);

}  // namespace vigie::geo
