#include "connectors/import.h"

#include <unistd.h>

#include <cstdio>

#include "base/log.h"
#include "commands.h"
#include "connectors/guess.h"
#include "records/city_of_records.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

std::vector<OptionSpec> specs() {
  std::vector<OptionSpec> all{{"--mapping", "MAP.toml", "what the files' columns mean (docs/import.md)"},
                              {"--guess", "", "print a first mapping for the files, to read, correct and keep"},
                              {"--zone", "NAME", "for --guess: whose clock the times are, e.g. Europe/Paris"},
                              {"--kind", "NAME", "for --guess: what the rows are"},
                              {"--centre", "LAT,LON", "for --guess: the city's centre, which tells one projection from another"},
                              {"--dry-run", "", "read and judge the files, store nothing; needs no --data and no legal basis"}};
  all.insert(all.end(), city_of_records_options().begin(), city_of_records_options().end());
  return all;
}

void show_progress(const std::string& file, double share, std::uint64_t rows) {
  if (::isatty(STDERR_FILENO) == 0 && share < 1) return;
  std::fprintf(stderr, "%s: %3.0f %%, %llu rows%s", file.c_str(), share * 100, static_cast<unsigned long long>(rows),
               share < 1 ? "\r" : "\n");
}

Result<connectors::Guess> guess(const Options& options) {
  if (options.words().empty()) return fail(ErrorKind::invalid_input, "usage: vigie import FILE… --guess");
  connectors::GuessOptions guess_options{options.text("--zone"), options.text("--kind"), std::nullopt};
  if (!guess_options.zone.empty()) VIGIE_CHECK(Zone::open(guess_options.zone));
  if (options.has("--centre")) {
    geo::LatLon centre;
    const std::string text = options.text("--centre");
    int read = 0;
    if (std::sscanf(text.c_str(), "%lf,%lf%n", &centre.lat, &centre.lon, &read) != 2 || static_cast<std::size_t>(read) != text.size() ||
        !geo::valid(centre))
      return fail(ErrorKind::invalid_input, fmt::format("--centre '{}' is no place: write LAT,LON in degrees, e.g. 43.30,5.37", text));
    guess_options.centre = centre;
  }
  return connectors::guess_mapping({options.words().begin(), options.words().end()}, guess_options);
}

Result<connectors::ImportReport> run(const Options& options) {
  if (options.words().empty() || !options.has("--mapping"))
    return fail(ErrorKind::invalid_input, "usage: vigie import FILE… --mapping MAP.toml (--data DIR | --dry-run)");
  const std::vector<std::filesystem::path> files(options.words().begin(), options.words().end());
  VIGIE_TRY(const auto mapping, connectors::Mapping::load(options.text("--mapping")));
  connectors::ImportOptions import_options;
  import_options.progress = show_progress;
  if (options.has("--dry-run")) return connectors::try_import(mapping, files, import_options);

  static const SystemClock clock;
  VIGIE_TRY(const auto program, open_city_of_records(options, clock, true));
  const RecordDoors doors = program->record_doors();
  const city::SourceId source = "records:" + mapping.source;
  const auto permit = doors.gate.permit(city::Processing::import_records, source, {"server", "command line", ""});
  if (!permit)
    return fail_in(
        fmt::format(
            "importing needs a legal basis that names '{}' and the processing 'import': propose it and have another person approve it",
            source),
        permit.error());
  return connectors::import_files(mapping, files, *permit, {doors.ledger, doors.series, doors.ids, doors.clock}, import_options);
}

}  // namespace

int run_import(Arguments arguments) {
  const auto options = Options::parse(arguments, specs(), arguments.size());
  if (!options) return report("import", options.error());
  if (options->has("--help")) {
    std::fputs(usage("import", "FILE… (--guess | --mapping MAP.toml (--data DIR | --dry-run))",
                     "Brings a register's files (CSV, Excel, shapefile, NDJSON, GeoJSON; gzip or not) into the city's records. Each file is stored whole or "
                     "not at all; the same again is "
                     "stored once. Prints a report as JSON; exit status 1 when a file was refused.",
                     specs())
                   .c_str(),
               stdout);
    return 0;
  }
  start_logging("import");
  if (options->has("--guess")) {
    const auto guessed = guess(*options);
    if (!guessed) return report("import", guessed.error());
    std::fputs(guessed->mapping.c_str(), stdout);
    for (const auto& doubt : guessed->doubts) std::fprintf(stderr, "doubt: %s\n", doubt.c_str());
    return 0;
  }
  const auto done = run(*options);
  if (!done) return report("import", done.error());
  std::printf("%s\n", canonical(done->to_json()).c_str());
  for (const auto& file : done->files)
    if (file.contains("refused")) std::fprintf(stderr, "vigie import: %s\n", file["refused"].get<std::string>().c_str());
  return done->refused ? 1 : 0;
}

}  // namespace vigie::app
