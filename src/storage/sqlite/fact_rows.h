#pragma once
// A fact as a row of table `facts`.

#include "city/ledger.h"
#include "sqlite/connection.h"

namespace vigie::storage {

// The word before the dot: "alert.raised" → "alert".
std::string entity_of(std::string_view schema);

// Columns in the order that `fact_from_row` reads; a macro because query texts are joined at compile time.
#define VIGIE_FACT_COLUMNS                                                                                           \
  "cursor, id, schema, schema_version, site, source, source_key, subject, occurred_from, occurred_to, zone, clock, " \
  "received, recorded, supersedes, basis_id, basis_version, exercise, simulated, body"

city::RecordedFact fact_from_row(const Query& row);
Status insert_fact(Connection& connection, const city::Fact& fact, const Digest& content);

}  // namespace vigie::storage
