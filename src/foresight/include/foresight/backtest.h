#pragma once
// The weekly walk-forward test of the forecast of counts per cell: each week is forecast from what lies before it, then judged
// beside the plain maps (definitions: issue 6; figures and method: docs/foresight.md).

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "foresight/events.h"
#include "geo/point.h"

namespace vigie::foresight {

struct BacktestOptions {
  int from = 0, to = 0;  // days; a last part-week is dropped
  double cell_m = 250;
  std::vector<geo::GroundPoint> origins;
  int threads = 2;
};

// "origin_x,origin_y,week,cell_x,cell_y,expected", in the order of the origins; called by one thread at a time.
using PredictionSink = std::function<Status(const std::string& lines)>;
using Progress = std::function<void(const std::string& line)>;

// The figures that `vigie forecast backtest` prints. Refused (invalid_input) where there is too little to judge or to learn from.
Result<Json> backtest(const EventSet& set, const BacktestOptions& options, const PredictionSink& predictions, const Progress& progress);

// The usual 16: steps of a quarter of a cell.
std::vector<geo::GroundPoint> usual_origins(double cell_m);

}  // namespace vigie::foresight
