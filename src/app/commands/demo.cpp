#include <cstdio>

#include "base/log.h"
#include "commands.h"
#include "demo/accounts_out.h"
#include "demo/self_check.h"
#include "options.h"
#include "server/program.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{
    {"--port", "N", "where the console is served (default 8080; 0: any free port)"},
    {"--data", "DIR", "the city's data folder (default ./demo-data)"},
    {"--map", "FILE.osm.pbf", "an OpenStreetMap extract (default: a plain map, travel times by straight line)"},
    {"--profile", "NAME", "exercise (default) or fr: with fr nothing is filmed until a basis is in force"},
    {"--profiles-dir", "DIR", "where the profiles' TOML files are (default ./profiles)"},
    {"--model-dir", "DIR", "the detector: model.onnx and manifest.json (default: no analysis)"},
    {"--footage", "FILE", "recorded public footage that the demo's cameras show in a loop (default: no cameras)"},
    {"--channels", "FILE.toml", "the live channels: what may be pushed, which MQTT brokers are heard (default: none)"},
    {"--web-dir", "DIR", "the built console (default ./web/dist)"},
    {"--city", "NAME", "the city's name on screen (default: the map's file name)"},
    {"--zone", "ZONE", "the city's time zone, an IANA name (default Europe/Paris)"},
    {"--workers", "N", "worker processes (default 1)"},
    {"--accounts-file", "FILE", "also write the first start's accounts there, mode 0600 (for tests)"},
    {"--exit-when-ready", "", "start, make a signed-in request, stop"},
};

Status run(const Options& options) {
  ProgramOptions program_options;
  program_options.data = options.text("--data", "demo-data");
  program_options.profile_file = std::filesystem::path{options.text("--profiles-dir", "profiles")} / (options.text("--profile", "exercise") + ".toml");
  program_options.map = options.text("--map");
  program_options.model_dir = options.text("--model-dir");
  program_options.channels = options.text("--channels");
  program_options.web_dir = options.text("--web-dir", "web/dist");
  program_options.zone = options.text("--zone", "Europe/Paris");
  program_options.city_name = options.text("--city", program_options.map.stem().stem().string());
  if (program_options.city_name.empty()) program_options.city_name = "Demo";
  VIGIE_TRY(const long port, options.integer("--port", 8080, 0, 65535));
  program_options.port = static_cast<std::uint16_t>(port);
  VIGIE_TRY(const long workers, options.integer("--workers", 1, 1, 32));
  program_options.workers = static_cast<int>(workers);

  StopSignal stop;
  static const SystemClock clock;
  VIGIE_TRY(const auto program, Program::open(program_options, clock));
  if (!program->furnished()) {
    VIGIE_TRY(const auto accounts, program->furnish(options.text("--footage")));
    print_accounts(accounts);
    if (options.has("--accounts-file")) VIGIE_CHECK(write_accounts(options.text("--accounts-file"), accounts));
  }
  VIGIE_CHECK(program->start());
  std::printf("Map: %s\n", program->map_note().c_str());
  std::printf("Vigie is ready at http://localhost:%d (Ctrl-C stops it)\n", program->port());
  std::fflush(stdout);
  if (options.has("--exit-when-ready")) {
    VIGIE_CHECK(self_check(*program, clock));
    std::printf("Ready, and a signed-in request was answered.\n");
  } else {
    stop.wait();
    std::printf("Stopping…\n");
  }
  std::fflush(stdout);
  program->stop();
  return {};
}

}  // namespace

int run_demo(Arguments arguments) {
  const auto options = Options::parse(arguments, specs);
  if (!options) return report("demo", options.error());
  if (options->has("--help")) {
    std::fputs(usage("demo", "", "Serves a demo city under the exercise profile: recorded footage, simulated crews, everything marked EXERCISE.", specs).c_str(), stdout);
    return 0;
  }
  start_logging("server");
  const auto done = run(*options);
  return done ? 0 : report("demo", done.error());
}

}  // namespace vigie::app
