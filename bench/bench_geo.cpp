// How long an operator waits for a map, a road time or a name, on the extract of Monaco.
//   build/release/bench/bench_geo --benchmark_repetitions=5

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "geo/city_map.h"

namespace {

using namespace vigie::geo;

const char* const map_file = VIGIE_SHARED_DIR "/data/osm/monaco.osm.pbf";

const CityMap& monaco() {
  static const auto map = load_city_map(map_file);
  if (!map) {
    std::fprintf(stderr, "%s\n", map.error().message.c_str());
    std::exit(1);
  }
  return *map;
}

// Places in the town, each next to a street.
std::vector<LatLon> places(std::size_t count) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> lat(43.727, 43.75), lon(7.41, 7.438);
  std::vector<LatLon> found;
  while (found.size() < count)
    if (const auto snap = monaco().streets.snap({lat(random), lon(random)}, TravelMode::car)) found.push_back(snap->at);
  return found;
}

void map_is_loaded_at_start(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load_city_map(map_file));
}
BENCHMARK(map_is_loaded_at_start)->Unit(benchmark::kMillisecond);

void nearest_street(benchmark::State& state) {
  const auto where = places(256);
  std::size_t i = 0;
  for (auto _ : state) {
    const LatLon& place = where[i++ % where.size()];
    benchmark::DoNotOptimize(monaco().streets.snap({place.lat + 0.0002, place.lon}, TravelMode::car));
  }
}
BENCHMARK(nearest_street)->Unit(benchmark::kMicrosecond);

void road_times_of_crews_to_one_incident(benchmark::State& state) {
  const auto where = places(256);
  const auto crews = static_cast<std::size_t>(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) {
    i = (i + 1) % (where.size() - crews);
    benchmark::DoNotOptimize(monaco().streets.routes_to(where[i], std::span(where).subspan(i + 1, crews), TravelMode::car));
  }
}
BENCHMARK(road_times_of_crews_to_one_incident)->Arg(1)->Arg(5)->Arg(20)->Unit(benchmark::kMillisecond);

void name_typed_into_the_incident_form(benchmark::State& state) {
  const auto& names = monaco().gazetteer;
  for (auto _ : state) benchmark::DoNotOptimize(names.find_place("bd princesse"));
}
BENCHMARK(name_typed_into_the_incident_form)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
