#pragma once
// Dijkstra's algorithm, backwards from a target, over Boost.Graph.

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "streets/street_graph.h"

namespace vigie::geo {

struct TimeAt {
  std::uint32_t junction = 0;
  double seconds = 0;
};

struct TimeToTarget {
  static constexpr double never = std::numeric_limits<double>::infinity();
  std::vector<double> seconds;   // by junction; `never` where the search did not come
  std::vector<const Arc*> next;  // the arc that leads on from each junction; null where one has arrived
};

// `ends`: the junctions next to the target and the time from each of them to it. Stops once all of `asked` are known.
TimeToTarget time_to_target(const ReverseGraph& graph, std::span<const TimeAt> ends, std::span<const std::uint32_t> asked);

}  // namespace vigie::geo
