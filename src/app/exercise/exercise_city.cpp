#include "exercise/exercise_city.h"

#include <algorithm>
#include <cmath>

#include "exercise/call_catalogue.h"

namespace vigie::app {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::uint64_t calls_purpose = 2;
constexpr std::uint64_t first_crew_purpose = 100;
constexpr seconds longest_step{60};
constexpr double calls_within_m = 900;

microseconds duration(double s) { return microseconds(std::llround(s * 1e6)); }

geo::RouteWalker standing_at(const geo::LatLon& place) {
  geo::Route here;
  here.points = {{place, 0}, {place, 0}};
  return geo::RouteWalker(std::move(here));
}

}  // namespace

ExerciseCity::ExerciseCity(const geo::StreetNetwork& streets, const geo::LatLon& centre, const std::vector<ExerciseUnit>& units,
                           const ExerciseSettings& settings)
    : streets_(streets), centre_(centre), settings_(settings), call_dice_(settings.seed, calls_purpose) {
  for (std::size_t i = 0; i < units.size(); ++i)
    if (units[i].simulated)
      crews_.push_back(
          {units[i], Dice(settings.seed, first_crew_purpose + i), standing_at(units[i].home), Duty::patrol, {}, {}, {}, {}, {}});
}

std::vector<ExerciseEvent> ExerciseCity::step(UtcTime now) {
  std::vector<ExerciseEvent> events;
  if (!last_step_) {
    call_due_ = now + until_next_call();
  } else if (now < *last_step_) {
    return events;  // the clock was set back: wait until it has caught up
  } else {
    const microseconds passed = std::min<microseconds>(now - *last_step_, longest_step);
    for (Crew& crew : crews_)
      if (crew.duty == Duty::patrol || crew.duty == Duty::en_route) crew.walker.advance(passed);
  }
  last_step_ = now;
  for (Crew& crew : crews_) {
    decide(crew, now, events);
    report_position(crew, now, events);
  }
  maybe_call(now, events);
  return events;
}

void ExerciseCity::decide(Crew& crew, UtcTime now, std::vector<ExerciseEvent>& events) {
  const auto say = [&](std::string_view state) { events.push_back({now, SimulatedStatus{crew.unit.id, crew.assignment, state}}); };
  switch (crew.duty) {
    case Duty::patrol:
      patrol(crew, now);
      break;
    case Duty::told:  // stops, and takes up the radio or the telephone
      if (now < crew.due) break;
      say("acknowledged");
      crew.duty = Duty::acknowledged;
      crew.due = now + duration(crew.dice.between(8, 25));
      break;
    case Duty::acknowledged:
      if (now < crew.due) break;
      say("en_route");
      crew.duty = Duty::en_route;
      go(crew, crew.incident);
      break;
    case Duty::en_route:
      if (!crew.walker.arrived()) break;
      say("on_scene");
      crew.duty = Duty::on_scene;
      break;
    case Duty::on_scene:  // until a person closes the case or sends the crew elsewhere
      break;
  }
}

// Goes somewhere near its home, waits there a little, goes on.
void ExerciseCity::patrol(Crew& crew, UtcTime now) {
  if (!crew.walker.arrived()) return;
  if (crew.due == UtcTime{}) crew.due = now + duration(crew.dice.between(15, 60));
  if (now < crew.due) return;
  crew.due = {};
  const double beat_m = travel_mode(crew.unit.kind) == geo::TravelMode::foot ? 350 : 900;
  const geo::LatLon target = moved(crew.unit.home, crew.dice.between(0.2, 1) * beat_m, crew.dice.between(0, 360));
  const auto street = streets_.snap(target, travel_mode(crew.unit.kind));
  go(crew, street ? street->at : target);
}

void ExerciseCity::go(Crew& crew, const geo::LatLon& target) {
  crew.walker = geo::RouteWalker(streets_.route(crew.walker.position(), target, travel_mode(crew.unit.kind)));
}

void ExerciseCity::report_position(Crew& crew, UtcTime now, std::vector<ExerciseEvent>& events) const {
  const geo::LatLon where = crew.walker.position();
  if (now < crew.position_due || crew.reported == where) return;
  crew.reported = where;
  crew.position_due = now + settings_.position_every;
  events.push_back({now, SimulatedPosition{crew.unit.id, where, crew.walker.heading_deg()}});
}

void ExerciseCity::maybe_call(UtcTime now, std::vector<ExerciseEvent>& events) {
  if (now < call_due_) return;
  call_due_ = now + until_next_call();  // counted from now: after a pause the calls missed do not all come at once
  const auto texts = call_catalogue();
  const CallText& text = texts[call_dice_.below(texts.size())];
  SimulatedCall call{
      std::string(text.kind), text.urgency, std::string(settings_.language == CallLanguage::french ? text.fr : text.en), {}, {}};
  // Even over the disc, not thicker in its middle.
  call.where = moved(centre_, std::sqrt(call_dice_.share()) * calls_within_m, call_dice_.between(0, 360));
  if (const auto street = streets_.snap(call.where, geo::TravelMode::foot)) {
    call.where = street->at;
    call.place = street->street_name;
  }
  events.push_back({now, std::move(call)});
}

microseconds ExerciseCity::until_next_call() {
  const double shortest_s = std::chrono::duration<double>(settings_.shortest_between_calls).count();
  const double rest_s = std::max(0.0, std::chrono::duration<double>(settings_.mean_between_calls).count() - shortest_s);
  return duration(shortest_s - rest_s * std::log(1 - call_dice_.share()));
}

ExerciseCity::Crew* ExerciseCity::find(const std::string& unit) {
  const auto found = std::ranges::find_if(crews_, [&](const Crew& crew) { return crew.unit.id == unit; });
  return found == crews_.end() ? nullptr : &*found;
}

void ExerciseCity::on_assigned(const std::string& unit, const std::string& assignment, const geo::LatLon& incident, UtcTime now) {
  Crew* crew = find(unit);
  if (!crew || crew->assignment == assignment) return;
  crew->duty = Duty::told;
  crew->assignment = assignment;
  crew->incident = incident;
  crew->due = now + duration(crew->dice.between(4, 15));
}

void ExerciseCity::on_released(const std::string& unit) {
  Crew* crew = find(unit);
  if (!crew || crew->duty == Duty::patrol) return;
  crew->duty = Duty::patrol;
  crew->assignment.clear();
  crew->due = {};
  crew->walker = standing_at(crew->walker.position());
}

}  // namespace vigie::app
