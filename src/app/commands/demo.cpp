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
    {"--alert-times", "A,B,C,D", "seconds until an untaken alert sounds again, at the other desks, at the officer; until a taken one is freed (default 20,60,180,90)"},
    {"--accounts-file", "FILE", "also write the first start's accounts there, mode 0600 (for tests)"},
    {"--exit-when-ready", "", "start, make a signed-in request, stop"},
};

// An exercise may be in a hurry; a city's times are those of operations::CallingTimes.
Result<operations::CallingTimes> calling_times(const std::string& text) {
  operations::CallingTimes times;
  int again = 0, other = 0, officer = 0, free_after = 0, end = 0;
  const int read = std::sscanf(text.c_str(), "%4d,%4d,%4d,%4d%n", &again, &other, &officer, &free_after, &end);
  if (read != 4 || static_cast<std::size_t>(end) != text.size() || again < 1 || other <= again || officer <= other || free_after < 1)
    return fail(ErrorKind::invalid_input, fmt::format("option '--alert-times': expected four growing times in seconds (the last on its own) like 20,60,180,90, not '{}'", text));
  times.again = std::chrono::seconds{again};
  times.other_desk = std::chrono::seconds{other};
  times.officer = std::chrono::seconds{officer};
  times.free_after = std::chrono::seconds{free_after};
  return times;
}

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

  VIGIE_TRY(program_options.calling, calling_times(options.text("--alert-times", "20,60,180,90")));

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
