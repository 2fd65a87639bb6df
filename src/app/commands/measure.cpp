#include "foresight/measure.h"

#include <cstdio>

#include "base/json.h"
#include "commands.h"
#include "options.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{{"--panel", "FILE", "counts: unit,date,count; gzipped or not; absent pairs of unit and date are 0"},
                                    {"--treated", "UNITS", "the units with the measure, separated by commas"},
                                    {"--start", "DATE", "first day of the measure"},
                                    {"--pre", "N", "periods before the start (default: a year, or twice those after)"},
                                    {"--post", "N", "periods from the start on (default: all, at most a year)"}};

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Result<Json> evaluate(const Options& options) {
  for (const char* needed : {"--panel", "--treated", "--start"})
    if (!options.has(needed)) return fail(ErrorKind::invalid_input, fmt::format("{} is needed; --help lists all options", needed));
  foresight::MeasureQuestion question;
  const auto units = options.text("--treated");
  foresight::CsvReader reader(units);  // a name with a comma in it is quoted, as in the panel
  foresight::Fields names;
  VIGIE_TRY(const bool named, reader.next(names));
  if (named)
    for (const auto name : names)
      if (!name.empty()) question.treated.emplace(name);
  const auto start = foresight::parse_day(options.text("--start"));
  if (!start)
    return fail(ErrorKind::invalid_input,
                fmt::format("option '--start': '{}' is no date; write it as 2016-07-01", options.text("--start")));
  question.start = *start;
  for (auto [name, window] : {std::pair{"--pre", &question.pre}, std::pair{"--post", &question.post}})
    if (options.has(name)) {
      VIGIE_TRY(const auto periods, options.integer(name, 1, 1, 100'000));
      *window = static_cast<std::size_t>(periods);
    }
  VIGIE_TRY(const auto text, foresight::read_table_file(options.text("--panel")));
  const auto panel = foresight::parse_panel(text);
  if (!panel) return fail_in(options.text("--panel"), panel.error());
  VIGIE_TRY(const auto report, foresight::evaluate_measure(*panel, question));
  return Json{{"effect", number(report.effect)},
              {"interval", report.low ? Json{*report.low, *report.high} : Json(nullptr)},
              {"p", number(report.p)},
              {"verdict", to_string(report.verdict)},
              {"reason", report.reason},
              {"minimum_detectable_effect", number(report.minimum_detectable_effect)},
              {"synthetic_control_effect", number(report.synthetic_control_effect)},
              {"treated", report.treated},
              {"controls", report.controls},
              {"pre", report.pre},
              {"post", report.post},
              {"placebos", report.placebos},
              {"absent_as_zero", panel->absent}};
}

}  // namespace

int run_measure(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("measure", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"evaluate"}) {
    std::fputs(usage("measure", "evaluate", "Compares units with a measure to those without, before and after; judged by placebos.", specs)
                   .c_str(),
               options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto done = evaluate(*options);
  if (!done) return report("measure", done.error());
  std::printf("%s\n", canonical(*done).c_str());
  return 0;
}

}  // namespace vigie::app
