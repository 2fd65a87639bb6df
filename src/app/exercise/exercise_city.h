#pragma once
// The simulated part of an exercise: crews that patrol and drive on the streets, and a call now and then. Pure logic: no
// clock, no thread, no server. Whoever owns it calls `step` about once a second and turns the events into facts, all of
// them marked as simulated.
//
// It never sends a crew anywhere: a person assigns, then `on_assigned` lets the simulated crew behave as one would:
//
//   patrol ──on_assigned──▶ told ──▶ acknowledged ──▶ en route ──arrives──▶ on scene
//      ▲                                                                       │
//      └────────────────────────── on_released ────────────────────────────────┘   (from any of them)

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "exercise/dice.h"
#include "exercise/exercise_plan.h"
#include "geo/route_walker.h"

namespace vigie::app {

// Everything that comes out of here is simulated; the events say so themselves, so that no fact forgets it.
struct SimulatedPosition {
  static constexpr bool simulated = true;
  std::string unit;
  geo::LatLon where;
  double heading_deg = 0;
};
struct SimulatedStatus {
  static constexpr bool simulated = true;
  std::string unit;
  std::string assignment;
  std::string_view state;  // acknowledged, en_route, on_scene
};
struct SimulatedCall {
  static constexpr bool simulated = true;
  std::string kind;
  int urgency = 3;
  std::string words;
  std::string place;  // name of the street, may be empty
  geo::LatLon where;
};
struct ExerciseEvent {
  UtcTime at{};
  std::variant<SimulatedPosition, SimulatedStatus, SimulatedCall> what;
};

enum class CallLanguage { french, english };

struct ExerciseSettings {
  std::uint64_t seed = 1;
  CallLanguage language = CallLanguage::french;
  std::chrono::seconds position_every{3};
  std::chrono::seconds mean_between_calls{480};
  std::chrono::seconds shortest_between_calls{90};
};

// Owned by one thread. `streets` is borrowed for life.
class ExerciseCity {
 public:
  // Units that are not marked simulated are left alone.
  ExerciseCity(const geo::StreetNetwork& streets, const geo::LatLon& centre, const std::vector<ExerciseUnit>& units,
               const ExerciseSettings& settings);

  // What happened since the last step. The first step only starts the clock; a clock set back moves nothing; after a long
  // pause the crews go on where they were, no further than a minute's way.
  std::vector<ExerciseEvent> step(UtcTime now);

  // A person gave this crew an incident. A new assignment replaces the old one; the same again
  // changes nothing (facts are delivered at least once). Unknown and unsimulated crews are ignored.
  void on_assigned(const std::string& unit, const std::string& assignment, const geo::LatLon& incident, UtcTime now);
  void on_released(const std::string& unit);

 private:
  enum class Duty { patrol, told, acknowledged, en_route, on_scene };
  struct Crew {
    ExerciseUnit unit;
    Dice dice;
    geo::RouteWalker walker;
    Duty duty = Duty::patrol;
    std::string assignment;
    geo::LatLon incident;
    UtcTime due{};  // of the next decision: pause over, word given, engine started
    UtcTime position_due{};
    std::optional<geo::LatLon> reported;  // newest position told
  };

  Crew* find(const std::string& unit);
  void go(Crew& crew, const geo::LatLon& target);
  void decide(Crew& crew, UtcTime now, std::vector<ExerciseEvent>& events);
  void patrol(Crew& crew, UtcTime now);
  void report_position(Crew& crew, UtcTime now, std::vector<ExerciseEvent>& events) const;
  void maybe_call(UtcTime now, std::vector<ExerciseEvent>& events);
  std::chrono::microseconds until_next_call();

  const geo::StreetNetwork& streets_;
  const geo::LatLon centre_;
  const ExerciseSettings settings_;
  std::vector<Crew> crews_;
  Dice call_dice_;
  std::optional<UtcTime> last_step_;
  UtcTime call_due_{};
};

}  // namespace vigie::app
