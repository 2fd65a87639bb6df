#include "drawn_points.h"

#include <charconv>

namespace vigie::lab {

Result<std::vector<perception::PicturePoint>> points_of(const std::string& option, const std::string& text) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc{} || (read.ptr != end && *read.ptr != ',') || read.ptr + 1 == end)
      return fail(ErrorKind::invalid_input, fmt::format("--{} '{}': give x,y,x,y,… in pixels", option, text));
    numbers.push_back(number);
    at = read.ptr + 1;
  }
  if (numbers.empty() || numbers.size() % 2 != 0)
    return fail(ErrorKind::invalid_input, fmt::format("--{} '{}': a point is two numbers", option, text));
  std::vector<perception::PicturePoint> points;
  for (std::size_t i = 0; i < numbers.size(); i += 2) points.push_back({numbers[i], numbers[i + 1]});
  return points;
}

}  // namespace vigie::lab
