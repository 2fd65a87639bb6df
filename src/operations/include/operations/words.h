#pragma once
// Fixed lists of the desk. Their texts (FR/EN) are in the catalogue under the same codes.

#include <array>
#include <string>
#include <string_view>

#include "city/words.h"

namespace vigie::operations {

// Who acts. `unit` is set for a crew's own account ("unit:3").
struct Actor {
  std::string account;  // "account:<id>", "server", "sim:exercise"
  std::string name;     // as shown: "OP-2"
  std::string unit;
  bool simulated = false;
};

inline constexpr std::array<std::string_view, 3> confirm_ways{"picture", "crew", "call"};
inline constexpr std::array<std::string_view, 9> dismiss_reasons{"nothing_there", "animal_or_reflection", "allowed",       "person_taken_for_object", "harmless",
                                                                 "already_open",  "camera_moved",         "exercise", "cannot_tell"};
inline constexpr std::array<std::string_view, 5> outcomes{"settled", "nothing_found", "handed_over", "false_alarm", "other"};
inline constexpr std::array<std::string_view, 7> origins{"alert", "sight", "call", "radio", "citizen", "partner", "panel"};
// Whom the desk tells, by what they are for: in France 17, 18 and 15; another city has other numbers under the same words.
inline constexpr std::array<std::string_view, 4> partners{"police", "fire", "medical", "other"};

// A verdict can be undone for this long (DESIGN.md, "alert life").
inline constexpr std::chrono::seconds undo_window{10};
// An alert whose end never came (its worker died) is ended by the server after this.
inline constexpr std::chrono::minutes alert_max_life{10};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  for (const auto one : list)
    if (one == word) return true;
  return false;
}

}  // namespace vigie::operations
