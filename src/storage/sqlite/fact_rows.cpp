#include "sqlite/fact_rows.h"

namespace vigie::storage {

std::string entity_of(std::string_view schema) { return std::string{schema.substr(0, schema.find('.'))}; }

city::RecordedFact fact_from_row(const Query& row) {
  city::RecordedFact recorded;
  recorded.cursor = static_cast<std::uint64_t>(row.integer(0));
  city::Fact& fact = recorded.fact;
  fact.id = row.uuid(1);
  fact.schema = row.text(2);
  fact.schema_version = static_cast<int>(row.integer(3));
  fact.site = row.text(4);
  fact.source = row.text(5);
  fact.source_key = row.text(6);
  fact.subject = row.text(7);
  fact.occurred = {row.time(8), row.time(9)};
  fact.zone = row.text(10);
  fact.clock = city::parse_clock_quality(row.text(11));
  fact.received = row.time(12);
  fact.recorded = row.time(13);
  if (!row.null(14)) fact.supersedes = row.uuid(14);
  if (!row.null(15)) fact.basis = city::BasisRef{row.text(15), static_cast<int>(row.integer(16))};
  fact.exercise = row.integer(17) != 0;
  fact.simulated = row.integer(18) != 0;
  // We wrote it: a body that no longer parses is damage, which readers see as an empty one and `audit verify` names.
  if (auto body = parse_json(row.text(19), 64u << 20)) fact.body = std::move(*body);
  return recorded;
}

Status insert_fact(Connection& connection, const city::Fact& fact, const Digest& content) {
  VIGIE_TRY(Query query, connection.query("INSERT INTO facts (id, schema, entity, schema_version, site, source, source_key, content, "
                                          "subject, occurred_from, occurred_to, zone, clock, "
                                          "received, recorded, supersedes, basis_id, basis_version, exercise, simulated, body) VALUES "
                                          "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"));
  std::optional<std::string> basis_id;
  std::optional<int> basis_version;
  if (fact.basis) {
    basis_id = fact.basis->id;
    basis_version = fact.basis->version;
  }
  query.with(fact.id, fact.schema, entity_of(fact.schema), fact.schema_version, fact.site, fact.source, fact.source_key, content,
             fact.subject, fact.occurred.from, fact.occurred.to, fact.zone, city::to_string(fact.clock), fact.received, fact.recorded,
             fact.supersedes, basis_id, basis_version, fact.exercise, fact.simulated, canonical(fact.body));
  return query.run();
}

}  // namespace vigie::storage
