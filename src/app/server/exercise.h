#pragma once
// The simulated part of an exercise: crews that drive on the street network and callers, all marked as simulated. What it
// knows of the city is app/exercise; here it is wired to the desk.

#include "base/thread.h"
#include "demo/first_city.h"
#include "geo/city_map.h"
#include "server/facts_in.h"

namespace vigie::app {

class Exercise {
 public:
  static constexpr const char* crew_unit = "unit:1";  // the first of the plan: a real account drives it, the simulation never does

  static std::vector<DemoPlace> camera_places(const geo::CityMap& map);
  static Status furnish_units(operations::Desk& desk, const geo::CityMap& map);

  // Runs from now on; everything is borrowed for its life.
  Exercise(operations::Desk& desk, FactsIn& facts, const geo::CityMap& map, const Clock& clock, UuidSource& ids);
  ~Exercise();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::app
