#pragma once
// The members of JSON objects as the cells of rows. Nested members are not taken.

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "row_reader.h"

namespace vigie::connectors {

class ObjectRows {
 public:
  // Called for one object or for several: columns add up, in the order in which they are first seen.
  void learn_columns(const Json& object) {
    for (const auto& [name, value] : object.items())
      if (std::find(columns_.begin(), columns_.end(), name) == columns_.end()) columns_.push_back(name);
    texts_.resize(columns_.size());
  }
  const std::vector<std::string>& columns() const { return columns_; }
  // The row's cells live until the next fill.
  void fill(Row& row, const Json& object) {
    row.cells.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      texts_[i].clear();
      const auto member = object.find(columns_[i]);
      if (member != object.end()) {
        if (member->is_string())
          texts_[i] = member->get_ref<const std::string&>();
        else if (member->is_number() || member->is_boolean())
          texts_[i] = member->dump();
      }
      if (texts_[i].find('\0') != std::string::npos) row.damage = "nul_byte";
      row.cells.push_back(texts_[i]);
    }
    row.whole = {};
  }

 private:
  std::vector<std::string> columns_;
  std::vector<std::string> texts_;
};

}  // namespace vigie::connectors
