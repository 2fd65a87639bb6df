#pragma once
// Rows that a reader of whole documents (calendar, XML, protobuf) has made in memory. A document is bounded, and so are
// its rows: a short text that unfolds into millions is refused.

#include "row_reader.h"

namespace vigie::connectors {

inline constexpr std::size_t most_document_bytes = 32u << 20;
inline constexpr std::size_t most_document_rows = 200'000;

class TableRows final : public RowReader {
 public:
  explicit TableRows(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  // `cells` in the order of the columns. `damage`: why this row can't be taken; else null.
  void add(std::vector<std::string> cells, std::uint64_t byte, const char* damage = nullptr) {
    rows_.push_back({std::move(cells), byte, damage});
  }
  std::size_t size() const { return rows_.size(); }

  const std::vector<std::string>& columns() const override { return columns_; }
  Result<bool> next(Row& row) override {
    if (at_ >= rows_.size()) return false;
    const One& one = rows_[at_];
    row.number = ++at_;
    row.byte = one.byte;
    row.damage = one.damage;
    row.cells.assign(one.cells.begin(), one.cells.end());
    row.whole = {};
    for (const auto& cell : one.cells)
      if (cell.find('\0') != std::string::npos) row.damage = "nul_byte";
    return true;
  }

 private:
  struct One {
    std::vector<std::string> cells;
    std::uint64_t byte = 0;
    const char* damage = nullptr;
  };
  std::vector<std::string> columns_;
  std::vector<One> rows_;
  std::size_t at_ = 0;
};

// All bytes of the input; file.too_large above the limit.
Result<std::string> read_document(TextInput& input, const std::string& name);

Result<std::unique_ptr<RowReader>> open_icalendar(TextInput& input, const Mapping& mapping, const std::string& name);
Result<std::unique_ptr<RowReader>> open_cap(TextInput& input, const std::string& name);
Result<std::unique_ptr<RowReader>> open_datex2(TextInput& input, const std::string& name);
Result<std::unique_ptr<RowReader>> open_gtfs_alerts(TextInput& input, const std::string& name);

}  // namespace vigie::connectors
