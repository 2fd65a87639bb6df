#pragma once
// Where everything that arrives live is stored: one thread commits what has been waiting meanwhile as one group, so that
// the disk is asked a few times for hundreds of facts. Who offers is told when the group is committed, and only then
// acknowledges to its sender.
//
//   HTTP handlers ─┐                     ┌ match → append → ledger names the batches → publish ─┐
//   MQTT threads ──┴→ queue (bounded) → one thread …                                             └→ each offer's answer

#include <functional>
#include <map>
#include <memory>

#include "base/metrics.h"
#include "base/queue.h"
#include "base/thread.h"
#include "city/ledger.h"
#include "city/permit.h"
#include "city/series.h"

namespace vigie::connectors {

// Borrowed for life. `permit` is asked at every group: denied means that nothing of that source is stored.
struct LiveDoors {
  city::Ledger& ledger;
  city::Series& series;
  UuidSource& ids;
  const Clock& clock;
  Metrics& metrics;
  std::function<Result<city::Permit>(const city::SourceId& source)> permit;
};

class LiveIntake {
 public:
  struct Limits {
    std::size_t queued_offers = 1'000;  // further ones are refused ("push.busy", counter vigie_live_refused_total)
    std::size_t group_records = 1'000;  // of a commit, unless one offer alone has more
    int waiting_callers = 6;            // of `store` that may refuse; each holds one of the server's handlers
  };
  struct Stored {
    std::uint64_t stored = 0, duplicates = 0, new_versions = 0;
    Uuid batch;  // nil when nothing was new
  };
  enum class WhenFull { refuse, wait };

  LiveIntake(LiveDoors doors, Limits limits);
  ~LiveIntake() { stop(); }

  // Returns once they are committed: on the disk, named in the ledger, visible. The records are of one source, not empty;
  // their exercise mark is set from the permit. Errors: full "push.busy" (with `refuse`: nothing was taken, come back),
  // denied (no legal basis: nothing was stored), unavailable (the disk does not answer, or stopping). Any thread.
  Result<Stored> store(std::vector<city::Record> records, WhenFull when_full);
  // Commits what is waiting, then ends. Later offers are refused.
  void stop();

 private:
  struct Offer;
  struct Group;
  void run();
  Status commit(std::vector<std::shared_ptr<Offer>>& offers);
  Status prepare(Group& group);

  const LiveDoors doors_;
  const Limits limits_;
  BoundedQueue<std::shared_ptr<Offer>> queue_;
  std::atomic<int> waiting_{0};
  Thread thread_;
};

}  // namespace vigie::connectors
