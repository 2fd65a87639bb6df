#include <cstdio>
#include <filesystem>

#include "commands.h"
#include "law/audit_chain.h"
#include "options.h"
#include "storage/sqlite_ledger.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;

const std::vector<OptionSpec> specs{
    {"--data", "DIR", "the data folder (default ./demo-data)"},
    {"--checkpoints", "FILE", "checkpoints kept outside the server (default DIR/outside/checkpoints.jsonl)"},
    {"--key-id", "HEX", "only this key may have signed"}};

Result<law::AuditReport> verify(const Options& options) {
  const fs::path data = options.text("--data", "demo-data");
  if (!fs::exists(data / "ledger.db"))
    return fail(ErrorKind::not_found, fmt::format("{} is no data folder: it has no ledger.db", data.string()));
  const SystemClock clock;
  UuidSource ids{clock};
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
  const fs::path usual = data / "outside" / "checkpoints.jsonl";
  std::vector<city::Checkpoint> outside;
  if (options.has("--checkpoints") || fs::exists(usual)) {
    VIGIE_TRY(outside, law::read_checkpoints(options.text("--checkpoints", usual.string())));
  }
  return law::verify_audit(*ledger, outside, options.text("--key-id"));
}

}  // namespace

int run_audit(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("audit", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"verify"}) {
    std::fputs(
        usage("audit", "verify", "Checks the audit chain against its signed checkpoints; exit status 1 when something is wrong.", specs)
            .c_str(),
        options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto verified = verify(*options);
  if (!verified) return report("audit", verified.error());
  std::printf("%s\n", canonical(law::to_json(*verified)).c_str());
  return verified->ok ? 0 : 1;
}

}  // namespace vigie::app
