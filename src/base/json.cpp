#include "base/json.h"

namespace vigie {

Result<Json> parse_json(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes) return fail(ErrorKind::invalid_input, fmt::format("JSON of {} bytes; at most {} are taken", text.size(), max_bytes));
  bool too_deep = false;
  const auto guard = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > 64) too_deep = true;
    return !too_deep;
  };
  // The parser recurses on neither input nor output, but destroying a deep tree would: hence the bound.
  try {
    Json value = Json::parse(text.begin(), text.end(), guard, true);
    if (too_deep) return fail(ErrorKind::invalid_input, "JSON nested deeper than 64");
    return value;
  } catch (const Json::exception& e) {
    return fail(ErrorKind::invalid_input, fmt::format("not valid JSON: {}", e.what()));
  }
}

std::string canonical(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

namespace {
const Json* find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}
}  // namespace

Result<std::string> text_field(const Json& object, const char* name, std::size_t max_size) {
  const Json* field = find(object, name);
  if (!field || !field->is_string()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is missing or not text", name), "field.missing");
  auto text = field->get<std::string>();
  if (text.size() > max_size) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is longer than {} bytes", name, max_size), "field.too_long");
  return text;
}

Result<double> number_field(const Json& object, const char* name) {
  const Json* field = find(object, name);
  if (!field || !field->is_number()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is missing or not a number", name), "field.missing");
  return field->get<double>();
}

Result<std::int64_t> integer_field(const Json& object, const char* name) {
  const Json* field = find(object, name);
  if (!field || !field->is_number_integer()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is missing or not an integer", name), "field.missing");
  return field->get<std::int64_t>();
}

std::string text_or(const Json& object, const char* name, std::string otherwise) {
  const Json* field = find(object, name);
  return field && field->is_string() ? field->get<std::string>() : otherwise;
}

double number_or(const Json& object, const char* name, double otherwise) {
  const Json* field = find(object, name);
  return field && field->is_number() ? field->get<double>() : otherwise;
}

bool flag_or(const Json& object, const char* name, bool otherwise) {
  const Json* field = find(object, name);
  return field && field->is_boolean() ? field->get<bool>() : otherwise;
}

}  // namespace vigie
