#include "law/consultation.h"

#include <algorithm>

namespace vigie::law {

Result<ViewReason> parse_view_reason(const std::string& reason, const std::string& words) {
  constexpr std::size_t most_bytes = 2000;  // 500 characters of at most four bytes
  if (reason.size() > most_bytes || words.size() > most_bytes)
    return fail(ErrorKind::invalid_input, "a reason has at most 500 characters", "field.too_long");
  ViewReason said{reason, words};
  if (std::find(view_reasons.begin(), view_reasons.end(), reason) == view_reasons.end()) said = {"other", reason.empty() ? words : reason};
  if (said.reason == "other" && said.words.find_first_not_of(" \t\n") == std::string::npos)
    return fail(ErrorKind::invalid_input, "say why: choose a reason, and with 'other' add words", "reason.missing");
  return said;
}

}  // namespace vigie::law
