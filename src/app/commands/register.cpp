#include <cstdio>
#include <filesystem>

#include "base/log.h"
#include "commands.h"
#include "law/basis.h"
#include "operations/board.h"
#include "options.h"
#include "storage/sqlite_ledger.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{{"--data", "DIR", "the data folder (default ./demo-data)"}};

// RULES L16: cameras (area, purpose, order) and orders, machine-readable. Where a camera stands is public; its address is not.
Result<Json> export_register(const std::filesystem::path& data) {
  const SystemClock clock;
  UuidSource ids{clock};
  if (!std::filesystem::exists(data / "ledger.db")) return fail(ErrorKind::not_found, fmt::format("{} is no data folder: it has no ledger.db", data.string()));
  VIGIE_TRY(const auto ledger, storage::SqliteLedger::open(data / "ledger.db", clock, ids));
  law::BasisBook bases;
  VIGIE_CHECK(bases.load(*ledger));
  operations::Board board{clock};
  VIGIE_CHECK(board.catch_up(*ledger));
  const UtcTime now = clock.utc_now();
  Json cameras = Json::array(), orders = Json::array();
  for (const auto& camera : board.cameras()) {
    Json on = Json::array();
    for (const auto& state : bases.for_source(camera.id, now))
      if (state.basis.requisition.empty()) on.push_back({{"id", state.basis.id}, {"version", state.basis.version}});
    cameras.push_back({{"number", camera.number}, {"name", camera.name}, {"lat", camera.where.lat}, {"lon", camera.where.lon}, {"public_place", camera.public_place},
                       {"mask", to_string(camera.review)}, {"exercise", camera.exercise}, {"bases", std::move(on)}});
  }
  std::size_t requisitions = 0;
  for (const auto& state : bases.in_force(now)) {
    // That there is a judicial search is public; whose, where and why is not.
    if (!state.basis.requisition.empty()) {
      ++requisitions;
      continue;
    }
    Json basis = law::to_json(state.basis);
    basis["approved_at"] = format_utc(state.approved_at);
    orders.push_back(std::move(basis));
  }
  return Json{{"at", format_utc(now)}, {"cameras", std::move(cameras)}, {"orders_in_force", std::move(orders)}, {"requisitions_in_force", requisitions}};
}

}  // namespace

int run_register(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("register", options.error());
  if (options->has("--help") || options->words() != std::vector<std::string>{"export"}) {
    std::fputs(usage("register", "export", "The public register as JSON: cameras and the orders in force.", specs).c_str(), options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  start_logging("register");
  const auto done = export_register(options->text("--data", "demo-data"));
  if (!done) return report("register", done.error());
  std::printf("%s\n", done->dump(1).c_str());
  return 0;
}

}  // namespace vigie::app
