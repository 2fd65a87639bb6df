#pragma once
// The embedded bus: the ledger's facts by cursor plus a wake-up. Wire it with
//   ledger->on_commit([&bus] { bus.notify(); });
// It keeps nothing, so nothing is lost when nobody listens.

#include <atomic>

#include "city/bus.h"
#include "city/ledger.h"

namespace vigie::storage {

// Thread-safe. `ledger` is borrowed for life.
class LedgerBus final : public city::Bus {
 public:
  explicit LedgerBus(const city::Ledger& ledger);
  ~LedgerBus() override;

  void notify();  // wakes every listener, on the calling thread
  // The newest cursor; the last one known when the ledger cannot answer.
  std::uint64_t latest() const override;
  Result<std::vector<city::RecordedFact>> read(std::uint64_t after, std::size_t limit) const override;
  // A listener must not destroy its own subscription from within `wake`.
  std::unique_ptr<Subscription> subscribe(std::function<void()> wake) override;

 private:
  struct Listeners;
  const city::Ledger& ledger_;
  mutable std::atomic<std::uint64_t> latest_{0};
  std::shared_ptr<Listeners> listeners_;
};

}  // namespace vigie::storage
