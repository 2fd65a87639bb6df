#pragma once
// What the rest of the room needs of an OpenStreetMap extract, free of any library's types: the graph, the layers and
// the gazetteer are built from this, and tests write it by hand.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/map_layers.h"
#include "geo/point.h"

namespace vigie::geo {

class OsmTags {
 public:
  OsmTags() = default;
  OsmTags(std::initializer_list<std::pair<std::string, std::string>> tags) : tags_(tags) {}
  void add(std::string_view key, std::string_view value) { tags_.emplace_back(key, value); }
  // Empty when the key is absent.
  std::string_view get(std::string_view key) const {
    for (const auto& [name, value] : tags_)
      if (name == key) return value;
    return {};
  }
  bool has(std::string_view key) const { return !get(key).empty(); }
  bool is(std::string_view key, std::string_view value) const { return get(key) == value; }
  bool empty() const { return tags_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> tags_;
};

using Line = std::vector<LatLon>;

// A way, or the part of it whose nodes are in the extract: `nodes` and `points` run side by side, at least two each.
struct OsmWay {
  std::int64_t id = 0;
  std::vector<std::int64_t> nodes;
  Line points;
  OsmTags tags;
};

struct Polygon {
  Line outer;  // closed: first point = last point
  std::vector<Line> holes;
};

struct OsmArea {
  std::int64_t id = 0;  // libosmium's: twice the way's, or twice the relation's plus one
  std::vector<Polygon> polygons;
  OsmTags tags;
};

struct OsmPoint {
  std::int64_t id = 0;
  LatLon at;
  OsmTags tags;
};

struct OsmData {
  std::optional<Bounds> declared_bounds;  // what the file says it covers
  std::vector<OsmWay> roads;
  std::vector<OsmWay> railways;
  std::vector<OsmWay> waterways;
  std::vector<OsmWay> coastlines;  // land lies on the left
  std::vector<OsmArea> areas;
  std::vector<OsmPoint> points;
};

}  // namespace vigie::geo
