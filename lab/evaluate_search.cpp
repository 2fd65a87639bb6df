#include <charconv>

#include "arguments.h"
#include "commands.h"
#include "drawn_points.h"
#include "evidence/search_score.h"
#include "input_file.h"

namespace vigie::lab {
namespace {

Result<double> positive(const Arguments& arguments, const std::string& option) {
  VIGIE_TRY(const auto text, arguments.need(option));
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(value > 0 && value < 1e8))
    return fail(ErrorKind::invalid_input, fmt::format("--{} '{}': give a number above zero", option, text));
  return value;
}

}  // namespace

Status evaluate_search(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"truth", "result"}));
  if (!arguments.plain().empty()) return fail(ErrorKind::invalid_input, "unexpected word: " + arguments.plain().front());
  VIGIE_TRY(const auto truth_path, arguments.need("truth"));
  VIGIE_TRY(const auto result_path, arguments.need("result"));
  VIGIE_TRY(const auto truth, read_file(truth_path, evidence::parse_search_truth));
  VIGIE_TRY(const auto findings, read_file(result_path, evidence::parse_findings));
  fmt::print("{}\n", to_json(evidence::score_search(truth, findings)).dump());
  return {};
}

Status truth_of_search(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"tracks", "area", "fps", "seconds"}));
  if (!arguments.plain().empty()) return fail(ErrorKind::invalid_input, "unexpected word: " + arguments.plain().front());
  VIGIE_TRY(const auto path, arguments.need("tracks"));
  VIGIE_TRY(const auto drawn, arguments.need("area"));
  VIGIE_TRY(const auto area, points_of("area", drawn));
  if (area.size() < 3) return fail(ErrorKind::invalid_input, "an area has at least three corners");
  VIGIE_TRY(const double fps, positive(arguments, "fps"));
  VIGIE_TRY(const double seconds, positive(arguments, "seconds"));
  VIGIE_TRY(const auto rows, perception::read_mot(path));
  const auto truth = evidence::passages_of_tracks(rows, area, fps, seconds);
  fmt::print("{}\n", to_json(truth, path).dump(-1, ' ', false, Json::error_handler_t::replace));
  return {};
}

}  // namespace vigie::lab
