#include "base/strict_table.h"

#include <algorithm>

namespace vigie {

Result<toml::table> parse_toml(std::string_view text, const std::string& where, const std::string& code) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::invalid_input, fmt::format("{}:{}: {}", where, error.source().begin.line, error.description()), code);
  }
}

std::vector<std::string> StrictTable::words(const char* key) {
  std::vector<std::string> found;
  const toml::node* node = take(key);
  if (!node) return found;
  const toml::array* array = node->as_array();
  if (!array) complain(fmt::format("'{}' must be a list of words", key), node->source());
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    const auto word = (*array)[i].value_exact<std::string>();
    if (!word) complain(fmt::format("'{}' must be a list of words", key), (*array)[i].source());
    found.push_back(word.value_or(""));
  }
  return found;
}

std::vector<std::string> StrictTable::word_or_words(const char* key) {
  const auto word = table_.get(key) ? table_.get(key)->value_exact<std::string>() : std::nullopt;
  if (!word) return words(key);
  take(key);
  return {*word};
}

std::vector<double> StrictTable::numbers(const char* key) {
  std::vector<double> found;
  const toml::node* node = take(key);
  const toml::array* array = node ? node->as_array() : nullptr;
  if (node && !array) complain(fmt::format("'{}' must be a list of numbers", key), node->source());
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    const auto number = (*array)[i].value<double>();
    if (!number) complain(fmt::format("'{}' must be a list of numbers", key), (*array)[i].source());
    found.push_back(number.value_or(0));
  }
  return found;
}

const toml::table* StrictTable::table(const char* key) {
  const toml::node* node = take(key);
  if (node && !node->is_table()) complain(fmt::format("'{0}' must be a table, [{0}]", key), node->source());
  return node ? node->as_table() : nullptr;
}

std::vector<const toml::table*> StrictTable::tables(const char* key) {
  std::vector<const toml::table*> found;
  const toml::node* node = take(key);
  const toml::array* array = node ? node->as_array() : nullptr;
  if (node && !array) complain(fmt::format("'{0}' must be given as [[{0}]]", key), node->source());
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    if (const toml::table* table = (*array)[i].as_table())
      found.push_back(table);
    else
      complain(fmt::format("'{0}' must be given as [[{0}]]", key), (*array)[i].source());
  }
  return found;
}

Status StrictTable::finish() {
  for (const auto& [key, node] : table_)
    if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
      complain(fmt::format("unknown key '{}'", key.str()), node.source());
  if (!error_.empty()) return fail(ErrorKind::invalid_input, error_, code_);
  return {};
}

const toml::node* StrictTable::take(const char* key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void StrictTable::complain(const std::string& what, const toml::source_region& at) {
  if (error_.empty()) error_ = fmt::format("{}:{}: {}", where_, at.begin.line, what);
}

}  // namespace vigie
