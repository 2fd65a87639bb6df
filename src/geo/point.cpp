#include "geo/point.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vigie::geo {
namespace {

constexpr double mean_earth_radius_m = 6371008.8;  // IUGG mean radius
constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }

}  // namespace

bool valid(const LatLon& place) {
  return std::isfinite(place.lat) && std::isfinite(place.lon) && std::abs(place.lat) <= 90 && std::abs(place.lon) <= 180;
}

bool valid(const GroundPoint& point) { return std::isfinite(point.x_m) && std::isfinite(point.y_m); }

double distance_m(const LatLon& a, const LatLon& b) {
  const double half_dlat = radians(b.lat - a.lat) / 2;
  const double half_dlon = radians(b.lon - a.lon) / 2;
  const double h = std::sin(half_dlat) * std::sin(half_dlat) +
                   std::cos(radians(a.lat)) * std::cos(radians(b.lat)) * std::sin(half_dlon) * std::sin(half_dlon);
  return 2 * mean_earth_radius_m * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

double distance_m(const GroundPoint& a, const GroundPoint& b) { return std::hypot(b.x_m - a.x_m, b.y_m - a.y_m); }

double bearing_deg(const LatLon& a, const LatLon& b) {
  const double east = (b.lon - a.lon) * std::cos(radians(a.lat));
  const double degrees = std::atan2(east, b.lat - a.lat) * 180 / std::numbers::pi;
  return degrees < 0 ? degrees + 360 : degrees;
}

LatLon between(const LatLon& a, const LatLon& b, double share) {
  return {a.lat + (b.lat - a.lat) * share, a.lon + (b.lon - a.lon) * share};
}

}  // namespace vigie::geo
