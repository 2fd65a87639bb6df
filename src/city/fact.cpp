#include "city/fact.h"

namespace vigie::city {

Digest Fact::content() const {
  const Json said{{"schema", schema},         {"version", schema_version}, {"subject", subject}, {"from", to_unix_us(occurred.from)},
                  {"to", to_unix_us(occurred.to)}, {"body", body},         {"exercise", exercise}};
  return sha256(canonical(said));
}

Json to_json(const Fact& fact) {
  Json value{{"id", fact.id.str()},
             {"schema", fact.schema},
             {"schema_version", fact.schema_version},
             {"site", fact.site},
             {"source", fact.source},
             {"source_key", fact.source_key},
             {"subject", fact.subject},
             {"occurred_from", format_utc(fact.occurred.from)},
             {"occurred_to", format_utc(fact.occurred.to)},
             {"zone", fact.zone},
             {"clock", to_string(fact.clock)},
             {"received", format_utc(fact.received)},
             {"recorded", format_utc(fact.recorded)},
             {"exercise", fact.exercise},
             {"simulated", fact.simulated},
             {"body", fact.body}};
  if (fact.supersedes) value["supersedes"] = fact.supersedes->str();
  if (fact.basis) value["basis"] = {{"id", fact.basis->id}, {"version", fact.basis->version}};
  return value;
}

Result<Fact> fact_from_json(const Json& value) {
  const auto time = [&](const char* name) -> Result<UtcTime> {
    VIGIE_TRY(const std::string text, text_field(value, name));
    return parse_utc(text);
  };
  Fact fact;
  VIGIE_TRY(const std::string id, text_field(value, "id"));
  VIGIE_TRY(fact.id, Uuid::parse(id));
  VIGIE_TRY(fact.schema, text_field(value, "schema"));
  fact.schema_version = static_cast<int>(number_or(value, "schema_version", 1));
  fact.site = text_or(value, "site", "main");
  VIGIE_TRY(fact.source, text_field(value, "source"));
  VIGIE_TRY(fact.source_key, text_field(value, "source_key"));
  VIGIE_TRY(fact.subject, text_field(value, "subject"));
  VIGIE_TRY(fact.occurred.from, time("occurred_from"));
  VIGIE_TRY(fact.occurred.to, time("occurred_to"));
  fact.zone = text_or(value, "zone", "UTC");
  fact.clock = parse_clock_quality(text_or(value, "clock"));
  VIGIE_TRY(fact.received, time("received"));
  VIGIE_TRY(fact.recorded, time("recorded"));
  fact.exercise = flag_or(value, "exercise", false);
  fact.simulated = flag_or(value, "simulated", false);
  if (value.contains("supersedes")) {
    VIGIE_TRY(const std::string text, text_field(value, "supersedes"));
    VIGIE_TRY(fact.supersedes, Uuid::parse(text));
  }
  if (value.contains("basis")) {
    VIGIE_TRY(const std::string basis, text_field(value["basis"], "id"));
    fact.basis = BasisRef{basis, static_cast<int>(number_or(value["basis"], "version", 0))};
  }
  if (!value.contains("body")) return fail(ErrorKind::invalid_input, "fact without a body");
  fact.body = value["body"];
  return fact;
}

}  // namespace vigie::city
