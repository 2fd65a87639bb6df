#pragma once
// Plain tables from outside: CSV text (RFC 4180 quoting, LF or CRLF), gzipped or not, columns found by their name.

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

using Day = std::chrono::sys_days;  // a civil day, wherever it was

// The whole file as text, unpacked when it is gzipped. Refuses what unpacks to more than `max_bytes`.
Result<std::string> read_table_file(const std::filesystem::path& file, std::size_t max_bytes = std::size_t{1} << 30);

// Fields of one line; they live until the next line is read.
using Fields = std::vector<std::string_view>;

// Reads records one after the other. A quote that never closes is an error; a blank line is skipped.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  // False at the end of the text.
  Result<bool> next(Fields& fields);
  std::size_t line() const { return line_; }  // of the record read last, the first is 1

 private:
  std::string_view rest_;
  std::size_t line_ = 0, next_line_ = 1;
  std::vector<std::string> unquoted_;
};

// Calls `row` with the named columns of each record, in the order asked; missing fields of a short record are empty.
Status for_each_row(std::string_view text, const std::vector<std::string>& columns,
                    const std::function<Status(std::size_t line, const Fields& fields)>& row);

std::string_view trimmed(std::string_view text);

// A civil time as written: "2016-07-01T13:00", "2016-07-01 13:00:00+02:00"; nothing when it is none.
struct WrittenTime {
  Day day;
  int hour = 0, minute = 0, second = 0;
  std::optional<int> offset_min;  // only where the text had one
};
std::optional<WrittenTime> parse_time(std::string_view text);
// "2016-07-01", "01/07/2016" (day first), "01-Jul-16", "01-Jul-2016"; nothing when it is none. ISO dates may carry a midnight.
std::optional<Day> parse_day(std::string_view text);
std::optional<double> parse_number(std::string_view text);  // finite only
std::string format_day(Day day);                            // "2016-07-01"

}  // namespace vigie::foresight
