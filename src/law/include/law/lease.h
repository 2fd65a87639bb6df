#pragma once
// How a Permit reaches a worker: as a lease of at most 30 s on the worker's steady clock, renewed every 10 s. It survives
// the server by its remaining seconds and never longer. In a worker, too, only this room makes Permits.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "city/permit.h"

namespace vigie::law {

inline constexpr std::chrono::seconds longest_lease{30};
inline constexpr std::chrono::seconds lease_renewal{10};

// In the server: the terms of a live permit as a message {"type":"lease","ttl_s":30,"basis":{…},"regime","processing",
// "source","kinds","exercise"}. denied when the permit is not live: then send `revocation`.
Result<Json> issue_lease(const city::Permit& permit, std::chrono::seconds ttl = longest_lease);
// {"type":"revoke","source","processing","reason"}: `why` is what the gate or the permit said.
Json revocation(city::Processing processing, const city::SourceId& source, const Error& why);

// In the worker. Thread-safe. `clock` is borrowed for life.
class LeaseBook {
 public:
  explicit LeaseBook(const Clock& clock) : clock_(clock) {}

  // The same source, processing and terms while still live renews: every Permit made from it lives on. Other terms end
  // the old one ("lease.replaced"). An ended lease never revives: its successor is another Permit.
  Result<city::Permit> receive(const Json& lease);
  void revoke(const Json& revocation);
  void revoke_all(const Error& why);
  // The permit now held; denied "lease.none" or with the reason why it ended.
  Result<city::Permit> current(city::Processing processing, const city::SourceId& source) const;

 private:
  struct Lease;
  using Key = std::pair<city::SourceId, city::Processing>;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<Lease>> leases_;
};

}  // namespace vigie::law
