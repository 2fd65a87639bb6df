#include "numerics/csv.h"

#include <zlib.h>

#include <array>
#include <memory>

namespace vigie::foresight {
namespace {
constexpr std::size_t largest_row = 1 << 20;  // a quote that is never closed must not swallow a whole file
}

void CsvParser::end_field() {
  row_.push_back(std::move(field_));
  field_.clear();
  at_ = At::field_start;
}

Status CsvParser::end_row() {
  end_field();
  row_size_ = 0;
  Status status;
  if (row_.size() > 1 || !row_[0].empty()) status = on_row_(row_);
  row_.clear();
  ++row_number_;
  return status;
}

Status CsvParser::feed(std::string_view piece) {
  for (const char c : piece) {
    if (++row_size_ > largest_row)
      return fail(ErrorKind::invalid_input, fmt::format("row {} is longer than 1 MiB: is a quote left open?", row_number_));
    if (at_ == At::quoted) {
      if (c == '"')
        at_ = At::quote_in_quoted;
      else
        field_ += c;
    } else if (c == '"' && at_ == At::field_start) {
      at_ = At::quoted;
    } else if (c == '"' && at_ == At::quote_in_quoted) {
      field_ += c;
      at_ = At::quoted;
    } else if (c == ',') {
      end_field();
    } else if (c == '\n') {
      VIGIE_CHECK(end_row());
    } else if (c != '\r') {
      field_ += c;
      at_ = At::plain;
    }
  }
  return {};
}

Status CsvParser::finish() {
  if (at_ == At::quoted) return fail(ErrorKind::invalid_input, fmt::format("row {}: a quote is left open", row_number_));
  if (row_.empty() && field_.empty()) return {};
  return end_row();
}

Status read_csv(const std::filesystem::path& file, CsvRowHandler on_row) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (!in || std::filesystem::is_directory(file)) return fail(ErrorKind::not_found, fmt::format("{} cannot be opened", file.string()));
  CsvParser parser(std::move(on_row));
  std::array<char, 1 << 16> buffer;
  bool first = true;
  for (;;) {
    const int got = gzread(in.get(), buffer.data(), buffer.size());
    int code = Z_OK;
    gzerror(in.get(), &code);
    if (got < 0 || code == Z_BUF_ERROR) return fail(ErrorKind::corrupt, fmt::format("{} is damaged or cut short", file.string()));
    if (got == 0) break;
    std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
    if (first && piece.starts_with("\xEF\xBB\xBF")) piece.remove_prefix(3);
    first = false;
    if (auto fed = parser.feed(piece); !fed) return fail_in(file.string(), fed.error());
  }
  if (auto done = parser.finish(); !done) return fail_in(file.string(), done.error());
  return {};
}

}  // namespace vigie::foresight
