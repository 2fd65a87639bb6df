// Findings and their truth come from other programs too. The input is both, apart at the first zero byte.
#include <cstdlib>

#include "evidence/search_score.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::evidence;
  if (size > 8192) return 0;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const auto border = std::min(all.find('\0'), all.size());
  const auto truth = parse_search_truth(all.substr(0, border));
  const auto findings = parse_findings(all.substr(std::min(border + 1, all.size())));
  if (!truth || !findings) return 0;
  const auto score = score_search(*truth, *findings);
  if (score.found + score.missed.size() != score.passages || score.found + score.wrong.size() != score.findings) std::abort();
  if (!parse_search_truth(to_json(*truth, "clip").dump())) std::abort();
  return 0;
}
