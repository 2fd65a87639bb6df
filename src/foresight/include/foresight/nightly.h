#pragma once
// Tomorrow and the days after it: expected counts per cell, day and part of the day, with interval, beside the plain map of the last
// 365 days, and how much better the forecast was over the last half-year (issue 6, RULES L21).

#include "foresight/backtest.h"

namespace vigie::foresight {

struct NightlyOptions {
  int at = 0;    // the first day forecast; only events before it are used
  int days = 7;  // 1–7
  double cell_m = 250;
  geo::GroundPoint origin{};
};

// A report; `boxes` gets, where there are days to show,
// "day,part,cell_x,cell_y,expected,low,high,last_365_days", for a sparse kind with the period's first day and part "week" or "month".
// Refused (invalid_input): what `backtest` refuses of the last half-year's weeks, days outside 1–7.
Result<Json> forecast_nights(EventSet set, const NightlyOptions& options, const PredictionSink& boxes);

}  // namespace vigie::foresight
