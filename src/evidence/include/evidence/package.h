#pragma once
// The sealed package that answers a judicial requisition (docs/requisitions.md says what lies in it, byte by byte). Nothing here decides
// what may be handed over: the caller holds a Permit to export for every camera, and what it orders is what the requisition granted.

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>

#include "base/zone.h"
#include "city/permit.h"
#include "evidence/roots.h"

namespace vigie::evidence {

struct Person {
  std::string id, name;
};

struct RequisitionFacts {
  std::string number;  // the city's own: "2026-0017"
  std::string reference, article, authority, unit, officer;
  city::Interval window{};  // of the facts
};

// A kept moment. `clock_error_s`: the camera's clock minus true time, where somebody measured it; else it is said that nobody did.
struct PackageMoment {
  city::SourceId camera;
  std::string camera_name, note;
  city::Interval span{};
  std::optional<double> clock_error_s = {};
  std::string clock_stated_by = {};
};

struct SearchDone {
  Person by;
  UtcTime at{};
  city::SourceId camera;
  city::Interval span{};
  Json question = Json::object();
  std::uint64_t findings = 0;
  double seconds = 0;  // of recording searched
};

// Asks a time-stamp authority (RFC 3161): a request in DER for a response in DER.
struct TimestampAuthority {
  std::string name;
  std::string certificates_pem;  // its root, and what lies between
  std::function<Result<Bytes>(const Bytes& request)> ask;
};

struct PackageOrder {
  Uuid id;
  std::filesystem::path to;  // must not exist; its parent must
  RequisitionFacts requisition;
  std::string medium;  // number of the medium it goes out on
  Person approved_by, packaged_by;
  std::vector<PackageMoment> moments;
  std::vector<SearchDone> searches;
  bool exercise = false;
  std::string program;  // "vigie 1.2"
};

struct PackageDoors {
  const city::Ledger& ledger;
  std::filesystem::path recordings;
  RootBook& roots;
  law::Signer& signer;
  std::map<city::SourceId, city::Permit> permits;  // to export, by camera
  const TimestampAuthority* authority = nullptr;   // borrowed for the call; null: no time stamp, and the manifest says so
  const Zone& zone;
  const Clock& clock;
};

struct PackageReport {
  Digest manifest{};
  std::string key_id;
  std::uint64_t bytes = 0, files = 0;
  std::vector<std::string> faults;  // gaps and the like, one sentence each, as on the slip
};
Json to_json(const PackageReport& report);

// Whole or not there: made beside its place in a hidden folder, put on the disk, renamed. What a killed attempt left is removed by the
// next one for the same place. `progress`: fraction and a code of the catalogue. Errors: denied (a permit ended), conflict (the place is
// taken), full, cancelled, not_found "package.nothing" (none of the moments is recorded any more).
Result<PackageReport> make_package(const PackageOrder& order, const PackageDoors& doors,
                                   const std::function<void(double, const std::string&)>& progress, const std::stop_token& stop);

}  // namespace vigie::evidence
