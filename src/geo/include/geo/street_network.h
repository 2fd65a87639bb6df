#pragma once
// The streets of a map as a graph: where the nearest street is, and how long a crew needs along the network.
//
// Travel times come from OpenStreetMap's rules (one-way, speed limits, class of road) and an assumed share of the limit
// that is really driven; they are estimates that nobody has measured yet. Turn restrictions, gates and traffic are not
// known here.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/point.h"

namespace vigie::geo {

struct StreetGraph;  // the graph itself: private to this room

enum class TravelMode { car, foot };

// Without a way along the network: straight line, a detour factor and one speed. Always labelled on screen.
inline constexpr double straight_line_detour = 1.3;
inline constexpr double straight_line_car_mps = 25 / 3.6;
inline constexpr double walking_mps = 4.7 / 3.6;
// A place further than this from every usable street is not on the network.
inline constexpr double farthest_snap_m = 1000;

struct RoutePoint {
  LatLon at;
  double seconds = 0;  // since the start
};

struct Route {
  double seconds = 0;
  double metres = 0;
  bool by_straight_line = false;   // no way along the network was found: say so wherever the time is shown
  std::vector<RoutePoint> points;  // from start to target, at least two
};

// The nearest place on a street that can be reached by the given mode.
struct Snap {
  LatLon at;
  double distance_m = 0;         // from the place asked about
  double heading_deg = 0;        // along the street as it is drawn, clockwise from north
  std::string_view street_name;  // empty where the map has none; lives as long as the network
  std::uint32_t street = 0;      // number of the stretch between two junctions
  double along_m = 0;            // from the stretch's first junction
};

struct NetworkSize {
  std::size_t junctions = 0;
  std::size_t stretches = 0;     // between two junctions
  std::size_t main_for_car = 0;  // junctions of the largest part in which a car can go from everywhere to everywhere
  std::size_t main_for_foot = 0;
  double length_km = 0;
};

// Immutable: any number of threads may ask at once. Places must be valid().
class StreetNetwork {
 public:
  StreetNetwork();  // no streets: every route is a straight line, and labelled so
  explicit StreetNetwork(std::unique_ptr<const StreetGraph> graph);
  StreetNetwork(StreetNetwork&&) noexcept;
  StreetNetwork& operator=(StreetNetwork&&) noexcept;
  ~StreetNetwork();

  NetworkSize size() const;

  // Only streets of the main part are considered, so that a crew on a cut-off car park still gets a way. Empty beyond
  // farthest_snap_m.
  std::optional<Snap> snap(const LatLon& place, TravelMode mode) const;

  // The quickest way; from a place to its street, and from the street to the target, one walks.
  Route route(const LatLon& from, const LatLon& to, TravelMode mode) const;
  // From each start to one target, in the order of `starts`, by a single search backwards from the target.
  std::vector<Route> routes_to(const LatLon& target, std::span<const LatLon> starts, TravelMode mode) const;

 private:
  std::unique_ptr<const StreetGraph> graph_;
};

}  // namespace vigie::geo
