#include <csignal>

#include "base/log.h"
#include "commands.h"
#include "options.h"
#include "worker/confine.h"
#include "worker/worker.h"

namespace vigie::app {
namespace {

std::atomic<Worker*> running{nullptr};

void on_signal(int) {
  if (auto* worker = running.load()) worker->request_stop();
}

}  // namespace

int run_worker(Arguments arguments) {
  const std::vector<OptionSpec> specs{{"--socket", "PATH", "where the server listens"},
                                      {"--name", "NAME", "worker-1"},
                                      {"--recordings", "DIR", "where segments are written; without it nothing is recorded"},
                                      {"--model-dir", "DIR", "folder of the reviewed model; without it nothing is analysed"},
                                      {"--linger-seconds", "N", "how long it waits for a server that is away (60)"}};
  const auto options = Options::parse(arguments, specs);
  if (!options) return report("worker", options.error());
  if (options->has("--help")) {
    std::fputs(usage("worker", "", "Decodes, records and analyses cameras for a server. Started by 'vigie serve'.", specs).c_str(), stdout);
    return 0;
  }
  const auto linger = options->integer("--linger-seconds", 60, 1, 3600);
  if (!linger) return report("worker", linger.error());
  if (!options->has("--socket"))
    return report("worker", Error{ErrorKind::invalid_input, "", "--socket is missing; 'vigie serve' starts workers itself"});

  WorkerSettings settings;
  settings.socket = options->text("--socket");
  settings.name = options->text("--name", "worker");
  settings.version = VIGIE_VERSION;
  settings.recordings = options->text("--recordings");
  settings.model = options->text("--model-dir");
  settings.linger = std::chrono::seconds{*linger};
  start_logging(settings.name);
  if (const auto confined = confine_worker(); !confined) return report("worker", confined.error());

  const SystemClock clock;
  Worker worker(std::move(settings), clock);
  running = &worker;
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, on_signal);
  worker.run();
  running = nullptr;
  return 0;
}

}  // namespace vigie::app
