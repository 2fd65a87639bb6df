#include "server/exercise.h"

#include "base/log.h"
#include "exercise/exercise_city.h"
#include "operations/advice.h"

namespace vigie::app {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t plan_seed = 1;  // the same map gives the same demo city
constexpr auto positions_kept_every = 30s;

ExercisePlan plan(const geo::CityMap& map) { return make_exercise_plan(map.streets, map.layers.centre, plan_seed); }

const operations::Actor simulation{"sim:exercise", "Simulation", "", true};

}  // namespace

struct Exercise::State {
  operations::Desk& desk;
  FactsIn& facts;
  const Clock& clock;
  UuidSource& ids;
  ExerciseCity city;
  std::vector<std::string> simulated_units;
  std::vector<std::pair<std::string, geo::LatLon>> crewed_units;  // driven by people, with their homes
  std::map<std::string, std::string> assignments;  // unit → the one it was told of
  city::Batch positions;
  SteadyTime kept{};
  Thread thread;

  void follow_assignments();
  void happen(const ExerciseEvent& event);
  void keep_positions();
  void keep_at_home();
  void run(std::stop_token stop);
};

std::vector<DemoPlace> Exercise::camera_places(const geo::CityMap& map) {
  std::vector<DemoPlace> places;
  for (const auto& camera : plan(map).cameras)
    if (places.size() < 3) places.push_back({camera.where, camera.heading_deg, camera.name});
  return places;
}

Status Exercise::furnish_units(operations::Desk& desk, const geo::CityMap& map) {
  for (const auto& planned : plan(map).units) {
    operations::Unit unit;
    unit.id = planned.id;
    unit.name = planned.name;
    unit.kind = planned.kind;
    unit.radio_only = planned.radio_only;
    unit.home = planned.home;
    unit.simulated = planned.simulated;
    unit.exercise = true;
    VIGIE_TRY(const auto done, desk.configure_unit(simulation, unit));
    (void)done;
  }
  return {};
}

Exercise::Exercise(operations::Desk& desk, FactsIn& facts, const geo::CityMap& map, const Clock& clock, UuidSource& ids)
    : state_(new State{desk, facts, clock, ids, ExerciseCity{map.streets, map.layers.centre, plan(map).units, {}}, {}, {}, {}, {}, clock.steady_now(), {}}) {
  for (const auto& unit : plan(map).units)
    if (unit.simulated)
      state_->simulated_units.push_back(unit.id);
    else
      state_->crewed_units.emplace_back(unit.id, unit.home);
  state_->thread = Thread{"exercise", [s = state_.get()](std::stop_token stop) { s->run(stop); }};
}

Exercise::~Exercise() { state_->thread.stop(); }

void Exercise::State::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    follow_assignments();
    keep_at_home();
    for (const auto& event : city.step(clock.utc_now())) happen(event);
    if (clock.steady_now() - kept >= positions_kept_every) keep_positions();
    for (int i = 0; i < 10 && !stop.stop_requested(); ++i) std::this_thread::sleep_for(100ms);
  }
}

// A person assigned or freed a simulated crew: the board knows.
void Exercise::State::follow_assignments() {
  for (const auto& id : simulated_units) {
    const auto unit = desk.board().unit(id);
    if (!unit || unit->assignment == assignments[id]) continue;
    assignments[id] = unit->assignment;
    const auto assignment = desk.board().assignment(unit->assignment);
    const auto incident = assignment ? desk.board().incident(assignment->incident) : std::nullopt;
    if (incident) {
      const Json& said = incident->opened.body;
      city.on_assigned(id, unit->assignment, {number_or(said, "lat", 0), number_or(said, "lon", 0)}, clock.utc_now());
    } else {
      city.on_released(id);
    }
  }
}

// Until its crew has told a place of its own, a crew is taken to wait at home: else no demo would ever propose it.
void Exercise::State::keep_at_home() {
  const UtcTime now = clock.utc_now();
  for (const auto& [unit, home] : crewed_units) {
    const auto told = desk.board().position(unit);
    if (!told || (told->simulated && now - told->at > 1min) || now - told->at > operations::position_max_age) desk.board().set_position(unit, {home, now, true});
  }
}

void Exercise::State::happen(const ExerciseEvent& event) {
  if (const auto* position = std::get_if<SimulatedPosition>(&event.what)) {
    if (!desk.board().set_position(position->unit, {position->where, event.at, true})) return;
    const auto incident = text_or(desk.board().unit_json(position->unit), "incident");
    positions.positions.push_back({ids.next(), "crew:" + position->unit, event.at, position->where, incident, true});
  } else if (const auto* status = std::get_if<SimulatedStatus>(&event.what)) {
    const auto moved = desk.move(simulation, status->assignment, std::string{status->state}, "", std::nullopt);
    // A person may have moved or closed it meanwhile: theirs stands.
    if (!moved && moved.error().kind != ErrorKind::conflict) spdlog::warn("exercise: {}: {}", status->unit, moved.error().message);
  } else if (const auto* call = std::get_if<SimulatedCall>(&event.what)) {
    operations::NewIncident incident;
    incident.kind = call->kind;
    incident.place = call->place;
    incident.words = call->words;
    incident.origin = "call";
    incident.where = call->where;
    incident.urgency = call->urgency;
    incident.occurred = event.at;
    if (const auto opened = desk.open_incident(simulation, incident, std::nullopt); !opened) spdlog::warn("exercise: a call was not taken: {}", opened.error().message);
  }
}

void Exercise::State::keep_positions() {
  kept = clock.steady_now();
  if (positions.positions.empty()) return;
  positions.id = ids.next();
  const auto done = facts.commit_batch(positions, "sim:exercise", positions.id.str(), std::nullopt, true, true);
  if (!done) spdlog::warn("exercise: positions not kept: {}", done.error().message);
  positions = {};
}

}  // namespace vigie::app
