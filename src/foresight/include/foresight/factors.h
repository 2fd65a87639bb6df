#pragma once
// What goes with more or fewer events: hour, weekday, holidays, weather and other allowed factors, each as a ratio with an interval,
// the others, the season and the year held equal. "Goes with", never "causes".

#include "foresight/backtest.h"
#include "foresight/footfall.h"

namespace vigie::foresight {

// One number a day for the whole city, by the factor's name.
using DailyFactors = std::map<std::string, std::map<Day, double>>;
// Column `date`, every other a factor. Refused by name: `denied` for what is about persons, `invalid_input` for what is not on the
// list. A factor without a number anywhere (weather in words) is passed over.
Status add_factors(std::string_view csv, DailyFactors& factors);

struct FactorOptions {
  std::optional<int> from{}, to{};  // days; without them the events' own first and last
};
// Refused (invalid_input): fewer than 200 events or 20 weeks; `unavailable` where the regression has no answer.
Result<Json> explain(const EventSet& set, const DailyFactors& factors, const Holidays& holidays, const FactorOptions& options);

}  // namespace vigie::foresight
