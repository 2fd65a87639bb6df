#include "exercise/exercise_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "exercise/dice.h"

namespace vigie::app {
namespace {

constexpr double camera_ring_m = 350;
constexpr double cameras_apart_m = 120;
constexpr double unit_ring_m = 600;

struct Crew {
  const char* name;
  const char* kind;
  bool radio_only, simulated;
};
constexpr Crew crews[] = {
    {"Alpha 1", "car", false, false}, {"Alpha 2", "car", false, true},          {"Bravo 1", "foot", false, true},
    {"Bravo 2", "foot", true, true},  {"Charlie 1", "motorcycle", false, true},
};

// On the nearest street, or where it is when there is none near.
geo::LatLon on_street(const geo::StreetNetwork& streets, const geo::LatLon& place, geo::TravelMode mode) {
  const auto snap = streets.snap(place, mode);
  return snap ? snap->at : place;
}

ExerciseCamera camera_near(const geo::StreetNetwork& streets, const geo::LatLon& place, std::size_t number) {
  ExerciseCamera camera{"Point " + std::to_string(number), place, 0};
  if (const auto snap = streets.snap(place, geo::TravelMode::foot)) {
    camera.where = snap->at;
    camera.heading_deg = snap->heading_deg;
    if (!snap->street_name.empty()) camera.name = snap->street_name;
  }
  return camera;
}

std::vector<ExerciseCamera> place_cameras(const geo::StreetNetwork& streets, const geo::LatLon& centre, Dice& dice) {
  constexpr std::size_t wanted = 4;
  constexpr int tries = 200;
  std::vector<ExerciseCamera> cameras;
  // First only named streets, each once and apart from the others; what is missing then is taken as it comes.
  for (int i = 0; i < tries && cameras.size() < wanted; ++i) {
    ExerciseCamera camera = camera_near(streets, moved(centre, dice.between(0, camera_ring_m), dice.between(0, 360)), cameras.size() + 1);
    const bool named = !camera.name.starts_with("Point ");
    const bool apart = std::ranges::all_of(cameras, [&](const ExerciseCamera& other) {
      return other.name != camera.name && geo::distance_m(other.where, camera.where) >= cameras_apart_m;
    });
    if (named && apart) cameras.push_back(std::move(camera));
  }
  while (cameras.size() < wanted) {
    const double heading_deg = 360.0 * static_cast<double>(cameras.size()) / wanted;
    cameras.push_back(camera_near(streets, moved(centre, camera_ring_m, heading_deg), cameras.size() + 1));
  }
  return cameras;
}

}  // namespace

geo::TravelMode travel_mode(const std::string& unit_kind) { return unit_kind == "foot" ? geo::TravelMode::foot : geo::TravelMode::car; }

geo::LatLon moved(const geo::LatLon& from, double metres, double heading_deg) {
  constexpr double metres_per_degree = 111195;
  const double heading = heading_deg * std::numbers::pi / 180;
  const double shrink = std::max(0.01, std::cos(from.lat * std::numbers::pi / 180));
  return {from.lat + metres * std::cos(heading) / metres_per_degree, from.lon + metres * std::sin(heading) / (metres_per_degree * shrink)};
}

ExercisePlan make_exercise_plan(const geo::StreetNetwork& streets, const geo::LatLon& centre, std::uint64_t seed) {
  constexpr std::uint64_t purpose = 1;
  Dice dice(seed, purpose);
  ExercisePlan plan;
  plan.cameras = place_cameras(streets, centre, dice);
  for (std::size_t i = 0; i < std::size(crews); ++i) {
    const Crew& crew = crews[i];
    const geo::LatLon about = moved(centre, dice.between(0.3, 1) * unit_ring_m, 360.0 * static_cast<double>(i) / std::size(crews));
    plan.units.push_back({"unit:" + std::to_string(i + 1), crew.name, crew.kind, on_street(streets, about, travel_mode(crew.kind)),
                          crew.radio_only, crew.simulated});
  }
  return plan;
}

}  // namespace vigie::app
