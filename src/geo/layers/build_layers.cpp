#include "layers/build_layers.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "layers/geojson.h"
#include "layers/sea.h"
#include "osm/road_rules.h"

namespace vigie::geo {
namespace {

struct RoadStyle {
  std::string_view highway, css_class;
  double importance;
};
constexpr std::array road_styles = {
    RoadStyle{"motorway", "motorway", 9},
    RoadStyle{"motorway_link", "motorway", 8},
    RoadStyle{"trunk", "motorway", 9},
    RoadStyle{"trunk_link", "motorway", 8},
    RoadStyle{"primary", "primary", 8},
    RoadStyle{"primary_link", "primary", 7},
    RoadStyle{"secondary", "secondary", 7},
    RoadStyle{"secondary_link", "secondary", 6},
    RoadStyle{"tertiary", "tertiary", 6},
    RoadStyle{"tertiary_link", "tertiary", 5},
    RoadStyle{"residential", "minor", 5},
    RoadStyle{"unclassified", "minor", 5},
    RoadStyle{"living_street", "minor", 5},
    RoadStyle{"road", "minor", 4},
    RoadStyle{"pedestrian", "pedestrian", 4},
    RoadStyle{"service", "service", 3},
    RoadStyle{"track", "path", 2},
    RoadStyle{"footway", "path", 2},
    RoadStyle{"cycleway", "path", 2},
    RoadStyle{"path", "path", 1},
    RoadStyle{"bridleway", "path", 1},
    RoadStyle{"steps", "steps", 2},
};

struct AreaStyle {
  std::string_view key, value, css_class;
};
constexpr std::array water_areas = {
    AreaStyle{"natural", "water", "water"},     AreaStyle{"waterway", "riverbank", "river"}, AreaStyle{"waterway", "dock", "water"},
    AreaStyle{"landuse", "reservoir", "water"}, AreaStyle{"landuse", "basin", "water"},      AreaStyle{"leisure", "swimming_pool", "pool"},
};
constexpr std::array green_areas = {
    AreaStyle{"leisure", "park", "park"},           AreaStyle{"leisure", "garden", "park"},  AreaStyle{"leisure", "playground", "park"},
    AreaStyle{"landuse", "forest", "wood"},         AreaStyle{"natural", "wood", "wood"},    AreaStyle{"natural", "scrub", "wood"},
    AreaStyle{"landuse", "grass", "grass"},         AreaStyle{"landuse", "meadow", "grass"}, AreaStyle{"natural", "grassland", "grass"},
    AreaStyle{"landuse", "village_green", "grass"}, AreaStyle{"leisure", "pitch", "pitch"},  AreaStyle{"leisure", "golf_course", "grass"},
    AreaStyle{"landuse", "cemetery", "cemetery"},   AreaStyle{"natural", "beach", "beach"},
};

void add_name(Feature& feature, const OsmTags& tags) {
  if (const std::string_view name = tags.get("name"); !name.empty()) feature.properties.emplace_back("name", json_text(name));
}

void add_flag(Feature& feature, const OsmTags& tags, std::string_view key) {
  if (tags.has(key) && !tags.is(key, "no")) feature.properties.emplace_back(key, "true");
}

Feature line_feature(const OsmWay& way, std::string_view css_class, double importance) {
  Feature feature;
  feature.shape = Feature::Shape::line;
  feature.line = way.points;
  feature.importance = importance;
  feature.id = way.id;
  feature.properties.emplace_back("class", json_text(css_class));
  add_name(feature, way.tags);
  return feature;
}

double extent(const std::vector<Polygon>& polygons) {
  double size = 0;
  for (const Polygon& polygon : polygons) {
    const auto [south, north] = std::ranges::minmax(polygon.outer, {}, &LatLon::lat);
    const auto [west, east] = std::ranges::minmax(polygon.outer, {}, &LatLon::lon);
    size += (north.lat - south.lat) * (east.lon - west.lon);
  }
  return size;
}

Feature area_feature(const OsmArea& area) {
  Feature feature;
  feature.shape = Feature::Shape::polygon;
  for (const Polygon& polygon : area.polygons)
    if (polygon.outer.size() >= 4) feature.polygons.push_back(polygon);
  feature.importance = extent(feature.polygons);
  feature.id = area.id;
  return feature;
}

std::string streets_layer(const OsmData& map) {
  std::vector<Feature> features;
  for (const OsmWay& way : map.roads) {
    const auto style = std::ranges::find(road_styles, way.tags.get("highway"), &RoadStyle::highway);
    if (style == road_styles.end() || way.tags.is("area", "yes")) continue;
    Feature feature = line_feature(way, style->css_class, style->importance);
    if (const int direction = one_way(way.tags); direction != 0) feature.properties.emplace_back("oneway", std::to_string(direction));
    add_flag(feature, way.tags, "tunnel");
    add_flag(feature, way.tags, "bridge");
    features.push_back(std::move(feature));
  }
  constexpr std::array rails = {"rail", "tram", "light_rail", "funicular", "narrow_gauge"};
  for (const OsmWay& way : map.railways) {
    if (std::ranges::find(rails, way.tags.get("railway")) == rails.end()) continue;
    Feature feature = line_feature(way, "railway", 6);
    add_flag(feature, way.tags, "tunnel");
    add_flag(feature, way.tags, "bridge");
    features.push_back(std::move(feature));
  }
  return write_layer(std::move(features), MapLayers::largest_layer_bytes);
}

std::string buildings_layer(const OsmData& map) {
  std::vector<Feature> features;
  for (const OsmArea& area : map.areas) {
    if (!area.tags.has("building") || area.tags.is("building", "no")) continue;
    if (Feature feature = area_feature(area); !feature.polygons.empty()) features.push_back(std::move(feature));
  }
  return write_layer(std::move(features), MapLayers::largest_layer_bytes);
}

template <std::size_t n>
void add_areas(std::vector<Feature>& features, const OsmData& map, const std::array<AreaStyle, n>& styles) {
  for (const OsmArea& area : map.areas) {
    const auto style = std::ranges::find_if(styles, [&](const AreaStyle& s) { return area.tags.is(s.key, s.value); });
    if (style == styles.end()) continue;
    Feature feature = area_feature(area);
    if (feature.polygons.empty()) continue;
    feature.properties.emplace_back("class", json_text(style->css_class));
    add_name(feature, area.tags);
    features.push_back(std::move(feature));
  }
}

std::string water_layer(const OsmData& map, const Bounds& bounds) {
  std::vector<Feature> features;
  std::int64_t number = 0;
  for (Polygon& sea : sea_polygons(map.coastlines, bounds)) {
    Feature feature;
    feature.shape = Feature::Shape::polygon;
    feature.polygons.push_back(std::move(sea));
    feature.importance = 1e9;  // first, so that all else lies on top
    feature.id = --number;
    feature.properties.emplace_back("class", json_text("sea"));
    features.push_back(std::move(feature));
  }
  add_areas(features, map, water_areas);
  constexpr std::array open_channels = {"river", "stream", "canal"};
  for (const OsmWay& way : map.waterways)
    if (std::ranges::find(open_channels, way.tags.get("waterway")) != open_channels.end() && !way.tags.has("tunnel"))
      features.push_back(line_feature(way, "river", 0));
  return write_layer(std::move(features), MapLayers::largest_layer_bytes);
}

std::string green_layer(const OsmData& map) {
  std::vector<Feature> features;
  add_areas(features, map, green_areas);
  return write_layer(std::move(features), MapLayers::largest_layer_bytes);
}

std::string places_layer(const std::vector<Landmark>& marks) {
  constexpr int last_drawn_rank = 4;
  std::vector<Feature> features;
  for (const Landmark& mark : marks) {
    if (mark.rank > last_drawn_rank) continue;
    Feature feature;
    feature.line = {mark.at};
    feature.importance = -mark.rank;
    feature.id = mark.id;
    feature.properties = {{"name", json_text(mark.name)}, {"class", json_text(mark.kind)}, {"rank", std::to_string(mark.rank)}};
    features.push_back(std::move(feature));
  }
  return write_layer(std::move(features), MapLayers::largest_layer_bytes);
}

Bounds bounds_of(const OsmData& map) {
  if (map.declared_bounds) return *map.declared_bounds;
  Bounds bounds{{90, 180}, {-90, -180}};
  for (const OsmWay& way : map.roads)
    for (const LatLon& point : way.points) {
      bounds.south_west = {std::min(bounds.south_west.lat, point.lat), std::min(bounds.south_west.lon, point.lon)};
      bounds.north_east = {std::max(bounds.north_east.lat, point.lat), std::max(bounds.north_east.lon, point.lon)};
    }
  return map.roads.empty() ? Bounds{} : bounds;
}

// The middle of a box may lie in the sea: the most important town that is in it serves better.
LatLon centre_of(const std::vector<Landmark>& marks, const Bounds& bounds) {
  const LatLon middle = bounds.centre();
  const Landmark* best = nullptr;
  const auto order = [&](const Landmark& mark) {
    return std::tuple(mark.kind != "city", mark.kind != "town", distance_m(mark.at, middle));
  };
  for (const Landmark& mark : marks)
    if (mark.rank == 1 && bounds.contains(mark.at) && (!best || order(mark) < order(*best))) best = &mark;
  return best ? best->at : middle;
}

}  // namespace

bool Bounds::contains(const LatLon& place) const {
  return place.lat >= south_west.lat && place.lat <= north_east.lat && place.lon >= south_west.lon && place.lon <= north_east.lon;
}

MapLayers build_layers(const OsmData& map) {
  const auto marks = landmarks(map);
  MapLayers layers;
  layers.bounds = bounds_of(map);
  layers.centre = centre_of(marks, layers.bounds);
  layers.streets = streets_layer(map);
  layers.buildings = buildings_layer(map);
  layers.water = water_layer(map, layers.bounds);
  layers.green = green_layer(map);
  layers.places = places_layer(marks);
  return layers;
}

}  // namespace vigie::geo
