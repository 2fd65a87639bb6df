#include <cstdio>

#include "base/log.h"
#include "commands.h"
#include "config.h"
#include "demo/accounts_out.h"
#include "options.h"
#include "server/program.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{
    {"--profile", "NAME", "the country's law: exercise or fr"},
    {"--profiles-dir", "DIR", "where the profiles' TOML files are (default ./profiles)"},
    {"--zone", "ZONE", "the city's time zone (default Europe/Paris)"},
    {"--city", "NAME", "the city's name on screen (default: the folder's name)"},
    {"--accounts-file", "FILE", "also write the accounts there, mode 0600"},
};

Status run(const Options& options) {
  namespace fs = std::filesystem;
  if (options.words().empty() || !options.has("--profile")) return fail(ErrorKind::invalid_input, "usage: vigie init DIR --profile exercise|fr");
  const fs::path folder = fs::absolute(options.words()[0]);
  const fs::path file = folder / "config.toml";
  if (fs::exists(file)) return fail(ErrorKind::conflict, fmt::format("{} is there already: this folder was made before", file.string()));
  ServerConfig config;
  config.data = ".";
  config.profile = fs::absolute(fs::path{options.text("--profiles-dir", "profiles")} / (options.text("--profile") + ".toml"));
  config.zone = options.text("--zone", "Europe/Paris");
  config.city = options.text("--city", folder.filename().string());
  ProgramOptions program_options;
  program_options.data = folder;
  program_options.profile_file = config.profile;
  program_options.zone = config.zone;
  program_options.city_name = config.city;
  static const SystemClock clock;
  VIGIE_TRY(const auto program, Program::open(program_options, clock));
  if (program->furnished()) return fail(ErrorKind::conflict, fmt::format("{} has accounts already", folder.string()));
  VIGIE_TRY(const auto accounts, program->furnish(""));
  print_accounts(accounts);
  if (options.has("--accounts-file")) VIGIE_CHECK(write_accounts(options.text("--accounts-file"), accounts));
  VIGIE_CHECK(write_private_file(file.string(), config_text(config)));
  std::printf("Made %s. Start it with: vigie serve --config %s\n", folder.c_str(), file.c_str());
  return {};
}

}  // namespace

int run_init(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("init", options.error());
  if (options->has("--help")) {
    std::fputs(usage("init", "DIR --profile exercise|fr", "Makes a data folder: accounts with generated passwords and, for an exercise, its basis.", specs).c_str(), stdout);
    return 0;
  }
  start_logging("init");
  const auto done = run(*options);
  return done ? 0 : report("init", done.error());
}

}  // namespace vigie::app
