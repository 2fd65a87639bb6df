#include "scene_rules.h"

#include <algorithm>
#include <cmath>

namespace vigie::perception {

SceneRules::SceneRules(const Scene& scene, const std::vector<std::string>& kinds, RuleSettings settings, std::uint32_t first_number)
    : scene_(scene), settings_(settings), next_number_(first_number) {
  const auto allowed = [&](const char* kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  direction_allowed_ = allowed("direction");
  for (const auto& zone : scene_.zones) {
    if (zone.wants("intrusion") && allowed("intrusion"))
      zone_watches_.push_back({"intrusion", zone, zone.name, AlertLife(settings_.intrusion), {}, {}});
    if (zone.wants("occupancy") && zone.occupancy_above && allowed("occupancy"))
      zone_watches_.push_back({"occupancy", zone, zone.name, AlertLife(settings_.occupancy), {}, {}});
  }
}

std::vector<std::string> SceneRules::active() const {
  std::vector<std::string> kinds;
  for (const auto& watch : zone_watches_)
    if (std::find(kinds.begin(), kinds.end(), watch.kind) == kinds.end()) kinds.push_back(watch.kind);
  if (direction_allowed_ && std::any_of(scene_.lines.begin(), scene_.lines.end(), [](const auto& line) { return line.legal.has_value(); }))
    kinds.push_back("direction");
  std::sort(kinds.begin(), kinds.end());
  return kinds;
}

std::vector<Track> SceneRules::plausible(const std::vector<Track>& tracks) const {
  std::vector<Track> kept;
  for (const auto& track : tracks) {
    const double limit = is_vehicle(track.kind) ? settings_.vehicle_heights_per_s : settings_.person_heights_per_s;
    if (std::hypot(track.velocity_per_s.x, track.velocity_per_s.y) <= limit * track.box.height) kept.push_back(track);
  }
  return kept;
}

// The box told of is the surest one in the zone; of a crossing, the one that crossed.
SceneRules::Seen SceneRules::look(const Watch& watch, const std::vector<Track>& tracks) const {
  Seen seen;
  double people = 0;
  for (const auto& track : tracks) {
    const bool concerned = watch.track ? track.id == *watch.track : contains(watch.zone->points, track.box.foot_in_image());
    if (!concerned) continue;
    people += track.kind == ObjectClass::person;
    seen.holds = true;
    if (track.confidence > seen.confidence) {
      seen.box = track.box;
      seen.object = track.kind;
      seen.confidence = track.confidence;
    }
  }
  if (watch.kind == "occupancy") seen.holds = people > *watch.zone->occupancy_above;
  return seen;
}

void SceneRules::observe(Watch& watch, const Seen& seen, double now_s, std::vector<RuleAlert>& told) {
  switch (watch.life.observe(seen.holds, now_s)) {
    case AlertLife::Change::raised:
      watch.alert = {.ended = false,
                     .number = next_number_++,
                     .kind = watch.kind,
                     .place = watch.place,
                     .start_s = watch.life.start_s(),
                     .raised_at_s = now_s,
                     .end_s = 0,
                     .box = seen.box,
                     .object = seen.object,
                     .confidence = seen.confidence};
      told.push_back(watch.alert);
      break;
    case AlertLife::Change::ended:
      watch.alert.ended = true;
      watch.alert.end_s = watch.life.end_s();
      told.push_back(watch.alert);
      break;
    case AlertLife::Change::none:
      break;
  }
}

void SceneRules::begin_direction(const LineCrossing& crossing, const std::string& line, double now_s, std::vector<RuleAlert>& told) {
  const bool told_of = std::any_of(crossing_watches_.begin(), crossing_watches_.end(),
                                   [&](const Watch& watch) { return watch.place == line && watch.track == crossing.track.id; });
  if (told_of) return;
  Watch watch{"direction", std::nullopt, line, AlertLife(settings_.direction), {}, crossing.track.id};
  observe(watch, {true, crossing.track.box, crossing.track.kind, crossing.track.confidence}, now_s, told);
  // Raised at once: its settings ask for one picture, the crossing itself took several.
  told.back().start_s = watch.alert.start_s = crossing.since_s;
  crossing_watches_.push_back(std::move(watch));
}

std::vector<RuleAlert> SceneRules::update(const std::vector<Track>& tracks,
                                          const std::vector<std::pair<std::string, LineCrossing>>& crossings, double now_s) {
  std::vector<RuleAlert> told;
  for (auto& watch : zone_watches_) observe(watch, look(watch, tracks), now_s, told);
  for (auto& watch : crossing_watches_) observe(watch, look(watch, tracks), now_s, told);
  std::erase_if(crossing_watches_, [](const Watch& watch) { return !watch.life.open(); });
  for (const auto& crossed : crossings) {
    const auto line =
        std::find_if(scene_.lines.begin(), scene_.lines.end(), [&](const auto& drawn) { return drawn.name == crossed.first; });
    if (direction_allowed_ && line != scene_.lines.end() && line->legal && *line->legal != crossed.second.way)
      begin_direction(crossed.second, crossed.first, now_s, told);
  }
  return told;
}

std::vector<RuleAlert> SceneRules::stop(double now_s) {
  std::vector<RuleAlert> told;
  for (auto* watches : {&zone_watches_, &crossing_watches_})
    for (auto& watch : *watches)
      if (watch.life.stop(now_s) == AlertLife::Change::ended) {
        watch.alert.ended = true;
        watch.alert.end_s = watch.life.end_s();
        told.push_back(watch.alert);
      }
  crossing_watches_.clear();
  return told;
}

}  // namespace vigie::perception
