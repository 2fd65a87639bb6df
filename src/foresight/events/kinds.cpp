#include "foresight/kinds.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>

#include "events/kinds_text.h"
#include "foresight/table.h"

namespace vigie::foresight {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

Result<std::vector<std::string>> words(const toml::table& table, const char* key) {
  const auto* list = table[key].as_array();
  if (!list) return fail(ErrorKind::invalid_input, fmt::format("kinds.toml: '{}' must be a list of texts", key));
  std::vector<std::string> out;
  for (const auto& one : *list) {
    const auto text = one.value<std::string>();
    if (!text || text->empty()) return fail(ErrorKind::invalid_input, fmt::format("kinds.toml: '{}' holds something that is no text", key));
    out.push_back(*text);
  }
  return out;
}

}  // namespace

Result<Kinds> Kinds::built_in() { return parse(kinds_text); }

Result<Kinds> Kinds::parse(std::string_view text) {
  try {
    const toml::table table = toml::parse(text);
    Kinds kinds;
    VIGIE_TRY(kinds.refused_, words(table, "refused"));
    VIGIE_TRY(kinds.published_, words(table, "published"));
    for (auto& pattern : kinds.refused_) pattern = lower(pattern);
    return kinds;
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::invalid_input, fmt::format("kinds.toml, line {}: {}", error.source().begin.line, error.description()));
  }
}

std::string Kinds::refused_by(std::string_view kind) const {
  const std::string name = lower(trimmed(kind));
  for (const auto& pattern : refused_)
    for (auto at = name.find(pattern); at != std::string::npos; at = name.find(pattern, at + 1))
      if (at == 0 || !std::isalnum(static_cast<unsigned char>(name[at - 1]))) return pattern;
  return {};
}

bool Kinds::published(std::string_view kind) const {
  return std::find(published_.begin(), published_.end(), trimmed(kind)) != published_.end();
}

}  // namespace vigie::foresight
