// The order that puts a person at the desk.
#include "law/accounts.h"

namespace vigie::law {

Json to_json(const Authorisation& authorisation) {
  Json value{{"number", authorisation.number}, {"date", authorisation.date}, {"training", authorisation.training}};
  if (authorisation.ends != UtcTime{}) value["ends"] = format_utc(authorisation.ends);
  return value;
}

Result<Authorisation> authorisation_from_json(const Json& value) {
  Authorisation authorisation;
  for (const auto& [name, text] :
       {std::pair{"number", &authorisation.number}, {"date", &authorisation.date}, {"training", &authorisation.training}}) {
    *text = text_or(value, name);
    if (text->size() > 400)
      return fail(ErrorKind::invalid_input, fmt::format("'{}' of the authorisation is too long", name), "field.too_long");
  }
  if (value.contains("ends") && !value["ends"].is_null()) {
    const auto ends = parse_utc(text_or(value, "ends"));
    if (!ends)
      return fail(ErrorKind::invalid_input, "'ends' of the authorisation: expected a time like 2026-03-01T12:00:00Z", "field.wrong");
    authorisation.ends = *ends;
  }
  return authorisation;
}

Status still_authorised(const Account& account, UtcTime now) {
  const UtcTime ends = account.authorisation.ends;
  if (ends == UtcTime{} || now < ends) return {};
  return fail(ErrorKind::denied, fmt::format("the authorisation of {} ended on {}", account.name, format_utc(ends)), "account.ended");
}

}  // namespace vigie::law
