#include "foresight/footfall.h"

#include <cstdio>
#include <fstream>

#include "base/json.h"
#include "commands.h"
#include "forecast/forecast_inputs.h"
#include "options.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{{"--counts", "FILE", "hourly counts: sensor,time,count; gzipped or not"},
                                    {"--from", "DATE", "first day that is forecast"},
                                    {"--to", "DATE", "the day after the last one (default: all)"},
                                    {"--weather", "FILE", "daily weather: date, rain, mean_temp; only days before a forecast are used"},
                                    {"--holidays", "FILE[,FILE]", "dates in the first column: public holidays, school holidays"},
                                    {"--predictions", "OUT.csv", "write each forecast: sensor,time,issued_at,expected,low,high"}};

Result<foresight::Day> day_option(const Options& options, const std::string& name) {
  const auto day = foresight::parse_day(options.text(name));
  if (!day)
    return fail(ErrorKind::invalid_input, fmt::format("option '{}': '{}' is no date; write it as 2016-07-01", name, options.text(name)));
  return *day;
}

Result<Json> backtest(const Options& options) {
  if (!options.has("--counts") || !options.has("--from"))
    return fail(ErrorKind::invalid_input, "--counts FILE and --from DATE are needed; --help lists all options");
  VIGIE_TRY(const auto from, day_option(options, "--from"));
  std::optional<foresight::Day> to;
  if (options.has("--to")) {
    VIGIE_TRY(to, day_option(options, "--to"));
  }
  foresight::Holidays holidays;
  if (options.has("--holidays")) {
    VIGIE_TRY(holidays, read_holidays(options.text("--holidays")));
  }
  foresight::DailyWeather weather;
  if (options.has("--weather")) {
    VIGIE_TRY(const auto text, foresight::read_table_file(options.text("--weather"), 64 << 20));
    auto parsed = foresight::parse_weather(text);
    if (!parsed) return fail_in(options.text("--weather"), parsed.error());
    weather = std::move(*parsed);
  }
  VIGIE_TRY(const auto text, foresight::read_table_file(options.text("--counts")));
  const auto counts = foresight::parse_counts(text);
  if (!counts) return fail_in(options.text("--counts"), counts.error());
  std::ofstream out;
  if (options.has("--predictions")) {
    out.open(options.text("--predictions"), std::ios::trunc);
    if (!out) return fail(ErrorKind::unavailable, fmt::format("{}: cannot be written; check the folder", options.text("--predictions")));
  }
  VIGIE_TRY(const auto report, foresight::backtest_footfall(*counts, holidays, weather, from, to, out.is_open() ? &out : nullptr));
  if (out.is_open() && !out.flush())
    return fail(ErrorKind::full, fmt::format("{}: not written to its end; is the disk full?", options.text("--predictions")));
  return Json{{"wape", report.wape},
              {"baseline_wape", report.baseline_wape},
              {"coverage_90", report.coverage_90},
              {"n", report.n},
              {"unissued", report.unissued},
              {"read", counts->read},
              {"duplicates", counts->duplicates},
              {"rejected", counts->rejected}};
}

}  // namespace

int run_footfall(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("footfall", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"backtest"}) {
    std::fputs(usage("footfall", "backtest",
                     "Forecasts each day of a past period from what was known before it, and says how far it was off.", specs)
                   .c_str(),
               options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto done = backtest(*options);
  if (!done) return report("footfall", done.error());
  std::printf("%s\n", canonical(*done).c_str());
  return 0;
}

}  // namespace vigie::app
