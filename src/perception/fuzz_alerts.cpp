// Alerts and their truth come from other programs too. The input is both, apart at the first zero byte.
#include <cmath>
#include <cstdlib>

#include "perception/alert_score.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::perception;
  if (size > 8192) return 0;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const auto border = std::min(all.find('\0'), all.size());
  const auto truth = parse_alert_truth(all.substr(0, border));
  const auto claims = parse_alert_lines(all.substr(std::min(border + 1, all.size())));
  if (!truth || !claims) return 0;
  for (const auto& [kind, score] : score_alerts(*truth, *claims)) {
    if (score.delay_s && !std::isfinite(*score.delay_s)) std::abort();
    if (score.false_per_hour_upper95 && !(*score.false_per_hour_upper95 > 0)) std::abort();
  }
  return 0;
}
