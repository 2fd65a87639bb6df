#include "guess_places.h"

#include <array>
#include <cmath>

#include "geo/projection.h"

namespace vigie::connectors {
namespace {

// Systems in metres that cities publish in: ETRS89 and WGS84 UTM are added by zone; France, Britain, Belgium, the Netherlands,
// Switzerland, web maps.
constexpr std::array kNational{2154, 27700, 31370, 28992, 2056, 3857};
constexpr double kNear_km = 60;  // a register covers a city and what lies around it
constexpr std::size_t kMostNamed = 4;

double distance_km(const geo::LatLon& a, const geo::LatLon& b) {
  const double north = (a.lat - b.lat) * 111.2;
  const double east = (a.lon - b.lon) * 111.2 * std::cos(a.lat * M_PI / 180);
  return std::hypot(north, east);
}

struct Candidate {
  int epsg = 0;
  geo::LatLon middle;
  bool swapped = false;
};

std::optional<geo::LatLon> place_of(int epsg, double x, double y) {
  const auto projection = geo::Projection::open(epsg);
  if (!projection) return std::nullopt;
  const auto place = projection->inverse({x, y});
  if (!place || !geo::valid(*place)) return std::nullopt;
  // Far outside its area a projection still gives numbers; they do not come back.
  const auto again = projection->forward(*place);
  if (!again || std::hypot(again->x_m - x, again->y_m - y) > 1) return std::nullopt;
  return *place;
}

std::vector<int> systems_to_try(const std::optional<geo::LatLon>& centre) {
  std::vector<int> systems(kNational.begin(), kNational.end());
  if (centre) {
    const auto wgs84 = geo::utm_epsg(*centre);
    if (!wgs84) return systems;
    const int zone = *wgs84 % 100;
    if (*wgs84 < 32700 && zone >= 28 && zone <= 38) systems.insert(systems.begin(), 25800 + zone);  // ETRS89, Europe's own
    systems.push_back(*wgs84);
    return systems;
  }
  for (int zone = 29; zone <= 35; ++zone) systems.push_back(25800 + zone);
  return systems;
}

}  // namespace

PlaceGuess guess_projection(const ColumnProfile& x, const ColumnProfile& y, const std::optional<geo::LatLon>& centre) {
  PlaceGuess guess;
  const double east = x.quantile(0.5), north = y.quantile(0.5);
  std::vector<Candidate> fitting;
  for (const int epsg : systems_to_try(centre))
    for (const bool swapped : {false, true}) {
      const auto place = swapped ? place_of(epsg, north, east) : place_of(epsg, east, north);
      if (!place) continue;
      if (centre ? distance_km(*place, *centre) <= kNear_km : !swapped) fitting.push_back({epsg, *place, swapped});
    }
  // Easting and northing of UTM north of the tropics differ by their size alone.
  const bool turned = east > 1'000'000 && north > 100'000 && north < 900'000;
  if (centre && !fitting.empty()) {
    guess.epsg = fitting.front().epsg;
    guess.swapped = fitting.front().swapped;
    guess.middle = fitting.front().middle;
    for (std::size_t i = 1; i < fitting.size(); ++i)
      if (fitting[i].epsg != guess.epsg && fitting[i].swapped == guess.swapped && distance_km(fitting[i].middle, *guess.middle) > 0.003)
        guess.doubts.push_back(fmt::format("the place would also fit EPSG:{}, {:.0f} m away: ask the register which it is", fitting[i].epsg,
                                           1000 * distance_km(fitting[i].middle, *guess.middle)));
  } else if (centre) {
    guess.doubts.push_back("no projection that is known here puts the places near the city's centre: write 'crs' yourself");
  } else {
    std::string named;
    for (std::size_t i = 0; i < std::min(fitting.size(), kMostNamed); ++i)
      named += fmt::format("{}EPSG:{} → {:.3f}, {:.3f}", i ? "; " : "", fitting[i].epsg, fitting[i].middle.lat, fitting[i].middle.lon);
    guess.doubts.push_back("the projection can't be told without the city's centre (--centre LAT,LON)" +
                           (named.empty() ? std::string{} : "; the middle of the places would be: " + named));
    guess.swapped = turned;
  }
  if (guess.swapped)
    guess.doubts.push_back(fmt::format("'{}' holds northings and '{}' eastings: taken the other way round, look at a map before you import",
                                       x.header(), y.header()));
  return guess;
}

}  // namespace vigie::connectors
