#pragma once
// The door through which workers' facts come in: [kind and purpose allowed?] → commit → acknowledge (DESIGN.md, "The way of
// a fact"). What the law does not allow is discarded, counted and audited: it is acknowledged, so that it is not sent again.

#include <map>

#include "base/metrics.h"
#include "city/series.h"
#include "law/basis.h"
#include "operations/desk.h"

namespace vigie::app {

class FactsIn {
 public:
  // All borrowed for life.
  FactsIn(city::Ledger& ledger, city::Series& series, operations::Desk& desk, const law::BasisBook& bases, const Clock& clock, Metrics& metrics);

  // Success: committed (or refused by the law for good), the worker may forget it. An error: not now, send it again.
  // Any thread.
  Status accept(const city::Fact& fact, const std::vector<city::Observation>& observations);

  // The newest minute of each camera.
  struct Counts {
    UtcTime minute{};
    double people = 0, vehicles = 0;
  };
  std::map<city::SourceId, Counts> newest_counts() const;

  // After a crash: shows the batches that the ledger names, drops the others. Once, before anything is accepted.
  static Status settle(city::Ledger& ledger, city::Series& series);
  // Appends, names in the ledger, shows. The facts of a batch share one audit entry.
  Status commit_batch(const city::Batch& batch, const city::SourceId& source, const std::string& source_key, const std::optional<city::BasisRef>& basis, bool exercise,
                      bool simulated);

 private:
  Status check(const city::Fact& fact, const std::string& kind) const;
  Status refuse(const city::Fact& fact, const Error& why);
  Status accept_alert(const city::Fact& fact);
  Status accept_observations(const city::Fact& fact, const std::vector<city::Observation>& observations);

  city::Ledger& ledger_;
  city::Series& series_;
  operations::Desk& desk_;
  const law::BasisBook& bases_;
  const Clock& clock_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::map<city::SourceId, Counts> counts_;
};

}  // namespace vigie::app
