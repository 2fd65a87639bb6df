#include "arguments.h"
#include "commands.h"
#include "input_file.h"
#include "perception/alert_score.h"

namespace vigie::lab {
Status evaluate_alerts(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"truth", "result", "scene"}));
  if (!arguments.plain().empty()) return fail(ErrorKind::invalid_input, "unexpected word: " + arguments.plain().front());
  VIGIE_TRY(const auto truth_path, arguments.need("truth"));
  VIGIE_TRY(const auto result_path, arguments.need("result"));
  perception::Scene scene;
  if (const auto path = arguments.find("scene")) {
    VIGIE_TRY(scene, perception::read_scene(*path));
  }
  VIGIE_TRY(const auto truth, read_file(truth_path, perception::parse_alert_truth));
  VIGIE_TRY(const auto claims, read_file(result_path, perception::parse_alert_lines));
  fmt::print("{}\n", to_json(perception::score_alerts(truth, claims, scene)).dump(-1, ' ', false, Json::error_handler_t::replace));
  return {};
}

}  // namespace vigie::lab
