#include "perception/mot_text.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>

namespace vigie::perception {
namespace {

constexpr double kLargestNumber = 1e9;
constexpr std::size_t kNeededColumns = 6, kColumnsUsed = 7;

bool separates(char c) { return c == ',' || c == ' ' || c == '\t' || c == '\r'; }

// The first `kColumnsUsed` numbers of a line; what follows (class, visibility, world position) is not ours to read.
Result<std::vector<double>> numbers_of(std::string_view line) {
  std::vector<double> numbers;
  const char* at = line.data();
  const char* const end = line.data() + line.size();
  while (numbers.size() < kColumnsUsed) {
    while (at != end && separates(*at)) ++at;
    if (at == end) break;
    double value = 0;
    if (*at == '+') ++at;
    const auto [stop, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || (stop != end && !separates(*stop)) || !(std::abs(value) <= kLargestNumber))
      return fail(ErrorKind::invalid_input, fmt::format("column {} is not a number", numbers.size() + 1));
    numbers.push_back(value);
    at = stop;
  }
  return numbers;
}

Result<MotRow> row_of(const std::vector<double>& numbers) {
  if (numbers.size() < kNeededColumns)
    return fail(ErrorKind::invalid_input, fmt::format("has {} columns, at least frame,id,x,y,w,h are needed", numbers.size()));
  if (numbers[0] != std::floor(numbers[0]) || numbers[1] != std::floor(numbers[1]))
    return fail(ErrorKind::invalid_input, "frame and id must be whole numbers");
  MotRow row;
  row.frame = static_cast<std::int64_t>(numbers[0]);
  row.id = static_cast<std::int64_t>(numbers[1]);
  row.box = {numbers[2], numbers[3], numbers[4], numbers[5]};
  if (numbers.size() > kNeededColumns) row.confidence = numbers[6];
  return row;
}

}  // namespace

Result<std::vector<MotRow>> parse_mot(std::string_view text) {
  std::vector<MotRow> rows;
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::size_t line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const auto length = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    auto numbers = numbers_of(line);
    if (!numbers) return fail_in(fmt::format("line {}", line_number), numbers.error());
    if (numbers->empty()) continue;
    auto row = row_of(*numbers);
    if (!row) return fail_in(fmt::format("line {}", line_number), row.error());
    if (!seen.emplace(row->frame, row->id).second)
      return fail(ErrorKind::invalid_input, fmt::format("line {}: id {} is there twice in frame {}", line_number, row->id, row->frame));
    rows.push_back(*row);
  }
  return rows;
}

Result<std::vector<MotRow>> read_mot(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return fail(ErrorKind::not_found, path.string() + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto rows = parse_mot(text);
  if (!rows) return fail_in(path.string(), rows.error());
  return rows;
}

std::string format_mot(const MotRow& row) {
  return fmt::format("{},{},{:.2f},{:.2f},{:.2f},{:.2f},{:.3f},-1,-1,-1\n", row.frame, row.id, row.box.x, row.box.y, row.box.width,
                     row.box.height, row.confidence);
}

}  // namespace vigie::perception
