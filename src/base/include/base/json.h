#pragma once
// JSON at the edges. Parsing never throws out of here; a document from outside is bounded in size and depth.

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace vigie {

using Json = nlohmann::json;

// Refuses more than `max_bytes`, nesting deeper than 64, and invalid UTF-8 (invalid_input, says where).
Result<Json> parse_json(std::string_view text, std::size_t max_bytes = 1 << 20);
// Compact, keys sorted, invalid UTF-8 replaced: the form that digests are taken over.
std::string canonical(const Json& value);

// Field access for documents from outside: says which field is missing or of the wrong type, never throws.
Result<std::string> text_field(const Json& object, const char* name, std::size_t max_size = 4096);
Result<double> number_field(const Json& object, const char* name);
Result<std::int64_t> integer_field(const Json& object, const char* name);
std::string text_or(const Json& object, const char* name, std::string otherwise = {});
double number_or(const Json& object, const char* name, double otherwise);
bool flag_or(const Json& object, const char* name, bool otherwise);

}  // namespace vigie
