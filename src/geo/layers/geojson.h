#pragma once
// Writes GeoJSON (RFC 7946) with six decimals, from shapes made simpler first.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "osm/osm_data.h"

namespace vigie::geo {

// One feature before it is written: exactly one of the three shapes is used.
struct Feature {
  enum class Shape { point, line, polygon };
  Shape shape = Shape::point;
  Line line;  // the point alone, or the line
  std::vector<Polygon> polygons;
  // Values are written as they are: quote texts with json_text().
  std::vector<std::pair<std::string_view, std::string>> properties;
  double importance = 0;  // what stays when not all fits
  std::int64_t id = 0;    // orders equals, so that the output is always the same
};

std::string json_text(std::string_view utf8);

// Leaves out the points that lie within `tolerance_m` of the line without them (Douglas and Peucker); ends stay.
Line simplified(const Line& line, double tolerance_m);

// A feature collection of at most about `most_bytes`, see MapLayers.
std::string write_layer(std::vector<Feature> features, std::size_t most_bytes);

}  // namespace vigie::geo
