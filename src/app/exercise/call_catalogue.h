#pragma once
// What callers of an exercise say: everyday matters, nobody described, nothing to be afraid of.

#include <span>
#include <string_view>

namespace vigie::app {

struct CallText {
  std::string_view kind;  // incident kind of the catalogue
  int urgency;            // 1 (at once) … 3 (when possible)
  std::string_view fr, en;
};

std::span<const CallText> call_catalogue();

}  // namespace vigie::app
