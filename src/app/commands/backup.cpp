// backup, restore and migrate: the data folder's two databases. Video is in no backup, so that nothing deleted can come
// back (RULES L11), and the sealer's key is in none, so that a copy cannot sign.

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "commands.h"
#include "options.h"
#include "storage/sqlite_series.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;

const char* const databases[] = {"ledger.db", "series.db"};
const char* const manifest_name = "backup.json";

const OptionSpec data_option{"--data", "DIR", "the data folder (default ./demo-data)"};

Status write_manifest(const fs::path& folder, const Json& manifest) {
  std::ofstream out{folder / manifest_name};
  out << manifest.dump(2) << "\n";
  if (!out.flush()) return fail(ErrorKind::unavailable, fmt::format("cannot write {}", (folder / manifest_name).string()));
  return {};
}

Result<Json> back_up(const fs::path& data, const fs::path& target) {
  if (!fs::exists(data / "ledger.db"))
    return fail(ErrorKind::not_found, fmt::format("{} is no data folder: it has no ledger.db", data.string()));
  if (fs::exists(target)) return fail(ErrorKind::conflict, fmt::format("{} exists already: give a new folder", target.string()));
  std::error_code error;
  fs::create_directories(target, error);
  if (!error) fs::permissions(target, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folder {}: {}", target.string(), error.message()));

  const SystemClock clock;
  UuidSource ids{clock};
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
  VIGIE_TRY(const auto series, storage::SqliteSeries::open(data / "series.db"));
  // The ledger first: a batch that the series' copy has beyond it is harmless, one that it lacked would be a loss.
  VIGIE_CHECK(ledger->backup(target / "ledger.db"));
  VIGIE_CHECK(series->backup(target / "series.db"));
  Json manifest{{"made", format_utc(clock.utc_now())}, {"files", Json::object()}};
  for (const char* name : databases) {
    VIGIE_TRY(const Digest digest, sha256_of_file(target / name));
    manifest["files"][name] = to_hex(digest);
  }
  VIGIE_CHECK(write_manifest(target, manifest));
  return manifest;
}

Result<Json> read_manifest(const fs::path& backup) {
  std::ifstream in{backup / manifest_name};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  auto manifest = parse_json(text);
  if (!in || !manifest || !manifest->contains("files"))
    return fail(ErrorKind::corrupt, fmt::format("{} is no whole backup: {} is missing or damaged", backup.string(), manifest_name));
  for (const char* name : databases) {
    VIGIE_TRY(const Digest digest, sha256_of_file(backup / name));
    if (text_or((*manifest)["files"], name) != to_hex(digest))
      return fail(ErrorKind::corrupt, fmt::format("{} is not the file that was backed up", (backup / name).string()));
  }
  return std::move(*manifest);
}

Result<Json> restore(const fs::path& backup, const fs::path& data) {
  VIGIE_TRY(Json manifest, read_manifest(backup));
  // A log left behind would be played into the restored file.
  for (const std::string name : databases)
    for (const fs::path& there : {data / name, data / (name + "-wal")})
      if (fs::exists(there))
        return fail(ErrorKind::conflict, fmt::format("{} exists: stop the server and move it away first", there.string()));
  std::error_code error;
  fs::create_directories(data, error);
  for (const char* name : databases) {
    const fs::path part = data / (std::string{name} + ".part");
    if (!error) fs::copy_file(backup / name, part, fs::copy_options::overwrite_existing, error);
    if (!error) fs::permissions(part, fs::perms::owner_read | fs::perms::owner_write, error);
    if (!error) fs::rename(part, data / name, error);
  }
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot restore to {}: {}", data.string(), error.message()));
  const SystemClock clock;
  UuidSource ids{clock};
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
  city::Commit commit;
  commit.audit.push_back({clock.utc_now(), "server", "ledger.restore", "", "command line", {{"backup_made", text_or(manifest, "made")}}});
  VIGIE_TRY(const auto committed, ledger->commit(commit));
  manifest["audit_seq"] = committed.last_audit_seq;
  return manifest;
}

Result<Json> formats(const fs::path& data, bool only_check) {
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::format_of(data / "ledger.db"));
  VIGIE_TRY(const auto series, storage::SqliteSeries::format_of(data / "series.db"));
  if (!only_check) {
    const SystemClock clock;
    UuidSource ids{clock};
    VIGIE_TRY(const auto opened, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
    VIGIE_TRY(const auto opened_series, storage::SqliteSeries::open(data / "series.db"));
  }
  const auto one = [](storage::Format format) { return Json{{"found", format.found}, {"known", format.known}}; };
  return Json{{"ledger", one(ledger)},
              {"series", one(series)},
              {"needed", ledger.found < ledger.known || series.found < series.known},
              {"possible", ledger.found <= ledger.known && series.found <= series.known}};
}

int print(const char* command, const Result<Json>& result) {
  if (!result) return report(command, result.error());
  std::printf("%s\n", canonical(*result).c_str());
  return 0;
}

int copying(const char* command, const char* what, Result<Json> (*act)(const fs::path&, const fs::path&), bool data_first,
            Arguments arguments) {
  const auto options = Options::parse(arguments, {data_option}, 1);
  if (!options) return report(command, options.error());
  if (options->has("--help") || options->words().empty()) {
    std::fputs(usage(command, "DIR", what, {data_option}).c_str(), options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const fs::path data = options->text("--data", "demo-data"), backup = options->words().front();
  return print(command, data_first ? act(data, backup) : act(backup, data));
}

}  // namespace

int run_backup(Arguments arguments) {
  return copying(
      "backup",
      "Copies ledger and series of a running or stopped server into the new folder DIR. Video and the signing key are in no backup.",
      back_up, true, arguments);
}

int run_restore(Arguments arguments) {
  return copying(
      "restore",
      "Puts a backup into a data folder that has no ledger. What came after the backup is lost, and the checkpoints outside will say so.",
      restore, false, arguments);
}

int run_migrate(Arguments arguments) {
  const std::vector<OptionSpec> specs{
      data_option, {"--check", "", "only say whether it is needed; exit status 1 when the files are of a newer program"}};
  const auto options = Options::parse(arguments, specs);
  if (!options) return report("migrate", options.error());
  if (options->has("--help")) {
    std::fputs(
        usage("migrate", "", "Brings the databases of a data folder to this program's format, after a copy beside them.", specs).c_str(),
        stdout);
    return 0;
  }
  const auto result = formats(options->text("--data", "demo-data"), options->has("--check"));
  const int code = print("migrate", result);
  return code == 0 && !(*result)["possible"].get<bool>() ? 1 : code;
}

}  // namespace vigie::app
