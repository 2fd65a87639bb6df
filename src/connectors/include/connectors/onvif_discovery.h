#pragma once
// Cameras of this network by WS-Discovery (OASIS, April 2005, as the ONVIF core specification uses it): one probe by multicast,
// answers for a while. An answer is a claim: nothing is opened because of it, a person chooses.

#include <chrono>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace vigie::connectors {

struct FoundCamera {
  std::string endpoint;                  // the device's own lasting name, "urn:uuid:…"
  std::string address;                   // of its device service, on the host that answered
  std::string name, hardware, location;  // as its scopes say
  std::string answered_from;             // IP address
};

struct DiscoverySettings {
  std::string group = "239.255.255.250";  // a single device's address probes it alone
  std::uint16_t port = 3702;
  std::string interface;  // IPv4 address of ours to send from; empty: the system's choice
  std::chrono::milliseconds wait{3000};
  std::size_t most = 1024;  // further answers are not read
};

// Blocks for `wait` or until `stop`. Sorted by address, each endpoint once.
Result<std::vector<FoundCamera>> discover_cameras(const DiscoverySettings& settings, UuidSource& ids, std::stop_token stop = {});

// One datagram as an answer to the probe `message_id`; an error for anything else. Several devices may answer in one.
Result<std::vector<FoundCamera>> parse_probe_matches(std::string_view datagram, std::string_view message_id,
                                                     std::string_view answered_from);
std::string probe_message(std::string_view message_id);

}  // namespace vigie::connectors
