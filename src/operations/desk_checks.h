#pragma once
// What the acts of the desk have in common: how an unknown subject and a text out of bounds are refused.

#include <algorithm>
#include <string>

#include "base/result.h"

namespace vigie::operations {

inline tl::unexpected<Error> unknown(const char* what, const std::string& id) {
  return fail(ErrorKind::not_found, fmt::format("there is no {} '{}'", what, id), std::string{what} + ".unknown");
}

inline Status check_text(const char* field, const std::string& text, std::size_t max_bytes, bool required) {
  if (required && text.empty()) return fail(ErrorKind::invalid_input, fmt::format("'{}' is missing", field), "field.missing");
  if (text.size() > max_bytes) return fail(ErrorKind::invalid_input, fmt::format("'{}' is too long", field), "field.too_long");
  return {};
}

// Words as a person counts them: code points of UTF-8, not bytes.
inline constexpr std::size_t most_words = 500;
inline Status check_words(const char* field, const std::string& text, bool required, std::size_t most = most_words) {
  VIGIE_CHECK(check_text(field, text, most * 4, required));
  const auto points = std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(points) > most)
    return fail(ErrorKind::invalid_input, fmt::format("'{}' has more than {} characters", field, most), "field.too_long");
  return {};
}

}  // namespace vigie::operations
