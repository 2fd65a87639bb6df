#pragma once
// Where the demo city's cameras and crews stand, chosen on the streets of whatever map it runs on.

#include <cstdint>
#include <string>
#include <vector>

#include "geo/street_network.h"

namespace vigie::app {

struct ExerciseCamera {
  std::string name;  // of its street where it has one
  geo::LatLon where;
  double heading_deg = 0;  // clockwise from north, along the street
};

struct ExerciseUnit {
  std::string id;    // "unit:1"…
  std::string name;  // "Alpha 1"…
  std::string kind;  // unit_kind of the catalogue: foot, car, motorcycle, technical
  geo::LatLon home;
  bool radio_only = false;
  // The first crew is left to a person on the crew's page (`/crew`); the simulation never moves it.
  bool simulated = true;
};

struct ExercisePlan {
  std::vector<ExerciseCamera> cameras;  // four
  std::vector<ExerciseUnit> units;      // five
};

// The same streets, centre and seed give the same plan. Without streets things stand in a ring around the centre.
ExercisePlan make_exercise_plan(const geo::StreetNetwork& streets, const geo::LatLon& centre, std::uint64_t seed);

geo::TravelMode travel_mode(const std::string& unit_kind);

// `metres` from `from` in the given direction, on a flat Earth: good for a town.
geo::LatLon moved(const geo::LatLon& from, double metres, double heading_deg);

}  // namespace vigie::app
