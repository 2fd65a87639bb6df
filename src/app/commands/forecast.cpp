#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>

#include "commands.h"
#include "foresight/backtest.h"
#include "options.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{
    {"--events", "FILE", "past events: time and lat,lon or x,y, optional kind and known_by; gzipped or not"},
    {"--kind", "K…", "kinds to forecast together; may be repeated; without it every kind that may be forecast"},
    {"--crs", "EPSG:n", "the projection of x,y; for lat,lon instead of the UTM zone"},
    {"--tz", "ZONE", "the city's zone, e.g. Europe/Madrid: of times without offset, and whose days count"},
    {"--from", "D", "first day of the test, e.g. 2018-01-01"},
    {"--to", "D", "the day after the last; a last part-week is dropped"},
    {"--every", "7d", "the period of one forecast: 7d is the one there is"},
    {"--cell", "M", "width of a cell in metres (250)"},
    {"--offset", "X,Y", "one grid origin in metres instead of the 16"},
    {"--predictions", "OUT.csv", "every forecast: origin_x,origin_y,week,cell_x,cell_y,expected"}};

// "--kind A B --kind C" → {A, B, C}; the rest stays.
std::vector<std::string> take_kinds(std::vector<std::string>& arguments) {
  std::vector<std::string> kinds, rest;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with("--kind=")) {
      kinds.push_back(arguments[i].substr(7));
    } else if (arguments[i] == "--kind" && i + 1 < arguments.size() && !arguments[i + 1].starts_with("--")) {
      while (i + 1 < arguments.size() && !arguments[i + 1].starts_with("--")) kinds.push_back(arguments[++i]);
    } else {
      rest.push_back(arguments[i]);
    }
  }
  arguments = std::move(rest);
  return kinds;
}

Result<double> metres(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorKind::invalid_input, fmt::format("'{}' is no number of metres", text));
  return value;
}

Result<std::vector<geo::GroundPoint>> origins(const Options& options, double cell_m) {
  if (!options.has("--offset")) return foresight::usual_origins(cell_m);
  const std::string text = options.text("--offset");
  const auto comma = text.find(',');
  if (comma == std::string::npos) return fail(ErrorKind::invalid_input, "option '--offset' needs two numbers: --offset 62.5,125");
  VIGIE_TRY(const double x, metres(std::string_view(text).substr(0, comma)));
  VIGIE_TRY(const double y, metres(std::string_view(text).substr(comma + 1)));
  return std::vector<geo::GroundPoint>{{x, y}};
}

void progress(const std::string& line) { std::fprintf(stderr, "vigie forecast: %s\n", line.c_str()); }

Result<Json> backtest(const Options& options, std::vector<std::string> kinds) {
  for (const char* needed : {"--events", "--from", "--to"})
    if (!options.has(needed))
      return fail(ErrorKind::invalid_input, fmt::format("option '{}' is needed; --help lists what is taken", needed));
  if (options.text("--every", "7d") != "7d") return fail(ErrorKind::invalid_input, "option '--every': only 7d is known, whole weeks");
  foresight::BacktestOptions test;
  VIGIE_TRY(test.from, foresight::parse_iso_day(options.text("--from")));
  VIGIE_TRY(test.to, foresight::parse_iso_day(options.text("--to")));
  VIGIE_TRY(test.cell_m, metres(options.text("--cell", "250")));
  VIGIE_TRY(test.origins, origins(options, test.cell_m));
  foresight::EventOptions reading;
  reading.kinds = std::move(kinds);
  reading.crs = options.text("--crs");
  reading.past_ends = test.from;
  reading.now = SystemClock{}.utc_now();
  if (options.has("--tz")) {
    VIGIE_TRY(reading.zone, Zone::open(options.text("--tz")));
  }
  VIGIE_TRY(const auto events, foresight::read_events(options.text("--events"), reading));
  progress(fmt::format("{} events read, {} kept", events.read, events.events.size()));
  if (!options.has("--predictions")) return foresight::backtest(events, test, {}, progress);

  const std::string path = options.text("--predictions");
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(path.c_str(), "wb"), std::fclose);
  if (!out) return fail(ErrorKind::invalid_input, fmt::format("{} cannot be written", path));
  const auto broken = [&] { return fail(ErrorKind::full, fmt::format("{} could not be written to its end: is the disk full?", path)); };
  const auto write = [&](const std::string& lines) -> Status {
    if (std::fwrite(lines.data(), 1, lines.size(), out.get()) != lines.size()) return broken();
    return {};
  };
  VIGIE_TRY(auto figures, foresight::backtest(events, test, write, progress));
  if (std::fclose(out.release()) != 0) return broken();
  return figures;
}

}  // namespace

int run_forecast(Arguments arguments) {
  std::vector<std::string> words(arguments.begin(), arguments.end());
  auto kinds = take_kinds(words);
  const auto options = Options::parse(words, specs, 1);
  if (!options) return report("forecast", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"backtest"}) {
    std::fputs(usage("forecast", "backtest",
                     "Forecasts each week of a past period from what lay before it and judges the result beside plain maps.", specs)
                   .c_str(),
               options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto figures = backtest(*options, std::move(kinds));
  if (!figures) return report("forecast", figures.error());
  std::printf("%s\n", figures->dump(1).c_str());
  return 0;
}

}  // namespace vigie::app
