#pragma once
// Many runs of the closed-loop simulation (foresight/feedback.h), summed up: two zones as Ensign et al. had them, and a city's grid.

#include "base/json.h"
#include "foresight/backtest.h"
#include "foresight/feedback.h"

namespace vigie::foresight {

struct ClosedLoopOptions {
  double true_share = 0.6;  // of the first of two zones
  std::size_t seeds = 200, rounds = 5000;
  double directed = 0.5, exploration = 0.1;  // the limits of rule L40; what goes beyond is refused
  std::vector<double> grid_rates{};          // events of each cell in truth; empty: no grid
  std::size_t grid_seeds = 50;
  std::size_t grid_visits = 50;  // mean visits of a cell
};

// Deterministic. Refused: a share outside (0, 1), no seeds, L40's limits exceeded.
Result<Json> closed_loop(const ClosedLoopOptions& options, const Progress& progress);

// What each cell of the usual grid saw in the set's time: the truth of a simulated city.
Result<std::vector<double>> grid_rates(const EventSet& set, double cell_m);

}  // namespace vigie::foresight
