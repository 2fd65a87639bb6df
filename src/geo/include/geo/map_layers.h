#pragma once
// What the console's map draws, as GeoJSON feature collections for MapLibre, made once from the extract.

#include <cstddef>
#include <string>
#include <vector>

#include "geo/point.h"

namespace vigie::geo {

inline constexpr const char* map_attribution = "© OpenStreetMap contributors, ODbL";

struct Bounds {
  LatLon south_west;
  LatLon north_east;
  LatLon centre() const { return between(south_west, north_east, 0.5); }
  bool contains(const LatLon& place) const;
};

// Each string is a whole document {"type":"FeatureCollection","attribution":…,"left_out":n,"features":[…]} of at most
// about `largest_layer_bytes`; where the map has more, shapes are simplified further, then the least important features
// are left out and counted. The same extract always gives the same bytes. Coordinates have six decimals.
struct MapLayers {
  static constexpr std::size_t largest_layer_bytes = std::size_t{16} << 20;

  std::string streets;    // lines, {name?, class, oneway?, tunnel?, bridge?}; class "railway" for rails
  std::string buildings;  // polygons, {}
  std::string water;      // polygons and lines, {class: sea|water|river|pool, name?}
  std::string green;      // polygons, {class: park|wood|grass|pitch|cemetery|beach, name?}
  std::string places;     // points, {name, class, rank: 1 (town) … 4 (useful addresses)}
  Bounds bounds;          // all zero where there is no map
  LatLon centre;          // of the town in it, else of the bounds
};

}  // namespace vigie::geo
