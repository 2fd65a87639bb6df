#include "records/city_of_records.h"

#include "config.h"

namespace vigie::app {

const std::vector<OptionSpec>& city_of_records_options() {
  static const std::vector<OptionSpec> specs{
      {"--data", "DIR", "the city's data folder; its server must be stopped"},
      {"--profile", "NAME", "of a folder without config.toml: exercise (default) or fr"},
      {"--profiles-dir", "DIR", "where the profiles' TOML files are (default ./profiles)"},
      {"--zone", "ZONE", "of a folder without config.toml: the city's time zone (default Europe/Paris)"},
  };
  return specs;
}

Result<std::unique_ptr<Program>> open_city_of_records(const Options& options, const Clock& clock, bool make) {
  namespace fs = std::filesystem;
  const fs::path data = options.text("--data");
  if (data.empty()) return fail(ErrorKind::invalid_input, "name the city's data folder: --data DIR");
  if (!make && !fs::exists(data / "ledger.db"))
    return fail(ErrorKind::not_found, fmt::format("{} is no data folder: it has no ledger.db", data.string()));
  ProgramOptions program_options;
  program_options.data = data;
  if (fs::exists(data / "config.toml")) {
    VIGIE_TRY(const ServerConfig config, load_config(data / "config.toml"));
    program_options.profile_file = config.profile;
    program_options.zone = config.zone;
    program_options.model_dir = config.model;
  } else {
    program_options.profile_file = fs::path{options.text("--profiles-dir", "profiles")} / (options.text("--profile", "exercise") + ".toml");
    program_options.zone = options.text("--zone", "Europe/Paris");
  }
  if (options.has("--model")) program_options.model_dir = options.text("--model");
  VIGIE_TRY(auto program, Program::open(program_options, clock));
  // New is a ledger without a single fact: also one that a killed first import left. A folder that has lived gets no basis from here.
  VIGIE_TRY(const auto facts, program->record_doors().ledger.last_cursor());
  if (make && facts == 0 && program_options.profile_file.stem() == "exercise") VIGIE_CHECK(make_exercise_law(program->doors()));
  return program;
}

}  // namespace vigie::app
