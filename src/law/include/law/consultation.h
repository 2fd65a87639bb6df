#pragma once
// Why somebody looks at recorded pictures: a choice of this list and words of their own (RULES L13). Live and up to ten minutes
// back carry the standing reason of the post; everything older, and every snapshot, is asked.

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::law {

// So far back viewing carries the post's standing reason.
inline constexpr std::chrono::minutes without_reason{10};

// Catalogue: "view_reason.<word>". Their order is that of the digits on screen.
inline constexpr std::array<std::string_view, 7> view_reasons{"incident", "alert", "partner_request", "complaint", "technical",
                                                              "training", "other"};

struct ViewReason {
  std::string reason;  // one of the list
  std::string words;   // at most 500 characters
};

// What was said, as the log keeps it. Words in the place of a choice are "other" with these words. invalid_input "reason.missing"
// when nothing was said, or "other" without words; "field.too_long".
Result<ViewReason> parse_view_reason(const std::string& reason, const std::string& words);

}  // namespace vigie::law
