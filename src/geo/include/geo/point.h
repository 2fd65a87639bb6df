#pragma once
// A place on Earth (WGS84 degrees) and a place on a metric plane (metres, east and north, of some projection).

namespace vigie::geo {

struct LatLon {
  double lat = 0;
  double lon = 0;
  bool operator==(const LatLon&) const = default;
};

// Metres in a projected system; which one is known by the Projection that made it.
struct GroundPoint {
  double x_m = 0;
  double y_m = 0;
  bool operator==(const GroundPoint&) const = default;
};

// Finite, latitude within ±90 and longitude within ±180 degrees.
bool valid(const LatLon& place);
bool valid(const GroundPoint& point);

// Great-circle distance on a sphere of 6 371 008.8 m: within 0.6 % of the ellipsoid, good for a city.
double distance_m(const LatLon& a, const LatLon& b);
double distance_m(const GroundPoint& a, const GroundPoint& b);

// Direction from a to b, clockwise from north in [0, 360); for short lines that do not cross the date line.
double bearing_deg(const LatLon& a, const LatLon& b);

// The place at `share` (0 = a, 1 = b) of the straight line; for short lines that do not cross the date line.
LatLon between(const LatLon& a, const LatLon& b, double share);

}  // namespace vigie::geo
