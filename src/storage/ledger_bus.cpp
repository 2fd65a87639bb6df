#include "storage/ledger_bus.h"

#include <condition_variable>
#include <list>
#include <mutex>

namespace vigie::storage {

struct LedgerBus::Listeners {
  struct Listener {
    std::function<void()> wake;
    int calls = 0;  // in progress
    bool gone = false;
  };
  std::mutex mutex;
  std::condition_variable idle;
  std::list<std::shared_ptr<Listener>> all;
};

LedgerBus::LedgerBus(const city::Ledger& ledger) : ledger_(ledger), listeners_(std::make_shared<Listeners>()) {}
LedgerBus::~LedgerBus() = default;

void LedgerBus::notify() {
  std::vector<std::shared_ptr<Listeners::Listener>> waking;
  {
    std::lock_guard lock(listeners_->mutex);
    waking.assign(listeners_->all.begin(), listeners_->all.end());
    for (const auto& listener : waking) ++listener->calls;
  }
  for (const auto& listener : waking) {
    bool call;
    {
      std::lock_guard lock(listeners_->mutex);
      call = !listener->gone;
    }
    if (call) listener->wake();
    {
      std::lock_guard lock(listeners_->mutex);
      --listener->calls;
    }
    listeners_->idle.notify_all();
  }
}

std::uint64_t LedgerBus::latest() const {
  if (const auto cursor = ledger_.last_cursor()) latest_ = *cursor;
  return latest_;
}

Result<std::vector<city::RecordedFact>> LedgerBus::read(std::uint64_t after, std::size_t limit) const {
  return ledger_.facts_after(after, "", limit);
}

std::unique_ptr<city::Bus::Subscription> LedgerBus::subscribe(std::function<void()> wake) {
  class Held final : public Subscription {
   public:
    Held(std::shared_ptr<Listeners> listeners, std::shared_ptr<Listeners::Listener> listener)
        : listeners_(std::move(listeners)), listener_(std::move(listener)) {}
    ~Held() override {
      std::unique_lock lock(listeners_->mutex);
      listener_->gone = true;
      listeners_->all.remove(listener_);
      listeners_->idle.wait(lock, [&] { return listener_->calls == 0; });
    }

   private:
    std::shared_ptr<Listeners> listeners_;  // outlives the bus when a subscription does
    std::shared_ptr<Listeners::Listener> listener_;
  };
  auto listener = std::make_shared<Listeners::Listener>();
  listener->wake = std::move(wake);
  {
    std::lock_guard lock(listeners_->mutex);
    listeners_->all.push_back(listener);
  }
  return std::make_unique<Held>(listeners_, std::move(listener));
}

}  // namespace vigie::storage
