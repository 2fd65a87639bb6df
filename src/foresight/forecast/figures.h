#pragma once
// From scores per week to the figures that are printed.

#include "base/json.h"
#include "forecast/score.h"

namespace vigie::foresight {

Json figures(const WeekScores& scores, std::size_t origins);
// Forecast minus a plain map, with paired intervals over blocks of weeks.
Json advantage(const WeekScores& forecast, const WeekScores& plain);
double gain_per_event(const WeekScores& scores);

}  // namespace vigie::foresight
