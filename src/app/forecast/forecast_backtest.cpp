#include "forecast/forecast_inputs.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs =
    with_event_options({{"--from", "D", "first day of the test, e.g. 2018-01-01"},
                        {"--to", "D", "the day after the last; a last part-week is dropped"},
                        {"--every", "7d", "the period of one forecast: 7d is the one there is"},
                        {"--offset", "X,Y", "one grid origin in metres instead of the 16"},
                        {"--predictions", "OUT.csv", "every forecast: origin_x,origin_y,week,cell_x,cell_y,expected"}});

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  VIGIE_CHECK(need(options, {"--events", "--from", "--to"}));
  if (options.text("--every", "7d") != "7d") return fail(ErrorKind::invalid_input, "option '--every': only 7d is known, whole weeks");
  foresight::BacktestOptions test;
  VIGIE_TRY(test.from, foresight::parse_iso_day(options.text("--from")));
  VIGIE_TRY(test.to, foresight::parse_iso_day(options.text("--to")));
  VIGIE_TRY(test.cell_m, metres(options.text("--cell", "250")));
  VIGIE_TRY(const auto offset, forecast_offset(options));
  test.origins = options.has("--offset") ? std::vector{offset} : foresight::usual_origins(test.cell_m);
  VIGIE_TRY(const auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = test.from}));
  return with_output(options, "--predictions",
                     [&](const foresight::PredictionSink& out) { return foresight::backtest(events, test, out, forecast_progress); });
}

}  // namespace

const ForecastWord forecast_backtest{
    "backtest", "Forecasts each week of a past period from what lay before it and judges the result beside plain maps.", specs, work};

}  // namespace vigie::app
