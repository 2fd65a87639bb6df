#include <cstdio>
#include <filesystem>

#include "base/log.h"
#include "commands.h"
#include "options.h"
#include "storage/sqlite_ledger.h"
#include "video/segment_writer.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{{"--data", "DIR", "the data folder (default ./demo-data); its server must be stopped"}};

Result<Json> reindex(const std::filesystem::path& data) {
  const SystemClock clock;
  UuidSource ids{clock};
  if (!std::filesystem::exists(data / "ledger.db")) return fail(ErrorKind::not_found, fmt::format("{} is no data folder: it has no ledger.db", data.string()));
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
  VIGIE_TRY(const auto report, video::reindex(data / "recordings"));
  std::size_t added = 0;
  for (const auto& row : report.segments) {
    // What the ledger says of a segment (protected, deleted) is more than its file can tell: only missing rows are put.
    // A file's times are those of its 90 kHz clock, rounded: the row is looked for a second around them.
    VIGIE_TRY(const auto known, ledger->segments(row.camera, {row.span.from - std::chrono::seconds{1}, row.span.to + std::chrono::seconds{1}}, 100));
    bool there = false;
    for (const auto& one : known) there = there || one.id == row.id;
    if (there) continue;
    VIGIE_CHECK(ledger->put_segment(row));
    ++added;
  }
  city::Commit commit;
  commit.audit.push_back({clock.utc_now(), "server", "recordings.reindex", "", "command line", {{"found", report.segments.size()}, {"added", added}}});
  VIGIE_TRY(const auto done, ledger->commit(commit));
  (void)done;
  return Json{{"found", report.segments.size()}, {"added", added}, {"problems", report.unusable}};
}

}  // namespace

int run_recordings(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("recordings", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"reindex"}) {
    std::fputs(usage("recordings", "reindex", "Rebuilds the ledger's segment index from the files.", specs).c_str(), options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  start_logging("recordings");
  const auto done = reindex(options->text("--data", "demo-data"));
  if (!done) return report("recordings", done.error());
  std::printf("%s\n", canonical(*done).c_str());
  return 0;
}

}  // namespace vigie::app
