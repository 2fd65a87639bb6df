#include "quality.h"

#include <algorithm>
#include <cmath>

namespace vigie::connectors {
namespace {

constexpr std::size_t samples_a_reason = 5;
constexpr std::size_t shape_length = 40;
// A place is told of when it has at least these rows and this share of them: a busy junction stays below.
constexpr std::uint64_t default_point_rows = 50;
constexpr double default_point_share = 0.01;

std::uint64_t place_key(const geo::LatLon& where) {  // to about a metre
  const auto part = [](double degrees) { return static_cast<std::uint64_t>(std::llround((degrees + 180) * 1e5)); };
  return part(where.lat) << 32 | part(where.lon);
}

}  // namespace

std::string shape_of(std::string_view cell) {
  std::string shape;
  for (const char c : cell.substr(0, shape_length))
    shape.push_back(c >= '0' && c <= '9'                                              ? '9'
                    : c >= 'A' && c <= 'Z'                                            ? 'A'
                    : (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80 ? 'a'
                    : c < ' '                                                         ? '?'
                                                                                      : c);
  return shape;
}

void FrequentPlaces::add(const geo::LatLon& where) {
  const auto key = place_key(where);
  if (const auto known = counts_.find(key); known != counts_.end()) {
    ++known->second;
  } else if (counts_.size() < counters) {
    counts_.emplace(key, 1);
  } else {
    for (auto at = counts_.begin(); at != counts_.end();) at = --at->second == 0 ? counts_.erase(at) : std::next(at);
  }
}

Json FrequentPlaces::above(std::uint64_t rows) const {
  const auto least = std::max(default_point_rows, static_cast<std::uint64_t>(default_point_share * static_cast<double>(rows)));
  Json found = Json::array();
  for (const auto& [key, count] : counts_) {
    const auto degrees = [](std::uint64_t part) { return std::round((static_cast<double>(part) / 1e5 - 180) * 1e5) / 1e5; };
    if (count >= least) found.push_back({{"lat", degrees(key >> 32)}, {"lon", degrees(key & 0xFFFFFFFF)}, {"rows_at_least", count}});
  }
  return found;
}

Quality::Month& Quality::month(int year, int number) { return months_[fmt::format("{:04}-{:02}", year, number)]; }

void Quality::row(const Row& row, const Made& made) {
  ++read_;
  if (made.placed) ++placed_;
  if (made.repeated_hour) ++repeated_hours_;
  Month* of = made.time ? &month(made.time->year, made.time->month) : nullptr;
  if (of) {
    ++of->read;
    const auto hour = static_cast<std::size_t>((made.time->day - 1) * 24 + made.time->hour);
    if (made.time->precision != CivilTime::Precision::day) of->hours.set(hour);
  }
  if (!made.rejected) return;
  ++rejected_[made.rejected];
  if (of) ++of->rejected[made.rejected];
  auto& samples = samples_[made.rejected];
  if (samples.size() < samples_a_reason)
    samples.push_back(made.rejected_cell.empty()
                          ? fmt::format("row {}, byte {}", row.number, row.byte)
                          : fmt::format("row {}, byte {}: like '{}'", row.number, row.byte, shape_of(made.rejected_cell)));
}

void Quality::stored(const city::Record& record, city::RecordMatch match, const Zone& zone) {
  const LocalTime local = zone.to_local(record.occurred.from);
  Month& of = month(local.year, local.month);
  if (match == city::RecordMatch::repeated) {
    ++duplicates_;
    ++of.duplicates;
    return;
  }
  ++stored_;
  ++of.stored;
  if (match == city::RecordMatch::new_version) ++new_versions_;
  places_.add(record.where);
}

void Quality::take_back(const char* reason) {
  rejected_.clear();
  rejected_[reason] = read_;
  stored_ = duplicates_ = new_versions_ = 0;
  for (auto& [name, of] : months_) {
    of.stored = of.duplicates = 0;
    of.rejected = {{reason, of.read}};
  }
}

std::uint64_t Quality::outside() const {
  const auto found = rejected_.find("outside");
  return found == rejected_.end() ? 0 : found->second;
}

Json Quality::to_json() const {
  Json months = Json::object();
  for (const auto& [name, of] : months_) {
    Json one{{"read", of.read}, {"stored", of.stored}, {"duplicates", of.duplicates}, {"rejected", of.rejected}};
    if (of.hours.any()) one["hours_with_rows"] = of.hours.count();
    months[name] = std::move(one);
  }
  return {{"read", read_},
          {"stored", stored_},
          {"duplicates", duplicates_},
          {"new_versions", new_versions_},
          {"rejected", rejected_},
          {"samples", samples_},
          {"repeated_hours", repeated_hours_},
          {"default_points", places_.above(stored_)},
          {"months", std::move(months)}};
}

}  // namespace vigie::connectors
