#include <algorithm>
#include <boost/graph/strong_components.hpp>
#include <map>
#include <unordered_map>

#include "osm/road_rules.h"
#include "streets/street_graph.h"

namespace vigie::geo {
namespace {

struct Road {
  const OsmWay* way;
  RoadSpeeds speeds;
};

std::vector<Road> usable_roads(const OsmData& map) {
  std::vector<Road> roads;
  for (const OsmWay& way : map.roads)
    if (const auto speeds = road_speeds(way.tags)) roads.push_back({&way, *speeds});
  return roads;
}

// How often each node is used; an end counts twice, so that whatever is used twice is a junction.
std::unordered_map<std::int64_t, std::uint32_t> count_uses(const std::vector<Road>& roads) {
  std::unordered_map<std::int64_t, std::uint32_t> uses;
  for (const Road& road : roads) {
    for (const std::int64_t node : road.way->nodes) ++uses[node];
    ++uses[road.way->nodes.front()];
    ++uses[road.way->nodes.back()];
  }
  return uses;
}

class Builder {
 public:
  explicit Builder(StreetGraph& graph) : graph_(graph) { graph_.names.emplace_back(); }

  void cut_into_stretches(const std::vector<Road>& roads) {
    const auto uses = count_uses(roads);
    for (const Road& road : roads) {
      const auto& nodes = road.way->nodes;
      std::size_t begin = 0;
      for (std::size_t i = 1; i < nodes.size(); ++i)
        if (uses.at(nodes[i]) > 1) {
          add_stretch(road, begin, i);
          begin = i;
        }
    }
  }

  void index_segments() {
    std::vector<Segment> segments;
    for (std::uint32_t s = 0; s < graph_.stretches.size(); ++s) {
      const auto points = graph_.points_of(graph_.stretches[s]);
      for (std::uint32_t piece = 0; piece + 1 < points.size(); ++piece) segments.push_back({points[piece], points[piece + 1], s, piece});
    }
    graph_.segments = SegmentIndex(segments);
  }

  void connect(TravelMode mode) {
    const std::size_t m = index_of(mode);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
    std::vector<Arc> arcs;
    for (std::uint32_t s = 0; s < graph_.stretches.size(); ++s) {
      const Stretch& stretch = graph_.stretches[s];
      const auto add = [&](std::uint32_t from, std::uint32_t to, bool forward, float mps) {
        if (mps <= 0) return;
        ends.emplace_back(to, from);  // reversed: see ReverseGraph
        arcs.push_back({s, forward, stretch.length_m / mps});
      };
      add(stretch.from, stretch.to, true, stretch.forward_mps[m]);
      add(stretch.to, stretch.from, false, stretch.backward_mps[m]);
    }
    graph_.reverse[m] = ReverseGraph(boost::edges_are_unsorted_multi_pass, ends.begin(), ends.end(), arcs.begin(),
                                     static_cast<std::uint32_t>(graph_.junctions.size()));
    mark_main_part(m);
  }

 private:
  void add_stretch(const Road& road, std::size_t begin, std::size_t end) {
    Stretch stretch;
    stretch.from = junction(road, begin);
    stretch.to = junction(road, end);
    stretch.first_point = static_cast<std::uint32_t>(graph_.points.size());
    stretch.point_count = static_cast<std::uint32_t>(end - begin + 1);
    stretch.name = name_number(road.way->tags.get("name"));
    stretch.forward_mps = {road.speeds.car_forward_mps, road.speeds.foot_mps};
    stretch.backward_mps = {road.speeds.car_backward_mps, road.speeds.foot_mps};
    double along = 0;
    for (std::size_t i = begin; i <= end; ++i) {
      const LatLon& point = road.way->points[i];
      if (i > begin) along += distance_m(road.way->points[i - 1], point);
      graph_.points.push_back(point);
      graph_.along_m.push_back(static_cast<float>(along));
    }
    stretch.length_m = static_cast<float>(along);
    graph_.stretches.push_back(stretch);
  }

  std::uint32_t junction(const Road& road, std::size_t i) {
    const auto [entry, is_new] = junctions_.try_emplace(road.way->nodes[i], static_cast<std::uint32_t>(graph_.junctions.size()));
    if (is_new) graph_.junctions.push_back(road.way->points[i]);
    return entry->second;
  }

  std::uint32_t name_number(std::string_view name) {
    if (name.empty()) return 0;
    const auto [entry, is_new] = names_.try_emplace(std::string(name), static_cast<std::uint32_t>(graph_.names.size()));
    if (is_new) graph_.names.emplace_back(name);
    return entry->second;
  }

  void mark_main_part(std::size_t m) {
    const ReverseGraph& graph = graph_.reverse[m];
    const std::size_t count = graph_.junctions.size();
    std::vector<std::uint32_t> part(count);
    const std::uint32_t parts =
        count == 0 ? 0 : boost::strong_components(graph, boost::make_iterator_property_map(part.begin(), get(boost::vertex_index, graph)));
    std::vector<std::size_t> size(parts);
    for (const std::uint32_t p : part) ++size[p];
    const auto largest = static_cast<std::uint32_t>(std::ranges::max_element(size) - size.begin());
    graph_.in_main_part[m].resize(count);
    for (std::size_t v = 0; v < count; ++v) graph_.in_main_part[m][v] = part[v] == largest;
  }

  StreetGraph& graph_;
  std::unordered_map<std::int64_t, std::uint32_t> junctions_;
  std::map<std::string, std::uint32_t, std::less<>> names_;
};

}  // namespace

StreetGraph build_street_graph(const OsmData& map) {
  StreetGraph graph;
  Builder builder{graph};
  builder.cut_into_stretches(usable_roads(map));
  builder.index_segments();
  builder.connect(TravelMode::car);
  builder.connect(TravelMode::foot);
  return graph;
}

}  // namespace vigie::geo
