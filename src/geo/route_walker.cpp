#include "geo/route_walker.h"

#include <algorithm>

namespace vigie::geo {

RouteWalker::RouteWalker(Route route) : route_(std::move(route)) {}

void RouteWalker::advance(std::chrono::duration<double> by) {
  elapsed_s_ = std::min(route_.seconds, elapsed_s_ + std::max(0.0, by.count()));
  while (piece_ + 2 < route_.points.size() && route_.points[piece_ + 1].seconds <= elapsed_s_) ++piece_;
}

LatLon RouteWalker::position() const {
  if (route_.points.size() < 2) return route_.points.empty() ? LatLon{} : route_.points.front().at;
  if (arrived()) return route_.points.back().at;
  const RoutePoint& a = route_.points[piece_];
  const RoutePoint& b = route_.points[piece_ + 1];
  const double lasts_s = b.seconds - a.seconds;
  return between(a.at, b.at, lasts_s > 0 ? std::clamp((elapsed_s_ - a.seconds) / lasts_s, 0.0, 1.0) : 1);
}

double RouteWalker::heading_deg() const {
  if (route_.points.size() < 2) return 0;
  return bearing_deg(route_.points[piece_].at, route_.points[piece_ + 1].at);
}

bool RouteWalker::arrived() const { return elapsed_s_ >= route_.seconds; }

double RouteWalker::remaining_s() const { return route_.seconds - elapsed_s_; }

}  // namespace vigie::geo
