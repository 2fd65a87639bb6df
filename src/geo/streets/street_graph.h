#pragma once
// The street network as it lies in memory. Junctions are where ways meet or end; between two junctions lies a stretch
// with its whole shape, so that the graph is several times smaller than the map:
//
//     ●────·──·────●───·───●      ● junction   · point of a stretch
//
// Built once, never changed.

#include <array>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "geo/street_network.h"
#include "osm/osm_data.h"
#include "streets/segment_index.h"

namespace vigie::geo {

inline constexpr std::size_t mode_count = 2;
inline std::size_t index_of(TravelMode mode) { return static_cast<std::size_t>(mode); }

struct Stretch {
  std::uint32_t from = 0;  // junctions
  std::uint32_t to = 0;
  std::uint32_t first_point = 0;  // into StreetGraph::points, in the order drawn
  std::uint32_t point_count = 0;
  std::uint32_t name = 0;  // into StreetGraph::names; 0 is the empty name
  float length_m = 0;
  std::array<float, mode_count> forward_mps{};  // 0: not allowed
  std::array<float, mode_count> backward_mps{};
};

// One allowed direction of a stretch.
struct Arc {
  std::uint32_t stretch = 0;
  bool forward = true;
  float seconds = 0;
};

// Arcs against their direction: a search from the target over this finds the time *to* the target from everywhere.
using ReverseGraph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Arc, boost::no_property, std::uint32_t, std::uint32_t>;

struct StreetGraph {
  std::vector<LatLon> junctions;
  std::vector<Stretch> stretches;
  std::vector<LatLon> points;
  std::vector<float> along_m;  // beside points: from the stretch's first point
  std::vector<std::string> names;
  std::array<ReverseGraph, mode_count> reverse;
  // Beside junctions: in the largest part where one can go from everywhere to everywhere.
  std::array<std::vector<bool>, mode_count> in_main_part;
  SegmentIndex segments;

  std::span<const LatLon> points_of(const Stretch& stretch) const {
    return std::span(points).subspan(stretch.first_point, stretch.point_count);
  }
  std::span<const float> along_of(const Stretch& stretch) const {
    return std::span(along_m).subspan(stretch.first_point, stretch.point_count);
  }
  bool usable(const Stretch& stretch, TravelMode mode) const {
    const std::size_t m = index_of(mode);
    return (stretch.forward_mps[m] > 0 || stretch.backward_mps[m] > 0) && in_main_part[m][stretch.from] && in_main_part[m][stretch.to];
  }
};

StreetGraph build_street_graph(const OsmData& map);

}  // namespace vigie::geo
