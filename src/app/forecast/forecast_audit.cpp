#include "forecast/forecast_inputs.h"
#include "foresight/audit.h"

namespace vigie::app {
namespace {

constexpr int usual_weeks = 26;

const std::vector<OptionSpec> specs = with_event_options(
    {{"--from", "D", "first day of the weeks that are judged; without it the half-year before --to"},
     {"--to", "D", "the day after the last; without it the file's last day"},
     {"--offset", "X,Y", "the grid's origin in metres (0,0)"},
     {"--exposure", "FILE", "crew minutes by place, where recorded: lat,lon,minutes, or x,y,minutes in the events' projection"}});

Result<Json> work(const Options& options, std::vector<std::string> kinds) {
  VIGIE_CHECK(need(options, {"--events"}));
  foresight::AuditOptions question;
  VIGIE_TRY(question.cell_m, metres(options.text("--cell", "250")));
  VIGIE_TRY(question.origin, forecast_offset(options));
  constexpr int all_time = 1 << 20;  // days: the median of all events chooses the UTM zone
  VIGIE_TRY(const auto events, read_forecast_events(options, {.kinds = std::move(kinds), .past_ends = all_time, .keep_patrol = true}));
  if (events.events.empty()) return fail(ErrorKind::invalid_input, "no usable event: the audit has nothing to look at");
  question.to = events.events.back().day + 1;
  if (options.has("--to")) {
    VIGIE_TRY(question.to, foresight::parse_iso_day(options.text("--to")));
  }
  question.from = question.to - 7 * usual_weeks;
  if (options.has("--from")) {
    VIGIE_TRY(question.from, foresight::parse_iso_day(options.text("--from")));
  }
  if (options.has("--exposure")) {
    VIGIE_TRY(const auto text, foresight::read_table_file(options.text("--exposure"), 256 << 20));
    auto exposure = foresight::parse_exposure(text, events.epsg);
    if (!exposure) return fail_in(options.text("--exposure"), exposure.error());
    question.exposure = std::move(*exposure);
  }
  return foresight::audit(events, question, forecast_progress);
}

}  // namespace

const ForecastWord forecast_audit{
    "audit",
    "Says what a forecast is made from, how its events became known, what the map is without those that patrols "
    "found, whether its figures hold, and which kinds are suspended and why.",
    specs, work};

}  // namespace vigie::app
