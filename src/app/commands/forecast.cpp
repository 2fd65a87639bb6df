#include <algorithm>
#include <array>
#include <cstdio>

#include "commands.h"
#include "forecast/forecast_inputs.h"

namespace vigie::app {
namespace {

const std::array<const ForecastWord*, 6> words{&forecast_now,  &forecast_backtest, &forecast_audit,
                                               &forecast_loop, &forecast_factors,  &forecast_place};

void help(const ForecastWord* word, std::FILE* to) {
  if (word != nullptr) {
    std::fputs(usage("forecast", word->name, word->help, word->specs).c_str(), to);
    return;
  }
  std::fputs("usage: vigie forecast WORD …; each has its own --help\n\n", to);
  for (const auto* one : words) std::fprintf(to, "  %-9s %s\n", one->name, one->help);
}

}  // namespace

int run_forecast(Arguments arguments) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const auto* one) { return !arguments.empty() && arguments[0] == one->name; });
  if (found == words.end()) {
    const bool asked = !arguments.empty() && arguments[0] == "--help";
    help(nullptr, asked ? stdout : stderr);
    return asked ? 0 : 2;
  }
  const ForecastWord& word = **found;
  std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  auto kinds = take_kinds(rest);
  const auto options = Options::parse(rest, word.specs, 0);
  if (!options) return report("forecast", options.error());
  if (options->has("--help")) {
    help(&word, stdout);
    return 0;
  }
  const auto figures = word.work(*options, std::move(kinds));
  if (!figures) return report("forecast", figures.error());
  std::printf("%s\n", figures->dump(1).c_str());
  return 0;
}

}  // namespace vigie::app
