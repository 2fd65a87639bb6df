#pragma once
// Brings every projection up to the newest committed fact, on the committing thread, before the commit's caller goes on:
// whoever commits reads its own write. The wake-up of the bus follows.

#include "law/accounts.h"
#include "law/basis.h"
#include "operations/board.h"
#include "storage/ledger_bus.h"

namespace vigie::app {

class Follower {
 public:
  Follower(const city::Ledger& ledger, law::BasisBook& bases, law::AccountBook& accounts, operations::Board& board, storage::LedgerBus& bus)
      : ledger_(ledger), bases_(bases), accounts_(accounts), board_(board), bus_(bus) {}

  Status load();     // once at start
  void on_commit();  // any thread

 private:
  const city::Ledger& ledger_;
  law::BasisBook& bases_;
  law::AccountBook& accounts_;
  operations::Board& board_;
  storage::LedgerBus& bus_;
  std::mutex mutex_;
  std::uint64_t cursor_ = 0;
};

}  // namespace vigie::app
