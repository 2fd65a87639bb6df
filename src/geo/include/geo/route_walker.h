#pragma once
// A point that moves along a route at the speeds of its streets: the crews of an exercise.

#include <chrono>

#include "geo/street_network.h"

namespace vigie::geo {

class RouteWalker {
 public:
  explicit RouteWalker(Route route);  // a route without points stands still at (0, 0)

  void advance(std::chrono::duration<double> by);  // never past the end; negative is ignored
  LatLon position() const;
  double heading_deg() const;  // clockwise from north; of the last piece once arrived
  bool arrived() const;
  double remaining_s() const;
  const Route& route() const { return route_; }

 private:
  Route route_;
  double elapsed_s_ = 0;
  std::size_t piece_ = 0;  // the piece points[piece_] → points[piece_ + 1] holds the present instant
};

}  // namespace vigie::geo
