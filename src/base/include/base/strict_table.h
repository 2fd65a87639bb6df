#pragma once
// One TOML table read strictly: which keys were asked for is remembered, so that every other one can be refused with its
// line. The first complaint is told by finish(), as "where:line: what", under the code of who reads.

#include <toml++/toml.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie {

Result<toml::table> parse_toml(std::string_view text, const std::string& where, const std::string& code);

class StrictTable {
 public:
  // The table is borrowed for life.
  StrictTable(const toml::table& table, std::string where, std::string code)
      : table_(table), where_(std::move(where)), code_(std::move(code)) {}

  template <typename T>
  T required(const char* key) {
    const auto value = optional<T>(key);
    if (!value) complain(fmt::format("'{}' is missing", key), table_.source());
    return value.value_or(T{});
  }
  template <typename T>
  std::optional<T> optional(const char* key) {
    const toml::node* node = take(key);
    if (!node) return std::nullopt;
    const auto value = node->value_exact<T>();
    if (!value) complain(fmt::format("'{}' has the wrong type", key), node->source());
    return value;
  }
  std::vector<std::string> words(const char* key);          // a list
  std::vector<std::string> word_or_words(const char* key);  // one word stands for a list of one
  std::vector<double> numbers(const char* key);
  const toml::table* table(const char* key);
  std::vector<const toml::table*> tables(const char* key);  // [[key]]
  Status finish();

 private:
  const toml::node* take(const char* key);
  void complain(const std::string& what, const toml::source_region& at);

  const toml::table& table_;
  const std::string where_, code_;
  std::vector<std::string> known_;
  std::string error_;
};

}  // namespace vigie
