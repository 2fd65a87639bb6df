#pragma once
// Comma-separated values (RFC 4180) in pieces, from a plain or gzipped file: quoted fields may hold commas, quotes and line ends.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

using CsvRow = std::vector<std::string>;
using CsvRowHandler = std::function<Status(const CsvRow&)>;  // an error ends the reading

class CsvParser {
 public:
  explicit CsvParser(CsvRowHandler on_row) : on_row_(std::move(on_row)) {}
  Status feed(std::string_view piece);
  Status finish();  // gives the last row where no line end closed it

 private:
  enum class At { field_start, plain, quoted, quote_in_quoted };
  Status end_row();
  void end_field();
  CsvRowHandler on_row_;
  CsvRow row_;
  std::string field_;
  At at_ = At::field_start;
  std::size_t row_size_ = 0;
  long row_number_ = 1;
};

// Empty lines are skipped; a byte order mark is dropped.
Status read_csv(const std::filesystem::path& file, CsvRowHandler on_row);

}  // namespace vigie::foresight
