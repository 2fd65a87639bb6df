#include <cstdio>

#include "arguments.h"
#include "commands.h"
#include "perception/tracking_score.h"

namespace vigie::lab {
namespace {

// "401-795" → first and last frame.
Result<std::pair<std::int64_t, std::int64_t>> parse_frames(const std::string& text) {
  long long first = 0, last = 0;
  int used = 0;
  if (std::sscanf(text.c_str(), "%lld-%lld%n", &first, &last, &used) != 2 || used != static_cast<int>(text.size()) || first < 0 ||
      last < first)
    return fail(ErrorKind::invalid_input, "--frames must look like 401-795");
  return std::pair<std::int64_t, std::int64_t>(first, last);
}

}  // namespace

Status evaluate_tracking(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"truth", "result", "frames"}));
  if (!arguments.plain().empty()) return fail(ErrorKind::invalid_input, "unexpected word: " + arguments.plain().front());
  VIGIE_TRY(const auto truth_path, arguments.need("truth"));
  VIGIE_TRY(const auto result_path, arguments.need("result"));
  std::pair<std::int64_t, std::int64_t> frames{0, -1};
  if (const auto text = arguments.find("frames")) {
    VIGIE_TRY(frames, parse_frames(*text));
  }
  VIGIE_TRY(const auto truth, perception::read_mot(truth_path));
  VIGIE_TRY(const auto result, perception::read_mot(result_path));
  fmt::print("{}\n", to_json(perception::score_tracking(truth, result, frames.first, frames.second)).dump());
  return {};
}

}  // namespace vigie::lab
