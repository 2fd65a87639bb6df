#include "geo/street_network.h"

#include <algorithm>

#include "streets/route_assembly.h"

namespace vigie::geo {
StreetNetwork::StreetNetwork() : StreetNetwork(std::make_unique<const StreetGraph>()) {}
StreetNetwork::StreetNetwork(std::unique_ptr<const StreetGraph> graph) : graph_(std::move(graph)) {}
StreetNetwork::StreetNetwork(StreetNetwork&&) noexcept = default;
StreetNetwork& StreetNetwork::operator=(StreetNetwork&&) noexcept = default;
StreetNetwork::~StreetNetwork() = default;

NetworkSize StreetNetwork::size() const {
  const auto in_main_part = [&](TravelMode mode) {
    return static_cast<std::size_t>(std::ranges::count(graph_->in_main_part[index_of(mode)], true));
  };
  NetworkSize size;
  size.junctions = graph_->junctions.size();
  size.stretches = graph_->stretches.size();
  size.main_for_car = in_main_part(TravelMode::car);
  size.main_for_foot = in_main_part(TravelMode::foot);
  for (const Stretch& stretch : graph_->stretches) size.length_km += stretch.length_m / 1000;
  return size;
}

std::optional<Snap> StreetNetwork::snap(const LatLon& place, TravelMode mode) const {
  const auto usable = [&](std::uint32_t number) { return graph_->usable(graph_->stretches[number], mode); };
  const auto found = graph_->segments.nearest(place, farthest_snap_m, usable);
  if (!found) return std::nullopt;
  const Stretch& stretch = graph_->stretches[found->stretch];
  const auto points = graph_->points_of(stretch);
  const auto along = graph_->along_of(stretch);
  const LatLon& a = points[found->piece];
  const LatLon& b = points[found->piece + 1];
  Snap snap;
  snap.at = between(a, b, found->share);
  snap.distance_m = distance_m(place, snap.at);
  snap.heading_deg = bearing_deg(a, b);
  snap.street_name = graph_->names[stretch.name];
  snap.street = found->stretch;
  snap.along_m = along[found->piece] + found->share * (along[found->piece + 1] - along[found->piece]);
  return snap;
}

Route StreetNetwork::route(const LatLon& from, const LatLon& to, TravelMode mode) const {
  return std::move(routes_to(to, std::span(&from, 1), mode).front());
}

std::vector<Route> StreetNetwork::routes_to(const LatLon& target, std::span<const LatLon> starts, TravelMode mode) const {
  std::vector<std::optional<Snap>> snaps;
  std::vector<std::uint32_t> asked;
  for (const LatLon& start : starts) {
    snaps.push_back(snap(start, mode));
    if (!snaps.back()) continue;
    const Stretch& stretch = graph_->stretches[snaps.back()->street];
    asked.insert(asked.end(), {stretch.from, stretch.to});
  }
  std::vector<Route> routes;
  const auto goal = snap(target, mode);
  if (!goal) {
    for (const LatLon& start : starts) routes.push_back(straight_line(start, target, mode));
    return routes;
  }
  const auto ends = arrivals(graph_->stretches[goal->street], goal->along_m, mode);
  const TimeToTarget times = time_to_target(graph_->reverse[index_of(mode)], ends, asked);
  for (std::size_t i = 0; i < starts.size(); ++i)
    routes.push_back(snaps[i] ? along_network(*graph_, times, {starts[i], *snaps[i]}, {target, *goal}, mode)
                              : straight_line(starts[i], target, mode));
  return routes;
}

}  // namespace vigie::geo
