#include "forecast/forecast_inputs.h"
#include "foresight/closed_loop.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs = with_event_options({{"--seeds", "N", "runs of the two zones (200)"},
                                                          {"--rounds", "N", "rounds of each (5000)"},
                                                          {"--share", "S", "true share of the first of two zones in percent (60)"},
                                                          {"--grid-seeds", "N", "runs on the grid of --events (50)"}});

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  foresight::ClosedLoopOptions question;
  VIGIE_TRY(const long seeds, options.integer("--seeds", 200, 1, 100'000));
  VIGIE_TRY(const long rounds, options.integer("--rounds", 5000, 1, 1'000'000));
  VIGIE_TRY(const long share, options.integer("--share", 60, 1, 99));
  VIGIE_TRY(const long grid_seeds, options.integer("--grid-seeds", 50, 1, 10'000));
  question.seeds = static_cast<std::size_t>(seeds);
  question.rounds = static_cast<std::size_t>(rounds);
  question.true_share = static_cast<double>(share) / 100;
  question.grid_seeds = static_cast<std::size_t>(grid_seeds);
  if (options.has("--events")) {
    constexpr int all_time = 1 << 20;
    VIGIE_TRY(const auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = all_time}));
    VIGIE_TRY(const double cell_m, metres(options.text("--cell", "250")));
    VIGIE_TRY(question.grid_rates, foresight::grid_rates(events, cell_m));
  }
  return foresight::closed_loop(question, forecast_progress);
}

}  // namespace

const ForecastWord forecast_loop{
    "loop",
    "Simulates whether sending crews where the map says makes the map say it again: two zones, and with --events a city's own grid.", specs,
    work};

}  // namespace vigie::app
