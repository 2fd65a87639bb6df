#include "streets/time_to_target.h"

#include <algorithm>
#include <boost/graph/dijkstra_shortest_paths.hpp>

namespace vigie::geo {
namespace {

struct AllKnown {};  // Boost.Graph's way to end a search early is an exception out of a visitor

class Watch : public boost::default_dijkstra_visitor {
 public:
  Watch(std::vector<const Arc*>& next, std::vector<bool>& asked, std::size_t& missing) : next_(next), asked_(asked), missing_(missing) {}

  template <typename Edge>
  void edge_relaxed(const Edge& edge, const ReverseGraph& graph) {
    next_[target(edge, graph)] = &graph[edge];
  }
  void finish_vertex(std::uint32_t junction, const ReverseGraph&) {
    if (!asked_[junction]) return;
    asked_[junction] = false;
    if (--missing_ == 0) throw AllKnown{};
  }

 private:
  std::vector<const Arc*>& next_;  // borrowed: the visitor is copied about by the algorithm
  std::vector<bool>& asked_;
  std::size_t& missing_;
};

}  // namespace

TimeToTarget time_to_target(const ReverseGraph& graph, std::span<const TimeAt> ends, std::span<const std::uint32_t> asked) {
  const std::size_t count = num_vertices(graph);
  TimeToTarget result{std::vector<double>(count, TimeToTarget::never), std::vector<const Arc*>(count, nullptr)};
  std::vector<std::uint32_t> sources;
  for (const auto& [junction, seconds] : ends) {
    if (result.seconds[junction] == TimeToTarget::never) sources.push_back(junction);
    result.seconds[junction] = std::min(result.seconds[junction], seconds);
  }
  std::vector<bool> wanted(count, false);
  for (const std::uint32_t junction : asked) wanted[junction] = true;
  auto missing = static_cast<std::size_t>(std::ranges::count(wanted, true));
  if (sources.empty() || missing == 0) return result;
  const auto index = get(boost::vertex_index, graph);
  try {
    boost::dijkstra_shortest_paths_no_init(graph, sources.begin(), sources.end(), boost::dummy_property_map(),
                                           boost::make_iterator_property_map(result.seconds.begin(), index), get(&Arc::seconds, graph),
                                           index, std::less<double>(), std::plus<double>(), 0.0, Watch(result.next, wanted, missing));
  } catch (const AllKnown&) {
    // The usual end. Otherwise some of `asked` cannot reach the target.
  }
  return result;
}

}  // namespace vigie::geo
