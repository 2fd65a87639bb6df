#include "foresight/table.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <memory>

namespace vigie::foresight {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

Result<std::string> read_table_file(const std::filesystem::path& file, std::size_t max_bytes) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return fail(ErrorKind::not_found, fmt::format("{}: there is no such file", file.string()));
  // gzread passes on what is not gzipped as it is.
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  if (!in) return fail(ErrorKind::unavailable, fmt::format("{}: cannot be opened; check its permissions", file.string()));
  std::string text;
  std::vector<char> block(1 << 18);
  int read = 0;
  while ((read = gzread(in.get(), block.data(), static_cast<unsigned>(block.size()))) > 0) {
    text.append(block.data(), static_cast<std::size_t>(read));
    if (text.size() > max_bytes)
      return fail(ErrorKind::invalid_input, fmt::format("{}: unpacks to more than {} bytes; split the file", file.string(), max_bytes));
  }
  int code = Z_OK;
  gzerror(in.get(), &code);
  // A stream cut short reads without error up to its last block; only the code says so.
  if (read < 0 || (code != Z_OK && code != Z_STREAM_END))
    return fail(ErrorKind::corrupt, fmt::format("{}: the gzip data is damaged or cut short; copy the file again", file.string()));
  return text;
}

CsvReader::CsvReader(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // what spreadsheets write first
}

Result<bool> CsvReader::next(Fields& fields) {
  fields.clear();
  unquoted_.clear();
  for (;;) {
    if (rest_.empty()) return false;
    const auto end = rest_.find('\n');
    if (!trimmed(rest_.substr(0, end)).empty()) break;
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++next_line_;
  }
  line_ = next_line_;
  const auto first = rest_.substr(0, rest_.find('\n'));
  if (first.find('"') == std::string_view::npos) {
    rest_.remove_prefix(std::min(rest_.size(), first.size() + 1));
    ++next_line_;
    for (std::size_t at = 0;;) {
      const auto comma = first.find(',', at);
      fields.push_back(trimmed(first.substr(at, comma == std::string_view::npos ? comma : comma - at)));
      if (comma == std::string_view::npos) return true;
      at = comma + 1;
    }
  }
  std::string field;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest_.size(); ++at) {
    const char c = rest_[at];
    if (c == '\n') ++next_line_;
    if (c == '"') {
      if (quoted && at + 1 < rest_.size() && rest_[at + 1] == '"') {
        field += '"';
        ++at;
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && (c == ',' || c == '\n')) {
      unquoted_.push_back(std::move(field));
      field.clear();
      if (c == '\n') break;
    } else {
      field += c;
    }
  }
  if (quoted) return fail(ErrorKind::invalid_input, fmt::format("line {}: a quote is opened and never closed", line_));
  if (at >= rest_.size()) unquoted_.push_back(std::move(field));
  rest_.remove_prefix(std::min(rest_.size(), at + 1));
  for (const auto& one : unquoted_) fields.push_back(trimmed(one));
  return true;
}

Status for_each_row(std::string_view text, const std::vector<std::string>& columns,
                    const std::function<Status(std::size_t, const Fields&)>& row) {
  CsvReader reader(text);
  Fields fields;
  VIGIE_TRY(const bool any, reader.next(fields));
  if (!any) return fail(ErrorKind::invalid_input, "the file is empty");
  std::vector<std::size_t> places;
  for (const auto& column : columns) {
    const auto at = std::find(fields.begin(), fields.end(), column);
    if (at == fields.end())
      return fail(ErrorKind::invalid_input,
                  fmt::format("line 1: no column '{}'; the header must name {}", column, fmt::join(columns, ", ")));
    places.push_back(static_cast<std::size_t>(at - fields.begin()));
  }
  Fields asked(columns.size());
  for (;;) {
    VIGIE_TRY(const bool more, reader.next(fields));
    if (!more) return {};
    for (std::size_t i = 0; i < places.size(); ++i) asked[i] = places[i] < fields.size() ? fields[places[i]] : std::string_view{};
    VIGIE_CHECK(row(reader.line(), asked));
  }
}

namespace {

// `digits` decimal digits at the front of the text, taken off it.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Day> day_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1900 || year > 2200) return std::nullopt;
  return Day{date};
}

std::optional<Day> take_iso_day(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  return day ? day_of(*year, *month, *day) : std::nullopt;
}

}  // namespace

std::optional<WrittenTime> parse_time(std::string_view text) {
  text = trimmed(text);
  const auto day = take_iso_day(text);
  if (!day || !(take(text, 'T') || take(text, ' '))) return std::nullopt;
  WrittenTime time;
  time.day = *day;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  time.hour = *hour;
  time.minute = *minute;
  if (take(text, ':')) {
    const auto second = take_digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    time.second = *second;
    if (take(text, '.'))
      while (take_digits(text, 1)) {
      }
  }
  if (text.empty()) return time;
  if (text == "Z") {
    time.offset_min = 0;
    return time;
  }
  const int sign = take(text, '-') ? -1 : take(text, '+') ? 1 : 0;
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional{0} : take_digits(text, 2);
  if (sign == 0 || !hours || !minutes || !text.empty() || *hours > 18 || *minutes > 59) return std::nullopt;
  time.offset_min = sign * (*hours * 60 + *minutes);
  return time;
}

std::optional<Day> parse_day(std::string_view text) {
  text = trimmed(text);
  if (auto iso = text; const auto day = take_iso_day(iso)) {
    if (iso.empty()) return day;
    const auto time = parse_time(text);
    return time && time->hour == 0 && time->minute == 0 && time->second == 0 ? day : std::nullopt;
  }
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  int month = 0;
  if (take(text, '/')) {
    const auto number = take_digits(text, 2);
    if (!number || !take(text, '/')) return std::nullopt;
    month = *number;
  } else {
    static constexpr std::array<std::string_view, 12> names{"jan", "feb", "mar", "apr", "may", "jun",
                                                            "jul", "aug", "sep", "oct", "nov", "dec"};
    if (!take(text, '-') || text.size() < 4) return std::nullopt;
    std::string name(text.substr(0, 3));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto at = std::find(names.begin(), names.end(), name);
    text.remove_prefix(3);
    if (at == names.end() || !take(text, '-')) return std::nullopt;
    month = static_cast<int>(at - names.begin()) + 1;
  }
  auto year = text.size() == 2 ? take_digits(text, 2) : take_digits(text, 4);
  if (!year || !text.empty()) return std::nullopt;
  // Two digits as POSIX reads them: 69–99 are the last century.
  if (*year < 100) *year += *year < 69 ? 2000 : 1900;
  return day_of(*year, month, *day);
}

std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string format_day(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace vigie::foresight
