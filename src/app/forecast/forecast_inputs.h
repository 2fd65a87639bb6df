#pragma once
// What the words of `vigie forecast` share: which options name the events, and how they are read.

#include "foresight/backtest.h"
#include "foresight/footfall.h"
#include "options.h"

namespace vigie::app {

// --events, --kind, --crs, --tz, --cell.
const std::vector<OptionSpec>& forecast_event_options();
std::vector<OptionSpec> with_event_options(std::vector<OptionSpec> more);

// "--kind A B --kind C" → {A, B, C}; the rest stays.
std::vector<std::string> take_kinds(std::vector<std::string>& arguments);

struct EventQuestion {
  std::vector<std::string> kinds;
  int past_ends = 0;  // foresight::EventOptions
  bool keep_patrol = false;
};
Result<foresight::EventSet> read_forecast_events(const Options& options, EventQuestion question);

Status need(const Options& options, std::initializer_list<const char*> names);
Result<double> metres(std::string_view text);
Result<geo::GroundPoint> forecast_offset(const Options& options);     // --offset X,Y; the origin without it
Result<foresight::Holidays> read_holidays(const std::string& files);  // "FILE[,FILE]"
void forecast_progress(const std::string& line);

// Hands `work` a function that writes to the file of --`name`, or an empty one without it; refuses a file that cannot be written whole.
Result<Json> with_output(const Options& options, const std::string& name,
                         const std::function<Result<Json>(const foresight::PredictionSink&)>& work);

// The words of `vigie forecast` beside `backtest`; each in a file of its own.
using ForecastWork = Result<Json> (*)(const Options& options, std::vector<std::string> kinds);
struct ForecastWord {
  const char* name;
  const char* help;
  const std::vector<OptionSpec>& specs;
  ForecastWork work;
};
extern const ForecastWord forecast_audit, forecast_backtest, forecast_factors, forecast_loop, forecast_now, forecast_place;

}  // namespace vigie::app
