#include "server/follower.h"

#include "base/log.h"

namespace vigie::app {

Status Follower::load() {
  std::lock_guard lock(mutex_);
  VIGIE_CHECK(bases_.load(ledger_));
  VIGIE_CHECK(accounts_.load(ledger_));
  VIGIE_CHECK(board_.catch_up(ledger_));
  cursor_ = board_.cursor();
  return {};
}

void Follower::on_commit() {
  {
    std::lock_guard lock(mutex_);
    constexpr std::size_t page = 500;
    for (;;) {
      const auto facts = ledger_.facts_after(cursor_, "", page);
      if (!facts) {
        // The facts are safe; the projections lag until the next commit reads on from the same cursor.
        spdlog::error("projections: cannot read committed facts: {}", facts.error().message);
        break;
      }
      for (const auto& recorded : *facts) {
        bases_.apply(recorded);
        accounts_.apply(recorded);
        board_.apply(recorded);
        cursor_ = recorded.cursor;
      }
      if (facts->size() < page) break;
    }
  }
  bus_.notify();
}

}  // namespace vigie::app
