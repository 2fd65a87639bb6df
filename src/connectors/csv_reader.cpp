// CSV by RFC 4180, strictly: a quoted cell is closed before its row ends, and every row has as many cells as the header.
// A row that breaks the rules is handed out as damaged and reading goes on at the next line.

#include <algorithm>

#include "line_buffer.h"
#include "row_reader.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_columns = 2000;

class CsvReader final : public RowReader {
 public:
  CsvReader(TextInput& input, char separator, std::string name) : buffer_(input), separator_(separator), name_(std::move(name)) {}

  Status read_header() {
    while (buffer_.size() < 3) {
      VIGIE_TRY(const bool more, buffer_.more());
      if (!more) break;
    }
    const std::string_view first{buffer_.begin(), std::min<std::size_t>(buffer_.size(), 3)};
    if (first.starts_with("\xff\xfe") || first.starts_with("\xfe\xff"))
      return refuse("is written in UTF-16: save it as UTF-8 first", "file.encoding");
    if (first == "\xef\xbb\xbf") buffer_.drop(3);
    Row row;
    VIGIE_TRY(const bool there, read(row));
    if (!there) return refuse("is empty: it has no header", "file.no_header");
    if (row.damage) return refuse("has no readable header in its first row", "file.no_header");
    for (const std::string_view cell : row.cells) columns_.emplace_back(cell);
    if (columns_.size() > most_columns) return refuse("has more than 2000 columns", "file.no_header");
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(Row& row) override {
    VIGIE_TRY(const bool there, read(row));
    if (there && !row.damage && row.cells.size() != columns_.size()) row.damage = "wrong_columns";
    return there;
  }

 private:
  tl::unexpected<Error> refuse(const char* what, const char* code) const {
    return fail(ErrorKind::invalid_input, fmt::format("{} {}", name_, what), code);
  }

  Result<bool> read(Row& row) {
    while (true) {
      buffer_.drop(std::exchange(consumed_, 0));
      VIGIE_TRY(const std::size_t line, buffer_.line_length(most_row_bytes));
      if (line == 0 && buffer_.size() == 0) return false;
      ++number_;
      row.number = number_;
      row.byte = buffer_.position();
      row.damage = nullptr;
      row.cells.clear();
      if (line > most_row_bytes) {
        VIGIE_CHECK(buffer_.skip_line());
        row.damage = "row_too_long";
        row.whole = {};
        return true;
      }
      std::size_t length = line;
      const bool quoted = std::memchr(buffer_.begin(), '"', line) != nullptr;
      if (quoted) {
        VIGIE_TRY(const std::size_t row_end, quoted_length(line));
        if (row_end == 0) row.damage = "open_quote";
        length = row_end == 0 ? line : row_end;
      }
      consumed_ = std::min(length + 1, buffer_.size());  // with its line feed
      row.whole = without_return({buffer_.begin(), length});
      if (row.whole.empty()) continue;  // an empty line is no row
      if (std::memchr(row.whole.data(), '\0', row.whole.size())) row.damage = "nul_byte";
      if (row.damage) return true;
      if (!quoted)
        split(row);
      else if (!split_quoted(row))
        row.damage = "bad_quote";
      return true;
    }
  }

  static std::string_view without_return(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  // Where a row with quotes ends (a quoted cell may hold line feeds); 0 when a quote never closes within the row's bound.
  Result<std::size_t> quoted_length(std::size_t line) {
    bool inside = false;
    std::size_t at = 0, end = line;
    while (true) {
      for (; at < end; ++at) {
        const char c = buffer_.begin()[at];
        if (c == '"' && (inside || at == 0 || buffer_.begin()[at - 1] == separator_)) inside = !inside;
        // A doubled quote closes and opens again: the second one follows a quote, inside or not.
        else if (c == '"' && at > 0 && buffer_.begin()[at - 1] == '"')
          inside = !inside;
      }
      if (!inside) return end;
      if (end >= buffer_.size() && buffer_.ended()) return 0;
      VIGIE_TRY(end, buffer_.line_length(most_row_bytes, end + 1));
      if (end > most_row_bytes || end <= at) return 0;
    }
  }

  void split(Row& row) const {
    const char* at = row.whole.data();
    const char* end = at + row.whole.size();
    while (true) {
      const auto* found = static_cast<const char*>(std::memchr(at, separator_, static_cast<std::size_t>(end - at)));
      if (!found) break;
      row.cells.emplace_back(at, static_cast<std::size_t>(found - at));
      at = found + 1;
    }
    row.cells.emplace_back(at, static_cast<std::size_t>(end - at));
  }

  // Quotes are taken off in place: what is left of a cell is never longer than it was.
  bool split_quoted(Row& row) {
    char* at = buffer_.begin();
    char* const end = at + row.whole.size();
    while (true) {
      char* cell = at;
      char* cell_end = at;
      if (at < end && *at == '"') {
        char* to = at;
        ++at;
        while (true) {
          if (at >= end) return false;
          if (*at == '"') {
            if (at + 1 < end && at[1] == '"')
              ++at;
            else
              break;
          }
          *to++ = *at++;
        }
        cell_end = to;
        ++at;
        if (at < end && *at != separator_) return false;
      } else {
        at = std::find(at, end, separator_);
        cell_end = at;
      }
      row.cells.emplace_back(cell, static_cast<std::size_t>(cell_end - cell));
      if (at >= end) return true;
      ++at;
    }
  }

  LineBuffer buffer_;
  const char separator_;
  const std::string name_;
  std::vector<std::string> columns_;
  std::uint64_t number_ = 0;
  std::size_t consumed_ = 0;  // of the buffer by the row that is out; dropped when the next one is asked for
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_csv(TextInput& input, char separator, const std::string& name) {
  auto reader = std::make_unique<CsvReader>(input, separator, name);
  VIGIE_CHECK(reader->read_header());
  return reader;
}

}  // namespace vigie::connectors
