// The simulated crews and calls, on a plain without streets and on the streets of Monaco.

#include "exercise/exercise_city.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "exercise/call_catalogue.h"
#include "geo/city_map.h"

namespace vigie::app {
namespace {

using std::chrono::seconds;
constexpr geo::LatLon centre{43.7384, 7.4246};
const UtcTime start = from_unix_us(1'800'000'000'000'000);

class Exercise {
 public:
  explicit Exercise(const geo::StreetNetwork& streets, std::uint64_t seed = 1)
      : plan_(make_exercise_plan(streets, centre, seed)), city_(streets, centre, plan_.units, {.seed = seed}) {}

  // One step a second, as the program makes them.
  std::vector<ExerciseEvent> run(seconds time) {
    std::vector<ExerciseEvent> all;
    for (const UtcTime end = now_ + time; now_ < end; now_ += seconds(1)) {
      auto events = city_.step(now_);
      all.insert(all.end(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    }
    return all;
  }
  void assign(const std::string& unit, const geo::LatLon& where) { city_.on_assigned(unit, "assignment:" + unit, where, now_); }

  ExercisePlan plan_;
  ExerciseCity city_;
  UtcTime now_ = start;
};

template <typename T>
std::vector<std::pair<UtcTime, T>> only(const std::vector<ExerciseEvent>& events) {
  std::vector<std::pair<UtcTime, T>> found;
  for (const ExerciseEvent& event : events)
    if (const T* what = std::get_if<T>(&event.what)) found.emplace_back(event.at, *what);
  return found;
}

std::string text_of(const std::vector<ExerciseEvent>& events) {
  std::string text;
  for (const auto& [at, p] : only<SimulatedPosition>(events))
    text += fmt::format("{} {} {:.7f} {:.7f}\n", to_unix_us(at), p.unit, p.where.lat, p.where.lon);
  for (const auto& [at, s] : only<SimulatedStatus>(events)) text += fmt::format("{} {} {}\n", to_unix_us(at), s.unit, s.state);
  for (const auto& [at, c] : only<SimulatedCall>(events)) text += fmt::format("{} {} {}\n", to_unix_us(at), c.words, c.place);
  return text;
}

TEST(ExercisePlan, PlacesCamerasAndCrewsWithoutAnyStreet) {
  const auto plan = make_exercise_plan({}, centre, 1);
  EXPECT_EQ(plan.cameras.size(), 4u);
  ASSERT_EQ(plan.units.size(), 5u);
  EXPECT_FALSE(plan.units[0].simulated) << "one crew is for a person";
  EXPECT_EQ(std::ranges::count(plan.units, true, &ExerciseUnit::simulated), 4);
  for (const auto& unit : plan.units) EXPECT_LT(geo::distance_m(unit.home, centre), 700);
}

TEST(Exercise, IsTheSameForTheSameSeed) {
  const geo::StreetNetwork plain;
  const std::string once = text_of(Exercise(plain, 7).run(seconds(3600)));
  EXPECT_EQ(once, text_of(Exercise(plain, 7).run(seconds(3600))));
  EXPECT_NE(once, text_of(Exercise(plain, 8).run(seconds(3600))));
}

TEST(Exercise, MovesOnlySimulatedCrews) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.assign("unit:1", centre);
  exercise.assign("unit:99", centre);
  const auto events = exercise.run(seconds(1200));
  std::set<std::string> moved_units;
  for (const auto& [at, position] : only<SimulatedPosition>(events)) moved_units.insert(position.unit);
  EXPECT_EQ(moved_units, (std::set<std::string>{"unit:2", "unit:3", "unit:4", "unit:5"}));
  EXPECT_TRUE(only<SimulatedStatus>(events).empty());
}

TEST(Exercise, SendsNobodyWithoutAnAssignment) {
  const geo::StreetNetwork plain;
  EXPECT_TRUE(only<SimulatedStatus>(Exercise(plain).run(seconds(4 * 3600))).empty());
}

TEST(Exercise, AssignedCrewGoesThroughItsStates) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.run(seconds(100));
  const geo::LatLon incident = moved(centre, 500, 90);
  exercise.assign("unit:2", incident);
  const auto told_at = exercise.now_;
  const auto events = exercise.run(seconds(900));
  const auto states = only<SimulatedStatus>(events);
  ASSERT_EQ(states.size(), 3u);
  EXPECT_EQ(states[0].second.state, "acknowledged");
  EXPECT_EQ(states[1].second.state, "en_route");
  EXPECT_EQ(states[2].second.state, "on_scene");
  for (const auto& [at, status] : states) EXPECT_EQ(status.assignment, "assignment:unit:2");
  EXPECT_GE(states[0].first - told_at, seconds(4));
  EXPECT_LE(states[0].first - told_at, seconds(16));
  EXPECT_LT(states[0].first, states[1].first);
  EXPECT_LT(states[1].first, states[2].first);
  geo::LatLon newest;
  for (const auto& [at, position] : only<SimulatedPosition>(events))
    if (position.unit == "unit:2") newest = position.where;
  EXPECT_LT(geo::distance_m(newest, incident), 1) << "and it stays there";
}

TEST(Exercise, TheSameAssignmentTwiceIsOne) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.run(seconds(10));
  exercise.assign("unit:2", centre);
  EXPECT_EQ(only<SimulatedStatus>(exercise.run(seconds(900))).size(), 3u);
  exercise.assign("unit:2", centre);
  EXPECT_TRUE(only<SimulatedStatus>(exercise.run(seconds(900))).empty());
}

TEST(Exercise, ReleasedCrewPatrolsAgain) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.run(seconds(10));
  exercise.assign("unit:2", centre);
  exercise.run(seconds(900));
  exercise.city_.on_released("unit:2");
  exercise.city_.on_released("unit:1");
  exercise.city_.on_released("unit:99");
  const auto events = exercise.run(seconds(600));
  EXPECT_TRUE(only<SimulatedStatus>(events).empty());
  EXPECT_TRUE(std::ranges::any_of(only<SimulatedPosition>(events), [](const auto& p) { return p.second.unit == "unit:2"; }));
}

TEST(Exercise, ReleaseOnTheWayStopsTheStory) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.run(seconds(10));
  exercise.assign("unit:3", moved(centre, 3000, 0));
  exercise.run(seconds(120));
  exercise.city_.on_released("unit:3");
  EXPECT_TRUE(only<SimulatedStatus>(exercise.run(seconds(3600))).empty());
}

