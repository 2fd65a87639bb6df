#include "foresight/closed_loop.h"

#include <algorithm>
#include <numeric>

#include "forecast/study_area.h"

namespace vigie::foresight {
namespace {

Json summary(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
  };
  return {{"mean", std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size())},
          {"low_95", at(0.025)},
          {"high_95", at(0.975)}};
}

Result<Json> two_zones(const ClosedLoopOptions& options) {
  std::vector<double> naive, guarded;
  for (std::size_t seed = 0; seed < options.seeds; ++seed) {
    VIGIE_TRY(const auto shares, simulate_feedback({.find_probability = {options.true_share, 1 - options.true_share},
                                                    .rounds = options.rounds,
                                                    .directed = options.directed,
                                                    .exploration = options.exploration},
                                                   seed));
    naive.push_back(shares.naive[0]);
    guarded.push_back(shares.guarded[0]);
  }
  constexpr double tolerance = 0.04;  // issue 6: 0.56–0.64 around a true 0.60
  const auto inside = std::count_if(guarded.begin(), guarded.end(), [&](double share) {
    return share >= options.true_share - tolerance && share <= options.true_share + tolerance;
  });
  Json out{{"true_share", options.true_share}, {"seeds", options.seeds}, {"rounds", options.rounds}};
  out["naive"] = summary(std::move(naive));
  out["guarded"] = summary(std::move(guarded));
  out["guarded"]["share_of_runs_within_0.04"] = static_cast<double>(inside) / static_cast<double>(options.seeds);
  return out;
}

// What the truly busiest tenth of the cells makes of the whole.
Result<Json> on_grid(const ClosedLoopOptions& options, const Progress& progress) {
  std::vector<double> rates = options.grid_rates;
  std::sort(rates.rbegin(), rates.rend());
  if (rates.size() < 10 || !(rates.back() >= 0) || !(rates.front() > 0))
    return fail(ErrorKind::invalid_input, "the grid needs at least ten cells and an event in one of them");
  constexpr double busiest = 0.5;  // a visit to the busiest cell finds something every other time
  std::vector<double> chances;
  for (const double rate : rates) chances.push_back(busiest * rate / rates.front());
  const auto top = static_cast<std::ptrdiff_t>(rates.size() / 10);
  const auto share_of_top = [&](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.begin() + top, 0.0) / std::accumulate(values.begin(), values.end(), 0.0);
  };
  std::vector<double> naive, guarded;
  for (std::size_t seed = 0; seed < options.grid_seeds; ++seed) {
    VIGIE_TRY(const auto shares, simulate_feedback({.find_probability = chances,
                                                    .rounds = options.grid_visits * rates.size(),
                                                    .directed = options.directed,
                                                    .exploration = options.exploration},
                                                   seed));
    naive.push_back(share_of_top(shares.naive));
    guarded.push_back(share_of_top(shares.guarded));
    if (progress && seed % 10 == 9) progress(fmt::format("{} of {} runs on the grid done", seed + 1, options.grid_seeds));
  }
  return Json{{"cells", rates.size()},
              {"seeds", options.grid_seeds},
              {"rounds", options.grid_visits * rates.size()},
              {"true_top_tenth", share_of_top(rates)},
              {"naive", summary(std::move(naive))},
              {"guarded", summary(std::move(guarded))}};
}

}  // namespace

Result<Json> closed_loop(const ClosedLoopOptions& options, const Progress& progress) {
  if (!(options.true_share > 0 && options.true_share < 1))
    return fail(ErrorKind::invalid_input, "the true share of the first zone must lie between 0 and 1");
  if (options.seeds == 0 || options.rounds == 0 || options.grid_seeds == 0 || options.grid_visits == 0)
    return fail(ErrorKind::invalid_input, "the simulation needs at least one run and one round");
  VIGIE_TRY(auto two, two_zones(options));
  Json out{{"limits", {{"directed", options.directed}, {"exploration", options.exploration}}}, {"two_zones", std::move(two)}};
  if (!options.grid_rates.empty()) {
    VIGIE_TRY(out["grid"], on_grid(options, progress));
  }
  return out;
}

Result<std::vector<double>> grid_rates(const EventSet& set, double cell_m) {
  if (set.events.empty()) return fail(ErrorKind::invalid_input, "no usable event: there is no grid to simulate");
  VIGIE_TRY(const auto grid, geo::Grid::with(cell_m));
  const StudyArea area(grid, set.events, set.events.back().day + 1);
  std::vector<double> rates(static_cast<std::size_t>(area.size()));
  for (const auto& event : set.events)
    if (const int cell = area.cell_of(event); cell >= 0) rates[static_cast<std::size_t>(cell)] += 1;
  return rates;
}

}  // namespace vigie::foresight
