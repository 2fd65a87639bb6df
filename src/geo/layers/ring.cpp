#include "layers/ring.h"

namespace vigie::geo {

double signed_area(const Line& ring) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) twice += ring[i].lon * ring[i + 1].lat - ring[i + 1].lon * ring[i].lat;
  return twice / 2;
}

bool inside(const LatLon& point, const Line& ring) {
  bool in = false;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const LatLon &a = ring[i], &b = ring[i + 1];
    if ((a.lat > point.lat) != (b.lat > point.lat) && point.lon < a.lon + (point.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)) in = !in;
  }
  return in;
}

}  // namespace vigie::geo
