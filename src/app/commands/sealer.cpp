#include "law/sealer.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>

#include "base/log.h"
#include "commands.h"
#include "options.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{
    {"--socket", "PATH", "where the server asks for signatures"},
    {"--key", "FILE", "the Ed25519 key; made at the first start, mode 0600"},
    {"--copies", "DIR", "where a copy of each checkpoint goes, outside the server's reach if it can be"},
};

// Until a signal, an error, or the end of the server that started it: the next one starts a sealer of its own. A service
// manager never ends before its services, so a packaged sealer stays.
Status run(const Options& options) {
  using namespace std::chrono_literals;
  for (const auto& spec : specs)
    if (!options.has(spec.name))
      return fail(ErrorKind::invalid_input, fmt::format("option '{}' is missing; --help lists what is taken", spec.name));
  StopSignal stop;
  const SystemClock clock;
  VIGIE_TRY(law::Sealer sealer, law::Sealer::open(options.text("--key"), options.text("--copies"), clock));
  VIGIE_TRY(const auto listener, LocalListener::open(options.text("--socket")));
  const pid_t started_by = ::getppid();
  Status served;
  std::atomic<bool> ended{false};
  Thread serving{"sealer", [&](std::stop_token stopping) {
                   served = sealer.serve(*listener, stopping);
                   ended = true;
                 }};
  while (!ended && ::getppid() == started_by && !stop.wait_for(500ms)) continue;
  serving.stop();
  return served;
}

}  // namespace

int run_sealer(Arguments arguments) {
  const auto options = Options::parse(arguments, specs);
  if (!options) return report("sealer", options.error());
  if (options->has("--help")) {
    std::fputs(usage("sealer", "",
                     "Holds the signing key and signs checkpoints of the audit chain; started by serve, or as a user of its own.", specs)
                   .c_str(),
               stdout);
    return 0;
  }
  start_logging("sealer");
  const auto done = run(*options);
  return done ? 0 : report("sealer", done.error());
}

}  // namespace vigie::app
