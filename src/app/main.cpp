#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <vector>

#include "commands.h"
#include "video/threads.h"

namespace {

struct Command {
  const char* name;
  const char* help;
  int (*run)(vigie::app::Arguments);
};

constexpr std::array commands{
    Command{"audit", "check the audit chain: audit verify", vigie::app::run_audit},
    Command{"backup", "copy ledger and series into a new folder", vigie::app::run_backup},
    Command{"cameras", "bring a city's cameras in: cameras import|discover|probe|secret", vigie::app::run_cameras},
    Command{"config", "check a configuration file, or write one", vigie::app::run_config},
    Command{"demo", "serve a demo city: recorded footage, simulated crews", vigie::app::run_demo},
    Command{"export", "write records, observations, alerts or entries as CSV or NDJSON", vigie::app::run_export},
    Command{"forecast", "expected counts per cell, tested on the past and audited: forecast run, backtest, audit, loop, factors, place",
            vigie::app::run_forecast},
    Command{"footfall", "forecast counts of people, tested on the past: footfall backtest", vigie::app::run_footfall},
    Command{"import", "bring a register's files into the city: import FILE… --mapping MAP.toml", vigie::app::run_import},
    Command{"init", "make a city's data folder: accounts, and for an exercise its basis", vigie::app::run_init},
    Command{"measure", "did a measure work: measure evaluate", vigie::app::run_measure},
    Command{"migrate", "bring the databases to this program's format", vigie::app::run_migrate},
    Command{"recordings", "rebuild the index of recordings from the files", vigie::app::run_recordings},
    Command{"register", "the public register as JSON", vigie::app::run_register},
    Command{"requisition", "answer a judicial requisition: enter, approve, search, keep, package, close", vigie::app::run_requisition},
    Command{"restore", "put a backup into a data folder", vigie::app::run_restore},
    Command{"sealer", "the process that signs the audit chain; started by serve", vigie::app::run_sealer},
    Command{"serve", "serve a city from its configuration file", vigie::app::run_serve},
    Command{"verify", "check a package of evidence: every byte of it", vigie::app::run_verify},
    Command{"version", "what this program is, as JSON with --json", vigie::app::run_version},
    Command{"worker", "one process for some cameras; started by serve", vigie::app::run_worker},
};

int help(std::FILE* to, int code) {
  std::fputs(
      "Vigie, an open and accountable public-space operations system.\n\nusage: vigie COMMAND [OPTION…]   (vigie COMMAND --help says "
      "more)\n\n",
      to);
  for (const auto& command : commands) std::fprintf(to, "  %-12s %s\n", command.name, command.help);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (arguments.empty()) return help(stderr, 2);
  if (arguments[0] == "--help" || arguments[0] == "help") return help(stdout, 0);
  const auto command = std::find_if(commands.begin(), commands.end(), [&](const Command& one) { return one.name == arguments[0]; });
  if (command == commands.end()) {
    std::fprintf(stderr, "vigie: there is no command '%s'; 'vigie --help' lists them\n", arguments[0].c_str());
    return 2;
  }
  vigie::video::keep_opencv_on_the_callers_thread();
  try {
    return command->run(vigie::app::Arguments{arguments}.subspan(1));
  } catch (const std::exception& e) {
    // The general catch of the main thread: what gets here is our bug, and it should be said in one line.
    std::fprintf(stderr, "vigie %s: unexpected: %s\n", command->name, e.what());
    return 1;
  }
}
