#pragma once
// A mapping's tables, read strictly.

#include "base/strict_table.h"

namespace vigie::connectors {

inline Result<toml::table> parse_toml(std::string_view text, const std::string& where) {
  return vigie::parse_toml(text, where, "mapping.invalid");
}

class StrictTable : public vigie::StrictTable {
 public:
  StrictTable(const toml::table& table, std::string where) : vigie::StrictTable(table, std::move(where), "mapping.invalid") {}
};

}  // namespace vigie::connectors
