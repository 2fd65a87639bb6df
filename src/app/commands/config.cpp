#include "config.h"

#include <cstdio>

#include "commands.h"
#include "options.h"

namespace vigie::app {

int run_config(Arguments arguments) {
  static const std::vector<OptionSpec> specs{{"--config", "FILE", "the file to check"}};
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("config", options.error());
  const std::string word = options->words().empty() ? "" : options->words().front();
  if (word == "default" && !options->has("--help")) {
    std::fputs(config_text(ServerConfig{}).c_str(), stdout);
    return 0;
  }
  if (options->has("--help") || word != "check" || !options->has("--config")) {
    std::fputs(usage("config", "check|default",
                     "check: is this file right, and is what it names there? default: a file with every setting.", specs)
                   .c_str(),
               options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto config = load_config(options->text("--config"));
  if (!config) return report("config check", config.error());
  if (const Status there = check_surroundings(*config); !there) return report("config check", there.error());
  std::printf("%s\n", canonical(to_json(*config)).c_str());
  return 0;
}

}  // namespace vigie::app
