#pragma once
// At-least-once delivery of committed facts by cursor. The embedded bus is a cursor over the ledger's outbox plus a
// wake-up: there is no second queue, and a slow reader loses nothing.

#include <functional>

#include "city/fact.h"

namespace vigie::city {

class Bus {
 public:
  // Removes the listener when destroyed; waits until a call in progress has returned.
  class Subscription {
   public:
    virtual ~Subscription() = default;
  };

  virtual ~Bus() = default;
  virtual std::uint64_t latest() const = 0;
  virtual Result<std::vector<RecordedFact>> read(std::uint64_t after, std::size_t limit) const = 0;
  // `wake` is called soon after a commit, on the committing thread: it must return at once and not commit.
  virtual std::unique_ptr<Subscription> subscribe(std::function<void()> wake) = 0;
};

}  // namespace vigie::city
