// vigie cameras: a city's cameras in, from a list or from what answers on the network.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/log.h"
#include "cameras/camera_discovery.h"
#include "cameras/camera_import.h"
#include "cameras/camera_probe.h"
#include "commands.h"
#include "records/city_of_records.h"

namespace vigie::app {
namespace {

constexpr std::size_t most_list_bytes = 16u << 20;

std::vector<OptionSpec> specs() {
  std::vector<OptionSpec> all{{"--dry-run", "", "import: read and compare the list, store nothing"},
                              {"--reason", "WORDS", "import: why, for the audit (default: from a list of cameras)"},
                              {"--wait", "SECONDS", "discover: how long to listen for answers (default 3)"},
                              {"--interface", "ADDRESS", "discover: IPv4 address of ours to ask from"},
                              {"--probe", "ADDRESS[:PORT]", "discover: ask this device alone"},
                              {"--secret-file", "FILE", "probe: file with user:password"},
                              {"--events", "SECONDS", "probe: listen to the camera's events for so long"}};
  all.insert(all.end(), city_of_records_options().begin(), city_of_records_options().end());
  return all;
}

Result<std::string> read_file(const std::string& name, std::size_t most) {
  std::ifstream in{name, std::ios::binary};
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot read {}", name));
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most) return fail(ErrorKind::invalid_input, fmt::format("{} has more than {} bytes", name, most));
  return text;
}

// One line "user:password"; the line's end is not part of it.
Result<std::string> one_line(std::string text, const std::string& where) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.empty() || text.size() > 512 || text.find('\n') != std::string::npos || text.find(':') == std::string::npos)
    return fail(ErrorKind::invalid_input, fmt::format("{}: expected one line user:password", where));
  return text;
}

Result<Json> import_list(const Options& options, const Clock& clock) {
  if (options.words().size() != 2) return fail(ErrorKind::invalid_input, "usage: vigie cameras import FILE --data DIR [--dry-run]");
  VIGIE_TRY(const std::string csv, read_file(options.words()[1], most_list_bytes));
  VIGIE_TRY(const auto program, open_city_of_records(options, clock, false));
  const auto doors = program->camera_doors();
  CameraImportOptions how;
  how.dry_run = options.has("--dry-run");
  how.reason = options.text("--reason", how.reason);
  how.name = options.words()[1];
  how.exercise = doors.exercise;
  return import_cameras(csv, {"server", "command line", "", false}, doors.desk, doors.ptz, how);
}

Result<Json> store_secret(const Options& options, const Clock& clock) {
  if (options.words().size() != 2)
    return fail(ErrorKind::invalid_input, "usage: vigie cameras secret NAME --data DIR < FILE_WITH_user:password");
  std::ostringstream text;
  text << std::cin.rdbuf();
  VIGIE_TRY(const std::string words, one_line(text.str(), "standard input"));
  VIGIE_TRY(const auto program, open_city_of_records(options, clock, false));
  VIGIE_CHECK(program->record_doors().ledger.put_secret(options.words()[1], words));
  return Json{{"stored", options.words()[1]}};
}

Result<Json> discover(const Options& options, const Clock& clock) {
  connectors::DiscoverySettings settings;
  VIGIE_TRY(const long wait, options.integer("--wait", 3, 1, 60));
  settings.wait = std::chrono::seconds{wait};
  settings.interface = options.text("--interface");
  if (options.has("--probe")) {
    const std::string device = options.text("--probe");
    const auto colon = device.find(':');
    settings.group = device.substr(0, colon);
    if (colon != std::string::npos) {
      const long port = std::strtol(device.c_str() + colon + 1, nullptr, 10);
      if (port < 1 || port > 65'535) return fail(ErrorKind::invalid_input, "--probe: a port is 1 to 65535");
      settings.port = static_cast<std::uint16_t>(port);
    }
  }
  UuidSource ids{clock};
  VIGIE_TRY(const auto found, connectors::discover_cameras(settings, ids));
  return to_json(found);
}

Result<Json> probe(const Options& options, const Clock& clock) {
  if (options.words().size() != 2)
    return fail(ErrorKind::invalid_input, "usage: vigie cameras probe ADDRESS [--secret-file FILE] [--events SECONDS]");
  connectors::OnvifAccess access;
  access.address = options.words()[1];
  if (options.has("--secret-file")) {
    VIGIE_TRY(const std::string text, read_file(options.text("--secret-file"), 1024));
    VIGIE_TRY(const std::string words, one_line(text, options.text("--secret-file")));
    access.user = words.substr(0, words.find(':'));
    access.password = words.substr(words.find(':') + 1);
  }
  VIGIE_TRY(const long listen, options.integer("--events", 0, 0, 600));
  return probe_camera(access, clock, {std::chrono::seconds{listen}});
}

Result<Json> run(const Options& options) {
  static const SystemClock clock;
  const std::string what = options.words().empty() ? "" : options.words().front();
  if (what == "import") return import_list(options, clock);
  if (what == "secret") return store_secret(options, clock);
  if (what == "discover") return discover(options, clock);
  if (what == "probe") return probe(options, clock);
  return fail(ErrorKind::invalid_input, "usage: vigie cameras import|discover|probe|secret …; --help says more");
}

}  // namespace

int run_cameras(Arguments arguments) {
  const auto options = Options::parse(arguments, specs(), 2);
  if (!options) return report("cameras", options.error());
  if (options->has("--help")) {
    std::fputs(
        usage("cameras", "import FILE | discover | probe ADDRESS | secret NAME",
              "Brings a city's cameras in. import: a list as CSV, recognised by number; each new camera waits for the review of its mask, "
              "and what is wrong in which row is printed. discover: ONVIF cameras that answer on this network. probe: what one of them "
              "streams, for the list. secret: keeps user:password from standard input under a name that lists refer to. Prints JSON; "
              "exit status 1 when a row was refused.",
              specs())
            .c_str(),
        stdout);
    return 0;
  }
  start_logging("cameras");
  const auto done = run(*options);
  if (!done) return report("cameras", done.error());
  std::printf("%s\n", canonical(*done).c_str());
  if (!done->contains("errors")) return 0;
  for (const auto& error : (*done)["errors"])
    std::fprintf(stderr, "row %s: %s\n", error["row"].dump().c_str(), text_or(error, "todo").c_str());
  return (*done)["refused"] == 0 ? 0 : 1;
}

}  // namespace vigie::app
