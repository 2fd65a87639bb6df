#include "layers/sea.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "layers/ring.h"

namespace vigie::geo {
namespace {

// An extract is cut between two nodes, so a shore ends a little inside its edge. Further inside than this share of the
// box it ends for another reason.
constexpr double edge_share = 0.03;

bool closed(const Line& line) { return line.size() >= 4 && line.front() == line.back(); }

// Ways in one direction, end to start, until they close or no other follows.
std::vector<Line> joined(const std::vector<OsmWay>& ways) {
  std::multimap<std::int64_t, std::size_t> by_start;
  std::map<std::int64_t, std::size_t> ends_here;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    by_start.emplace(ways[i].nodes.front(), i);
    ends_here.emplace(ways[i].nodes.back(), i);
  }
  std::vector<bool> used(ways.size(), false);
  std::vector<Line> lines;
  const auto follow = [&](std::size_t first) {
    Line line = ways[first].points;
    used[first] = true;
    for (std::int64_t end = ways[first].nodes.back();;) {
      const auto [begin, stop] = by_start.equal_range(end);
      const auto next = std::find_if(begin, stop, [&](const auto& entry) { return !used[entry.second]; });
      if (next == stop) break;
      const OsmWay& way = ways[next->second];
      used[next->second] = true;
      line.insert(line.end(), way.points.begin() + 1, way.points.end());
      end = way.nodes.back();
    }
    lines.push_back(std::move(line));
  };
  for (std::size_t i = 0; i < ways.size(); ++i)  // open shores from their true beginning…
    if (!used[i] && !ends_here.contains(ways[i].nodes.front())) follow(i);
  for (std::size_t i = 0; i < ways.size(); ++i)  // …and then what is left: rings
    if (!used[i]) follow(i);
  return lines;
}

// The part of a → b inside the box, as shares of its length (Liang and Barsky).
std::optional<std::pair<double, double>> clip(const LatLon& a, const LatLon& b, const Bounds& box) {
  double from = 0, to = 1;
  const double dx = b.lon - a.lon, dy = b.lat - a.lat;
  const double p[] = {-dx, dx, -dy, dy};
  const double q[] = {a.lon - box.south_west.lon, box.north_east.lon - a.lon, a.lat - box.south_west.lat, box.north_east.lat - a.lat};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0) {
      if (q[i] < 0) return std::nullopt;
    } else if (p[i] < 0) {
      from = std::max(from, q[i] / p[i]);
    } else {
      to = std::min(to, q[i] / p[i]);
    }
  }
  if (from > to) return std::nullopt;
  return std::pair{from, to};
}

std::vector<Line> clipped(const Line& line, const Bounds& box) {
  std::vector<Line> parts(1);
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const auto part = clip(line[i], line[i + 1], box);
    if (!part) {
      if (!parts.back().empty()) parts.emplace_back();
      continue;
    }
    const auto [from, to] = *part;
    if (from > 0 && !parts.back().empty()) parts.emplace_back();
    if (parts.back().empty()) parts.back().push_back(between(line[i], line[i + 1], from));
    parts.back().push_back(between(line[i], line[i + 1], to));
    if (to < 1) parts.emplace_back();
  }
  std::erase_if(parts, [](const Line& part) { return part.size() < 2; });
  return parts;
}

// The box's edge as one closed road, walked clockwise: 0 at the south-west corner, 1 north-west, 2, 3, and 4 is 0 again.
class Frame {
 public:
  explicit Frame(const Bounds& box)
      : box_(box), width_(box.north_east.lon - box.south_west.lon), height_(box.north_east.lat - box.south_west.lat) {}

  // Where the nearest point of the edge lies on that road; empty when it is too far.
  std::optional<double> position(const LatLon& point) const {
    const double x = std::clamp((point.lon - box_.south_west.lon) / width_, 0.0, 1.0);
    const double y = std::clamp((point.lat - box_.south_west.lat) / height_, 0.0, 1.0);
    const double nearest = std::min({x, 1 - x, y, 1 - y});
    if (nearest > edge_share) return std::nullopt;
    if (nearest == x) return y;
    if (nearest == 1 - y) return 1 + x;
    if (nearest == 1 - x) return 2 + (1 - y);
    return 3 + (1 - x);
  }

  LatLon at(double position) const {
    const double rest = position - std::floor(position);
    switch (static_cast<int>(std::floor(position)) % 4) {
      case 0:
        return place(0, rest);
      case 1:
        return place(rest, 1);
      case 2:
        return place(1, 1 - rest);
      default:
        return place(1 - rest, 0);
    }
  }

 private:
  LatLon place(double x, double y) const { return {box_.south_west.lat + y * height_, box_.south_west.lon + x * width_}; }
  Bounds box_;
  double width_, height_;
};

struct Shore {
  Line line;
  double enters = 0, leaves = 0;  // on the frame
  bool used = false;
};

// With the water on the right of every shore: go along one, then clockwise along the frame to where the next begins.
std::vector<Polygon> close_along_frame(std::vector<Shore> shores, const Frame& frame) {
  std::vector<Polygon> sea;
  for (Shore& first : shores) {
    if (first.used) continue;
    Line ring;
    for (Shore* shore = &first; !shore->used;) {
      shore->used = true;
      ring.push_back(frame.at(shore->enters));
      ring.insert(ring.end(), shore->line.begin(), shore->line.end());
      ring.push_back(frame.at(shore->leaves));
      const auto walk_to = [&](const Shore& other) { return std::fmod(other.enters - shore->leaves + 4, 4.0); };
      Shore* next = &*std::ranges::min_element(shores, {}, walk_to);
      const double end = shore->leaves + walk_to(*next);
      for (double corner = std::floor(shore->leaves) + 1; corner < end; ++corner) ring.push_back(frame.at(corner));
      shore = next;
    }
    ring.push_back(ring.front());
    sea.push_back({std::move(ring), {}});
  }
  return sea;
}

}  // namespace

std::vector<Polygon> sea_polygons(const std::vector<OsmWay>& coastlines, const Bounds& bounds) {
  if (coastlines.empty() || bounds.south_west.lat >= bounds.north_east.lat || bounds.south_west.lon >= bounds.north_east.lon) return {};
  const Frame frame{bounds};
  std::vector<Shore> shores;
  std::vector<Line> islands, lagoons;
  for (Line& line : joined(coastlines)) {
    if (closed(line)) {
      const auto outside = std::ranges::find_if(line, [&](const LatLon& point) { return !bounds.contains(point); });
      if (outside == line.end()) {
        (signed_area(line) > 0 ? islands : lagoons).push_back(std::move(line));
        continue;
      }
      line.pop_back();  // an island across the edge: begin outside, so that no piece begins inside
      std::rotate(line.begin(), outside, line.end());
      line.push_back(line.front());
    }
    for (Line& part : clipped(line, bounds)) {
      const auto enters = frame.position(part.front()), leaves = frame.position(part.back());
      if (!enters || !leaves) return {};
      shores.push_back({std::move(part), *enters, *leaves});
    }
  }
  std::vector<Polygon> sea = close_along_frame(std::move(shores), frame);
  if (sea.empty() && !islands.empty()) sea.push_back({{frame.at(0), frame.at(1), frame.at(2), frame.at(3), frame.at(0)}, {}});
  for (Line& lagoon : lagoons) sea.push_back({std::move(lagoon), {}});
  for (Line& island : islands)
    for (Polygon& water : sea)
      if (inside(island.front(), water.outer)) {
        water.holes.push_back(std::move(island));
        break;
      }
  return sea;
}

}  // namespace vigie::geo
