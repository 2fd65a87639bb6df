#pragma once
// A file as rows of named columns, whatever it is written in. A row that cannot be read is handed out as damaged and the
// next one goes on; what makes the whole file unreadable is an error.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/mapping.h"
#include "text_input.h"

namespace vigie::connectors {

struct Row {
  std::uint64_t number = 0;             // as a spreadsheet counts: the header is row 1
  std::uint64_t byte = 0;               // where it begins in the unpacked file
  std::vector<std::string_view> cells;  // in the order of columns(); live until the next row is read
  std::string_view whole;               // of a CSV row: its bytes, for the encoding
  const char* damage = nullptr;         // a reason's code: "wrong_columns", "nul_byte", …
};

class RowReader {
 public:
  static constexpr std::size_t most_row_bytes = 1 << 20;

  // `input` is borrowed for life. `name` is for messages.
  static Result<std::unique_ptr<RowReader>> open(TextInput& input, const Mapping& mapping, const std::string& name);
  virtual ~RowReader() = default;
  virtual const std::vector<std::string>& columns() const = 0;  // as written: a CSV header is not decoded yet
  virtual Result<bool> next(Row& row) = 0;                      // false: the end
};

Result<std::unique_ptr<RowReader>> open_csv(TextInput& input, char separator, const std::string& name);
Result<std::unique_ptr<RowReader>> open_ndjson(TextInput& input, const std::string& name);
Result<std::unique_ptr<RowReader>> open_geojson(TextInput& input, const std::string& name);
Result<std::unique_ptr<RowReader>> open_shapefile(TextInput& input, const std::string& name);
Result<std::unique_ptr<RowReader>> open_xlsx(TextInput& input, const std::string& sheet, const std::string& name);

}  // namespace vigie::connectors
