#pragma once
// The envelope that every fact wears on its way (DESIGN.md, "Every fact"). A fact is never updated in place.

#include "base/digest.h"
#include "city/words.h"

namespace vigie::city {

struct Fact {
  Uuid id;                  // given at first commit unless set before; a repeat returns the first one's
  std::string schema;       // "alert.raised"; the words before the dot name the entity
  int schema_version = 1;
  std::string site = "main";
  SourceId source;
  std::string source_key;   // the source's own key or sequence number; (source, source_key, content) names the fact
  std::string subject;      // the entity it tells of: "alert:<uuid>"; a subject's facts are ordered
  Interval occurred{};
  std::string zone = "UTC";  // IANA name of the place's zone
  ClockQuality clock = ClockQuality::unknown;
  UtcTime received{};        // when it reached this server
  UtcTime recorded{};        // set by the ledger at commit
  std::optional<Uuid> supersedes;
  std::optional<BasisRef> basis;
  bool exercise = false;     // marked on every screen, sheet and export
  bool simulated = false;    // made by the exercise's simulation, not by a person or a camera
  Json body = Json::object();

  // Version of the content: what the source said, without ids and times that we add. The same again is the same fact.
  Digest content() const;
};

// A fact as the ledger and the bus hand it out. `cursor` grows by commit order and never repeats.
struct RecordedFact {
  std::uint64_t cursor = 0;
  Fact fact;
};

Json to_json(const Fact& fact);
Result<Fact> fact_from_json(const Json& value);

}  // namespace vigie::city
