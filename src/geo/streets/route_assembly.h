#pragma once
// Puts a route together from the places on their streets and the times that a search found.

#include <vector>

#include "streets/street_graph.h"
#include "streets/time_to_target.h"

namespace vigie::geo {

Route straight_line(const LatLon& from, const LatLon& to, TravelMode mode);

// The time from each end of the target's stretch to the target on it: where a search begins.
std::vector<TimeAt> arrivals(const Stretch& stretch, double along_m, TravelMode mode);

struct Place {
  LatLon at;
  Snap on_street;
};
// A straight line, labelled, where the network has no way.
Route along_network(const StreetGraph& graph, const TimeToTarget& times, const Place& start, const Place& target, TravelMode mode);

}  // namespace vigie::geo
