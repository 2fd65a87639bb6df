#include "layers/geojson.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numbers>

#include "layers/ring.h"

namespace vigie::geo {
namespace {

constexpr double metres_per_degree = 6371008.8 * std::numbers::pi / 180;

double distance_to_piece_m(const LatLon& point, const LatLon& a, const LatLon& b) {
  const double east = metres_per_degree * std::cos(a.lat * std::numbers::pi / 180);
  const double px = (point.lon - a.lon) * east, py = (point.lat - a.lat) * metres_per_degree;
  const double bx = (b.lon - a.lon) * east, by = (b.lat - a.lat) * metres_per_degree;
  const double length2 = bx * bx + by * by;
  const double share = length2 > 0 ? std::clamp((px * bx + py * by) / length2, 0.0, 1.0) : 0;
  return std::hypot(px - share * bx, py - share * by);
}

void write_point(std::string& out, const LatLon& at) { fmt::format_to(std::back_inserter(out), "[{:.6f},{:.6f}]", at.lon, at.lat); }

void write_line(std::string& out, const Line& line) {
  out += '[';
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) out += ',';
    write_point(out, line[i]);
  }
  out += ']';
}

// RFC 7946: outer rings counter-clockwise, holes clockwise. A ring that simplifies to nothing keeps its shape.
void write_ring(std::string& out, const Line& ring, double tolerance_m, bool outer) {
  Line simple = simplified(ring, tolerance_m);
  if (simple.size() < 4) simple = ring;
  if ((signed_area(simple) > 0) != outer) std::ranges::reverse(simple);
  write_line(out, simple);
}

void write_polygon(std::string& out, const Polygon& polygon, double tolerance_m) {
  out += '[';
  write_ring(out, polygon.outer, tolerance_m, true);
  for (const Line& hole : polygon.holes) {
    out += ',';
    write_ring(out, hole, tolerance_m, false);
  }
  out += ']';
}

void write_geometry(std::string& out, const Feature& feature, double tolerance_m) {
  switch (feature.shape) {
    case Feature::Shape::point:
      out += R"({"type":"Point","coordinates":)";
      write_point(out, feature.line.front());
      break;
    case Feature::Shape::line:
      out += R"({"type":"LineString","coordinates":)";
      write_line(out, simplified(feature.line, tolerance_m));
      break;
    case Feature::Shape::polygon:
      if (feature.polygons.size() == 1) {
        out += R"({"type":"Polygon","coordinates":)";
        write_polygon(out, feature.polygons.front(), tolerance_m);
        break;
      }
      out += R"({"type":"MultiPolygon","coordinates":[)";
      for (std::size_t i = 0; i < feature.polygons.size(); ++i) {
        if (i > 0) out += ',';
        write_polygon(out, feature.polygons[i], tolerance_m);
      }
      out += ']';
      break;
  }
  out += '}';
}

std::string write_feature(const Feature& feature, double tolerance_m) {
  std::string out = R"({"type":"Feature","properties":{)";
  for (std::size_t i = 0; i < feature.properties.size(); ++i) {
    const auto& [key, value] = feature.properties[i];
    fmt::format_to(std::back_inserter(out), R"({}"{}":{})", i > 0 ? "," : "", key, value);
  }
  out += R"(},"geometry":)";
  write_geometry(out, feature, tolerance_m);
  out += '}';
  return out;
}

}  // namespace

std::string json_text(std::string_view utf8) { return nlohmann::json(utf8).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

Line simplified(const Line& line, double tolerance_m) {
  if (line.size() < 3) return line;
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    double farthest_m = tolerance_m;
    std::size_t farthest = 0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double away_m = distance_to_piece_m(line[i], line[first], line[last]);
      if (away_m > farthest_m) {
        farthest_m = away_m;
        farthest = i;
      }
    }
    if (farthest == 0) continue;
    keep[farthest] = true;
    open.emplace_back(first, farthest);
    open.emplace_back(farthest, last);
  }
  Line out;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (keep[i]) out.push_back(line[i]);
  return out;
}

std::string write_layer(std::vector<Feature> features, std::size_t most_bytes) {
  std::ranges::sort(features, [](const Feature& a, const Feature& b) {
    return a.importance != b.importance ? a.importance > b.importance : a.id < b.id;
  });
  std::string body;
  std::size_t written = 0;
  // Half a metre is invisible at any zoom a supervision centre uses; two and five show before anything is left out.
  for (const double tolerance_m : {0.5, 2.0, 5.0}) {
    body.clear();
    for (written = 0; written < features.size(); ++written) {
      const std::string text = write_feature(features[written], tolerance_m);
      if (body.size() + text.size() + 1 > most_bytes) break;
      if (written > 0) body += ',';
      body += text;
    }
    if (written == features.size()) break;
  }
  return fmt::format(R"({{"type":"FeatureCollection","attribution":{},"left_out":{},"features":[{}]}})", json_text(map_attribution),
                     features.size() - written, body);
}

}  // namespace vigie::geo