TEST(Exercise, CallsComeSlowly) {
  const geo::StreetNetwork plain;
  const auto calls = only<SimulatedCall>(Exercise(plain).run(seconds(24 * 3600)));
  EXPECT_GT(calls.size(), 120u);  // a day at eight minutes: 180
  EXPECT_LT(calls.size(), 240u);
  for (std::size_t i = 1; i < calls.size(); ++i) EXPECT_GE(calls[i].first - calls[i - 1].first, seconds(90));
  for (const auto& [at, call] : calls) EXPECT_LT(geo::distance_m(call.where, centre), 1000);
}

TEST(Exercise, SurvivesAWrongClock) {
  const geo::StreetNetwork plain;
  Exercise exercise(plain);
  exercise.run(seconds(60));
  EXPECT_TRUE(exercise.city_.step(start - seconds(3600)).empty());
  std::map<std::string, geo::LatLon> before;
  for (const auto& [at, position] : only<SimulatedPosition>(exercise.run(seconds(300)))) before[position.unit] = position.where;
  const auto after = exercise.city_.step(start + std::chrono::hours(24 * 30));
  EXPECT_LE(only<SimulatedCall>(after).size(), 1u) << "not a month of calls at once";
  for (const auto& [at, position] : only<SimulatedPosition>(after))
    EXPECT_LT(geo::distance_m(position.where, before[position.unit]), 1500) << "a minute's way at most";
}

TEST(CallCatalogue, SpeaksBothLanguages) {
  const std::set<std::string_view> kinds = {"accident", "nuisance", "damage", "assistance", "obstruction", "other"};
  for (const CallText& text : call_catalogue()) {
    EXPECT_FALSE(text.fr.empty());
    EXPECT_FALSE(text.en.empty());
    EXPECT_TRUE(kinds.contains(text.kind)) << text.kind;
    EXPECT_GE(text.urgency, 1);
    EXPECT_LE(text.urgency, 3);
  }
}

TEST(ExerciseInMonaco, KeepsToTheStreets) {
  const std::filesystem::path pbf = VIGIE_SHARED_DIR "/data/osm/monaco.osm.pbf";
  if (!std::filesystem::exists(pbf)) GTEST_SKIP() << "no " << pbf << ": the extract of Monaco is not on this machine";
  const auto map = geo::load_city_map(pbf);
  ASSERT_TRUE(map) << map.error().message;
  const geo::StreetNetwork& streets = map->streets;
  Exercise exercise(streets, 3);
  std::set<std::string> names;
  for (const auto& camera : exercise.plan_.cameras) names.insert(camera.name);
  EXPECT_EQ(names.size(), 4u);
  EXPECT_FALSE(names.contains("Point 1"));
  exercise.run(seconds(60));
  exercise.assign("unit:5", centre);
  const auto events = exercise.run(seconds(1800));
  EXPECT_EQ(only<SimulatedStatus>(events).size(), 3u);
  std::map<std::string, std::pair<UtcTime, geo::LatLon>> last;
  for (const auto& [at, position] : only<SimulatedPosition>(events)) {
    const auto mode = position.unit == "unit:3" || position.unit == "unit:4" ? geo::TravelMode::foot : geo::TravelMode::car;
    const auto street = streets.snap(position.where, mode);
    ASSERT_TRUE(street);
    const bool walks_its_last_steps = position.unit == "unit:5";  // from the street to the incident
    EXPECT_TRUE(street->distance_m < 1 || walks_its_last_steps) << street->distance_m;
    if (const auto before = last.find(position.unit); before != last.end()) {
      const double passed_s = std::chrono::duration<double>(at - before->second.first).count();
      EXPECT_LT(geo::distance_m(position.where, before->second.second), 36 * passed_s + 1);
    }
    last[position.unit] = {at, position.where};
  }
}

}  // namespace
}  // namespace vigie::app
