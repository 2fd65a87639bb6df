#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace vigie::connectors {

// The words of a record itself, which stand first in an export (FORMATS.md): no kept column may take one of them.
inline bool is_own_field(std::string_view name) {
  static constexpr std::array<std::string_view, 15> fields{"id",       "source",     "source_key", "time",     "lat",
                                                           "lon",      "x",          "y",          "crs",      "kind",
                                                           "known_by", "time_start", "time_end",   "exercise", "supersedes"};
  return std::find(fields.begin(), fields.end(), name) != fields.end();
}

}  // namespace vigie::connectors
