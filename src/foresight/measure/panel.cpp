#include <algorithm>
#include <map>

#include "foresight/measure.h"

namespace vigie::foresight {

Result<Panel> parse_panel(std::string_view csv) {
  constexpr std::size_t max_cells = 50'000'000;
  std::map<std::pair<std::string, Day>, double> cells;
  std::set<std::string> units;
  std::set<Day> dates;
  VIGIE_CHECK(for_each_row(csv, {"unit", "date", "count"}, [&](std::size_t line, const Fields& fields) -> Status {
    const auto day = parse_day(fields[1]);
    const auto count = parse_number(fields[2]);
    if (fields[0].empty()) return fail(ErrorKind::invalid_input, fmt::format("line {}: the unit is empty", line));
    if (!day)
      return fail(ErrorKind::invalid_input, fmt::format("line {}: '{}' is no date; write it as 2016-07-01", line, fields[1].substr(0, 40)));
    if (!count || *count < 0 || *count > 1e9)
      return fail(ErrorKind::invalid_input, fmt::format("line {}: '{}' is no count of 0 or more", line, fields[2].substr(0, 40)));
    if (!cells.try_emplace({std::string(fields[0]), *day}, *count).second)
      return fail(ErrorKind::invalid_input,
                  fmt::format("line {}: unit '{}' has {} twice; sum the rows first", line, fields[0].substr(0, 60), format_day(*day)));
    units.emplace(fields[0]);
    dates.insert(*day);
    return {};
  }));
  if (cells.empty()) return fail(ErrorKind::invalid_input, "the panel has a header and no rows");
  if (units.size() * dates.size() > max_cells)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} units over {} dates are too many; use larger zones or longer periods", units.size(), dates.size()));
  Panel panel{{units.begin(), units.end()},
              {dates.begin(), dates.end()},
              std::vector<double>(units.size() * dates.size()),
              units.size() * dates.size() - cells.size()};
  for (const auto& [key, count] : cells) {
    const auto unit = std::lower_bound(panel.units.begin(), panel.units.end(), key.first) - panel.units.begin();
    const auto date = std::lower_bound(panel.dates.begin(), panel.dates.end(), key.second) - panel.dates.begin();
    panel.counts[static_cast<std::size_t>(unit) * panel.dates.size() + static_cast<std::size_t>(date)] = count;
  }
  return panel;
}

}  // namespace vigie::foresight
