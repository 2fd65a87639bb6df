#include "forecast/forecast_inputs.h"
#include "foresight/nightly.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs =
    with_event_options({{"--at", "D", "the first day to forecast; only events before it are used"},
                        {"--days", "N", "1–7 days (7)"},
                        {"--offset", "X,Y", "the grid's origin in metres (0,0)"},
                        {"--predictions", "OUT.csv", "every box: day,part,cell_x,cell_y,expected,low,high,last_365_days (90 % interval)"}});

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  VIGIE_CHECK(need(options, {"--events", "--at"}));
  foresight::NightlyOptions question;
  VIGIE_TRY(question.at, foresight::parse_iso_day(options.text("--at")));
  VIGIE_TRY(const long days, options.integer("--days", 7, 1, 7));
  question.days = static_cast<int>(days);
  VIGIE_TRY(question.cell_m, metres(options.text("--cell", "250")));
  VIGIE_TRY(question.origin, forecast_offset(options));
  VIGIE_TRY(auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = question.at}));
  VIGIE_TRY(auto forecast, with_output(options, "--predictions", [&](const foresight::PredictionSink& out) {
              return foresight::forecast_nights(std::move(events), question, out);
            }));
  forecast["code_version"] = VIGIE_VERSION;
  return forecast;
}

}  // namespace

const ForecastWord forecast_now{
    "run",
    "Forecasts tomorrow and the days after it per cell and part of the day, beside the map of the last 365 days, and "
    "says how much better it was over the last half-year, or that it is suspended because it was not.",
    specs, work};

}  // namespace vigie::app
