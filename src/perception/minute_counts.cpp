#include "minute_counts.h"

#include <cmath>

namespace vigie::perception {
namespace {

constexpr double kMinute = 60;

std::int64_t minute_of(double seconds) { return static_cast<std::int64_t>(std::floor(seconds / kMinute)); }

}  // namespace

MinuteCounts::MinuteCounts(const Scene& scene) : zones_(scene.zones), lines_(scene.lines) {}

std::vector<MinuteCount> MinuteCounts::add(const std::vector<Track>& tracks,
                                           const std::vector<std::pair<std::string, LineCrossing>>& crossings, double now_s) {
  std::vector<MinuteCount> ended;
  if (pictures_ > 0 && minute_of(now_s) != minute_) ended = close(static_cast<double>(minute_ + 1) * kMinute);
  if (pictures_ == 0) from_s_ = ended.empty() ? now_s : static_cast<double>(minute_of(now_s)) * kMinute;
  minute_ = minute_of(now_s);
  last_s_ = now_s;
  ++pictures_;
  for (const auto& track : tracks) {
    const auto object = static_cast<std::size_t>(track.kind);
    present_[""][object] += 1;
    for (const auto& zone : zones_)
      if (contains(zone.points, track.box.foot_in_image())) present_[zone.name][object] += 1;
  }
  for (const auto& [line, crossing] : crossings) crossed_[{line, crossing.way}][static_cast<std::size_t>(crossing.track.kind)] += 1;
  return ended;
}

std::vector<MinuteCount> MinuteCounts::finish() { return pictures_ > 0 ? close(last_s_) : std::vector<MinuteCount>{}; }

// A class that was never there is left out, people never: a street without people is a number too. So is a line that nobody crossed.
std::vector<MinuteCount> MinuteCounts::close(double to_s) {
  std::vector<MinuteCount> counts;
  const auto tell = [&](const std::string& place, MinuteCount::Kind kind, ObjectClass object, std::optional<Crossing> way, double value) {
    counts.push_back({from_s_, to_s, place, kind, object, way, value});
  };
  const auto tell_present = [&](const std::string& place) {
    for (std::size_t object = 0; object < kObjectClassNames.size(); ++object)
      if (const double sum = present_[place][object]; sum > 0 || object == static_cast<std::size_t>(ObjectClass::person))
        tell(place, MinuteCount::Kind::present, static_cast<ObjectClass>(object), std::nullopt, sum / static_cast<double>(pictures_));
  };
  tell_present("");
  for (const auto& zone : zones_) tell_present(zone.name);
  for (const auto& line : lines_)
    for (std::size_t object = 0; object < kObjectClassNames.size(); ++object)
      for (const Crossing way : {Crossing::a_to_b, Crossing::b_to_a})
        if (const double crossed = crossed_[{line.name, way}][object];
            line.counts(static_cast<ObjectClass>(object)) && (crossed > 0 || !line.classes.empty()))
          tell(line.name, MinuteCount::Kind::crossed, static_cast<ObjectClass>(object), way, crossed);
  present_.clear();
  crossed_.clear();
  pictures_ = 0;
  return counts;
}

}  // namespace vigie::perception
