#include "forecast/forecast_inputs.h"

#include <charconv>
#include <cstdio>
#include <memory>

namespace vigie::app {

const std::vector<OptionSpec>& forecast_event_options() {
  static const std::vector<OptionSpec> specs{
      {"--events", "FILE", "past events: time and lat,lon or x,y, optional kind and known_by; gzipped or not"},
      {"--kind", "K…", "kinds to forecast together; may be repeated; without it every kind that may be forecast"},
      {"--crs", "EPSG:n", "the projection of x,y; for lat,lon instead of the UTM zone"},
      {"--tz", "ZONE", "the city's zone, e.g. Europe/Madrid: of times without offset, and whose days count"},
      {"--cell", "M", "width of a cell in metres (250)"}};
  return specs;
}

std::vector<OptionSpec> with_event_options(std::vector<OptionSpec> more) {
  std::vector<OptionSpec> all = forecast_event_options();
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return all;
}

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

Result<foresight::EventSet> read_forecast_events(const Options& options, EventQuestion question) {
  foresight::EventOptions reading;
  reading.kinds = std::move(question.kinds);
  reading.crs = options.text("--crs");
  reading.past_ends = question.past_ends;
  reading.keep_patrol = question.keep_patrol;
  reading.now = SystemClock{}.utc_now();
  if (options.has("--tz")) {
    VIGIE_TRY(reading.zone, Zone::open(options.text("--tz")));
  }
  VIGIE_TRY(auto events, foresight::read_events(options.text("--events"), reading));
  forecast_progress(fmt::format("{} events read, {} kept", events.read, events.events.size()));
  return events;
}

Status need(const Options& options, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (!options.has(name)) return fail(ErrorKind::invalid_input, fmt::format("option '{}' is needed; --help lists what is taken", name));
  return {};
}

Result<double> metres(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorKind::invalid_input, fmt::format("'{}' is no number of metres", text));
  return value;
}

Result<geo::GroundPoint> forecast_offset(const Options& options) {
  if (!options.has("--offset")) return geo::GroundPoint{};
  const std::string text = options.text("--offset");
  const auto comma = text.find(',');
  if (comma == std::string::npos) return fail(ErrorKind::invalid_input, "option '--offset' needs two numbers: --offset 62.5,125");
  VIGIE_TRY(const double x, metres(std::string_view(text).substr(0, comma)));
  VIGIE_TRY(const double y, metres(std::string_view(text).substr(comma + 1)));
  return geo::GroundPoint{x, y};
}

Result<foresight::Holidays> read_holidays(const std::string& files) {
  std::vector<std::string> texts;
  std::string_view rest = files;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    VIGIE_TRY(auto text, foresight::read_table_file(std::string(rest.substr(0, comma)), 64 << 20));
    texts.push_back(std::move(text));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  auto holidays = foresight::parse_holidays(texts);
  if (!holidays) return fail_in(files, holidays.error());
  return holidays;
}

void forecast_progress(const std::string& line) { std::fprintf(stderr, "vigie forecast: %s\n", line.c_str()); }

Result<Json> with_output(const Options& options, const std::string& name,
                         const std::function<Result<Json>(const foresight::PredictionSink&)>& work) {
  if (!options.has(name)) return work({});
  const std::string path = options.text(name);
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(path.c_str(), "wb"), std::fclose);
  if (!out) return fail(ErrorKind::invalid_input, fmt::format("{} cannot be written", path));
  const auto broken = [&] { return fail(ErrorKind::full, fmt::format("{} could not be written to its end: is the disk full?", path)); };
  VIGIE_TRY(auto figures, work([&](const std::string& lines) -> Status {
              if (std::fwrite(lines.data(), 1, lines.size(), out.get()) != lines.size()) return broken();
              return {};
            }));
  if (std::fclose(out.release()) != 0) return broken();
  return figures;
}

}  // namespace vigie::app
