#include <algorithm>
#include <limits>
#include <unordered_map>

#include "foresight/footfall.h"

namespace vigie::foresight {
namespace {

constexpr std::size_t max_slots = 200'000'000;  // 800 MB of index: a damaged date must not take all memory

}  // namespace

float Counts::count_at(std::uint32_t day, std::uint32_t sensor, int hour) const {
  float sum = 0;
  int rows_there = 0;
  for (auto at = slots[slot(day, sensor, hour)]; at >= 0; at = rows[static_cast<std::size_t>(at)].next_in_slot) {
    sum += rows[static_cast<std::size_t>(at)].count;
    ++rows_there;
  }
  return rows_there == 0 ? std::numeric_limits<float>::quiet_NaN() : sum / static_cast<float>(rows_there);
}

Result<Counts> parse_counts(std::string_view csv) {
  Counts counts;
  std::unordered_map<std::string, std::uint32_t> places;
  std::vector<Counts::Row> all;
  std::vector<Day> day_of_row;
  std::size_t within_hour = 0;
  VIGIE_CHECK(for_each_row(csv, {"sensor", "time", "count"}, [&](std::size_t, const Fields& fields) -> Status {
    ++counts.read;
    const auto time = parse_time(fields[1]);
    const auto count = parse_number(fields[2]);
    if (fields[0].empty()) return ++counts.rejected["no_sensor"], Status{};
    if (!time) return ++counts.rejected["no_time"], Status{};
    if (!count || *count < 0 || *count > 1e9) return ++counts.rejected["no_count"], Status{};
    if (time->minute != 0 || time->second != 0) return ++within_hour, ++counts.rejected["not_on_the_hour"], Status{};
    const auto [place, added] = places.try_emplace(std::string(fields[0]), static_cast<std::uint32_t>(places.size()));
    if (added) counts.sensors.emplace_back(fields[0]);
    std::optional<std::int16_t> offset;
    if (time->offset_min) offset = static_cast<std::int16_t>(*time->offset_min);
    all.push_back(
        {place->second, 0, static_cast<std::uint8_t>(time->hour), offset, static_cast<float>(*count), -1, std::string(fields[1])});
    day_of_row.push_back(time->day);
    return {};
  }));
  if (within_hour * 10 > counts.read)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} of {} rows are not on the hour; sum the counts to whole hours first", within_hour, counts.read));
  if (all.empty())
    return fail(ErrorKind::invalid_input,
                fmt::format("none of {} rows has a sensor, a time like 2016-07-01T13:00 and a count", counts.read));

  // Sensors in the order of their names, so that the order of the file does not matter.
  auto names = counts.sensors;
  std::sort(names.begin(), names.end());
  std::vector<std::uint32_t> rank(names.size());
  for (std::uint32_t i = 0; i < rank.size(); ++i) rank[places[names[i]]] = i;
  counts.sensors = std::move(names);
  const auto [least, most] = std::minmax_element(day_of_row.begin(), day_of_row.end());
  counts.first = *least;
  counts.days = static_cast<std::uint32_t>((*most - *least).count()) + 1;
  const auto size = std::size_t{counts.days} * counts.sensors.size() * 24;
  if (size > max_slots)
    return fail(ErrorKind::invalid_input, fmt::format("{} counters over {} days ({} to {}) are too many; check the dates or split the file",
                                                      counts.sensors.size(), counts.days, format_day(*least), format_day(*most)));
  counts.slots.assign(size, -1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& row = all[i];
    row.sensor = rank[row.sensor];
    row.day = static_cast<std::uint32_t>((day_of_row[i] - counts.first).count());
    auto* link = &counts.slots[counts.slot(row.day, row.sensor, row.hour)];
    while (*link >= 0 && counts.rows[static_cast<std::size_t>(*link)].offset_min != row.offset_min)
      link = &counts.rows[static_cast<std::size_t>(*link)].next_in_slot;
    if (*link >= 0) {
      ++counts.duplicates;
      auto& known = counts.rows[static_cast<std::size_t>(*link)];
      known.count = row.count;
      known.time = std::move(row.time);
    } else {
      *link = static_cast<std::int32_t>(counts.rows.size());
      counts.rows.push_back(std::move(row));
    }
  }
  return counts;
}

}  // namespace vigie::foresight
