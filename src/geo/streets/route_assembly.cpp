#include "streets/route_assembly.h"

#include <algorithm>
#include <cmath>

namespace vigie::geo {
namespace {

LatLon at_distance(std::span<const LatLon> points, std::span<const float> along, double metres) {
  const auto after = static_cast<std::size_t>(std::ranges::lower_bound(along, metres) - along.begin());
  if (after == 0) return points.front();
  if (after == along.size()) return points.back();
  const double length = along[after] - along[after - 1];
  return between(points[after - 1], points[after], length > 0 ? (metres - along[after - 1]) / length : 0);
}

// A way being put together, piece by piece.
class RouteMaker {
 public:
  explicit RouteMaker(const LatLon& start) { route_.points.push_back({start, 0}); }

  void go_to(const LatLon& at, double metres, double mps) {
    if (metres <= 0) return;
    route_.metres += metres;
    route_.seconds += metres / mps;
    route_.points.push_back({at, route_.seconds});
  }

  // Between two distances from the stretch's first junction; backwards when `to_m` is the smaller.
  void follow(const StreetGraph& graph, const Stretch& stretch, double from_m, double to_m, TravelMode mode) {
    const double mps = (from_m <= to_m ? stretch.forward_mps : stretch.backward_mps)[index_of(mode)];
    const auto points = graph.points_of(stretch);
    const auto along = graph.along_of(stretch);
    double here_m = from_m;
    const auto step = [&](const LatLon& at, double there_m) {
      go_to(at, std::abs(there_m - here_m), mps);
      here_m = there_m;
    };
    if (from_m <= to_m) {
      for (std::size_t i = 0; i < points.size(); ++i)
        if (along[i] > from_m && along[i] < to_m) step(points[i], along[i]);
    } else {
      for (std::size_t i = points.size(); i-- > 0;)
        if (along[i] < from_m && along[i] > to_m) step(points[i], along[i]);
    }
    step(at_distance(points, along, to_m), to_m);
  }

  Route finish(const LatLon& target) {
    if (route_.points.size() < 2) route_.points.push_back({target, route_.seconds});  // already there
    return std::move(route_);
  }

 private:
  Route route_;
};

// How to leave the start's stretch.
struct Departure {
  double to_m = 0;             // along the stretch
  std::uint32_t junction = 0;  // unless `direct`
  bool direct = false;         // the target is on the same stretch
  double total_s = TimeToTarget::never;
};

Departure quickest_departure(const StreetGraph& graph, const TimeToTarget& times, const Snap& start, const Snap& goal, TravelMode mode) {
  const Stretch& stretch = graph.stretches[start.street];
  const double forward = stretch.forward_mps[index_of(mode)], backward = stretch.backward_mps[index_of(mode)];
  Departure best;
  const auto consider = [&](double to_m, double mps, double then_s, std::uint32_t junction, bool direct) {
    if (mps <= 0) return;
    const double total_s = std::abs(to_m - start.along_m) / mps + then_s;
    if (total_s < best.total_s) best = {to_m, junction, direct, total_s};
  };
  if (start.street == goal.street) consider(goal.along_m, goal.along_m >= start.along_m ? forward : backward, 0, 0, true);
  consider(stretch.length_m, forward, times.seconds[stretch.to], stretch.to, false);
  consider(0, backward, times.seconds[stretch.from], stretch.from, false);
  return best;
}

// From a junction at one of its ends to the target on this stretch, the quicker way where the stretch is a loop.
void follow_to_goal(RouteMaker& maker, const StreetGraph& graph, std::uint32_t junction, const Snap& goal, TravelMode mode) {
  const Stretch& stretch = graph.stretches[goal.street];
  const double forward = stretch.forward_mps[index_of(mode)], backward = stretch.backward_mps[index_of(mode)];
  const double from_first_s = junction == stretch.from && forward > 0 ? goal.along_m / forward : TimeToTarget::never;
  const double from_last_s = junction == stretch.to && backward > 0 ? (stretch.length_m - goal.along_m) / backward : TimeToTarget::never;
  maker.follow(graph, stretch, from_first_s <= from_last_s ? 0.0 : stretch.length_m, goal.along_m, mode);
}

}  // namespace

Route straight_line(const LatLon& from, const LatLon& to, TravelMode mode) {
  Route route;
  route.by_straight_line = true;
  route.metres = distance_m(from, to) * straight_line_detour;
  route.seconds = route.metres / (mode == TravelMode::car ? straight_line_car_mps : walking_mps);
  route.points = {{from, 0}, {to, route.seconds}};
  return route;
}

std::vector<TimeAt> arrivals(const Stretch& stretch, double along_m, TravelMode mode) {
  std::vector<TimeAt> ends;
  const double forward = stretch.forward_mps[index_of(mode)], backward = stretch.backward_mps[index_of(mode)];
  if (forward > 0) ends.push_back({stretch.from, along_m / forward});
  if (backward > 0) ends.push_back({stretch.to, (stretch.length_m - along_m) / backward});
  return ends;
}

Route along_network(const StreetGraph& graph, const TimeToTarget& times, const Place& start, const Place& target, TravelMode mode) {
  const Departure departure = quickest_departure(graph, times, start.on_street, target.on_street, mode);
  if (departure.total_s == TimeToTarget::never) return straight_line(start.at, target.at, mode);
  RouteMaker maker{start.at};
  maker.go_to(start.on_street.at, start.on_street.distance_m, walking_mps);
  maker.follow(graph, graph.stretches[start.on_street.street], start.on_street.along_m, departure.to_m, mode);
  if (!departure.direct) {
    std::uint32_t junction = departure.junction;
    while (const Arc* arc = times.next[junction]) {
      const Stretch& stretch = graph.stretches[arc->stretch];
      maker.follow(graph, stretch, arc->forward ? 0.0 : stretch.length_m, arc->forward ? stretch.length_m : 0.0, mode);
      junction = arc->forward ? stretch.to : stretch.from;
    }
    follow_to_goal(maker, graph, junction, target.on_street, mode);
  }
  maker.go_to(target.at, target.on_street.distance_m, walking_mps);
  return maker.finish(target.at);
}

}  // namespace vigie::geo
