#include "forecast/forecast_inputs.h"
#include "foresight/factors.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs =
    with_event_options({{"--from", "D", "first day; without it the events' first"},
                        {"--to", "D", "the day after the last"},
                        {"--weather", "FILE", "one line a day: date, rain or precipitation, mean_temp or temp_max, wind"},
                        {"--holidays", "FILE[,FILE]", "dates in the first column: public holidays, school holidays"},
                        {"--factors", "FILE", "one line a day: date and allowed factors, e.g. gathering, footfall, lighting_works"}});

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  VIGIE_CHECK(need(options, {"--events"}));
  foresight::DailyFactors factors;
  for (const char* name : {"--weather", "--factors"}) {
    if (!options.has(name)) continue;
    VIGIE_TRY(const auto text, foresight::read_table_file(options.text(name), 64 << 20));
    if (const auto added = foresight::add_factors(text, factors); !added) return fail_in(options.text(name), added.error());
  }
  foresight::Holidays holidays;
  if (options.has("--holidays")) {
    VIGIE_TRY(holidays, read_holidays(options.text("--holidays")));
  }
  foresight::FactorOptions question;
  if (options.has("--from")) {
    VIGIE_TRY(question.from, foresight::parse_iso_day(options.text("--from")));
  }
  if (options.has("--to")) {
    VIGIE_TRY(question.to, foresight::parse_iso_day(options.text("--to")));
  }
  constexpr int all_time = 1 << 20;
  VIGIE_TRY(const auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = all_time}));
  return foresight::explain(events, factors, holidays, question);
}

}  // namespace

const ForecastWord forecast_factors{
    "factors",
    "Says which hours, weekdays, holidays, weather and other allowed factors go with more or fewer events, each "
    "as a ratio with an interval, the others held equal. It never says what causes what.",
    specs, work};

}  // namespace vigie::app
