#include <cstdio>

#include "base/log.h"
#include "commands.h"
#include "config.h"
#include "options.h"
#include "server/program.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{{"--config", "FILE", "the server's file; vigie init writes one"}};

ProgramOptions program_options(const ServerConfig& config) {
  ProgramOptions options;
  options.data = config.data;
  options.profile_file = config.profile;
  options.map = config.map;
  options.model_dir = config.model;
  options.channels = config.channels;
  options.web_dir = config.web;
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  options.checkpoint_copies = config.checkpoint_copies;
  options.address = config.address;
  options.port = static_cast<std::uint16_t>(config.port);
  options.zone = config.zone;
  options.city_name = config.city;
  options.workers = static_cast<int>(config.workers);
  options.retention = std::chrono::days{config.retention_days};
  options.callback_life = std::chrono::hours{config.callback_hours};
  options.keep_free_bytes = static_cast<std::uint64_t>(config.keep_free_gb) << 30;
  return options;
}

Status run(const Options& options) {
  if (!options.has("--config")) return fail(ErrorKind::invalid_input, "option '--config' is missing: vigie serve --config FILE");
  StopSignal stop;
  static const SystemClock clock;
  VIGIE_TRY(const ServerConfig config, load_config(options.text("--config")));
  VIGIE_CHECK(check_surroundings(config));
  VIGIE_TRY(const auto program, Program::open(program_options(config), clock));
  if (!program->furnished())
    return fail(ErrorKind::invalid_input, fmt::format("{} has no accounts: make it with 'vigie init DIR --profile …'", config.data.string()));
  VIGIE_CHECK(program->start());
  std::printf("Vigie is ready at %s://%s:%d\n", config.tls_certificate.empty() ? "http" : "https", config.address.c_str(), program->port());
  std::fflush(stdout);
  stop.wait();
  program->stop();
  return {};
}

}  // namespace

int run_serve(Arguments arguments) {
  const auto options = Options::parse(arguments, specs);
  if (!options) return report("serve", options.error());
  if (options->has("--help")) {
    std::fputs(usage("serve", "", "Serves a city: console, API, workers and sealer. SIGTERM or Ctrl-C stops it.", specs).c_str(), stdout);
    return 0;
  }
  start_logging("server");
  const auto done = run(*options);
  return done ? 0 : report("serve", done.error());
}

}  // namespace vigie::app
