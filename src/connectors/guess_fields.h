#pragma once
// Which column of a table means which of our words.

#include <optional>

#include "column_profile.h"

namespace vigie::connectors {

using Columns = std::vector<ColumnProfile>;
using Index = std::optional<std::size_t>;  // into the columns

struct FieldGuess {
  Index key, time, time_end, year, month, day, hour, minute, lat, lon, x, y, kind, known_by;
  bool uses(std::size_t column) const;
  std::vector<std::string> doubts;
};

// By the words of the header (French, English, Spanish, Catalan, Italian, German) and by what the cells hold; both must agree.
FieldGuess guess_fields(const Columns& columns);

}  // namespace vigie::connectors
