#include "osm/road_rules.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "geo/street_network.h"

namespace vigie::geo {
namespace {

// Over a whole trip nobody averages the limit: lights, bends, crossings. An assumption, not yet measured in any city.
constexpr double driven_share_of_limit = 0.75;

struct RoadClass {
  std::string_view highway;
  double car_kmh;  // without a sign; 0: no cars
  double foot_mps;
};

constexpr std::array road_classes = {
    RoadClass{"motorway", 110, 0},
    RoadClass{"motorway_link", 60, 0},
    RoadClass{"trunk", 80, 0},
    RoadClass{"trunk_link", 50, 0},
    RoadClass{"primary", 50, walking_mps},
    RoadClass{"primary_link", 40, walking_mps},
    RoadClass{"secondary", 50, walking_mps},
    RoadClass{"secondary_link", 40, walking_mps},
    RoadClass{"tertiary", 45, walking_mps},
    RoadClass{"tertiary_link", 35, walking_mps},
    RoadClass{"unclassified", 40, walking_mps},
    RoadClass{"residential", 30, walking_mps},
    RoadClass{"living_street", 15, walking_mps},
    RoadClass{"road", 30, walking_mps},
    RoadClass{"service", 15, walking_mps},
    RoadClass{"track", 15, walking_mps},
    RoadClass{"pedestrian", 0, walking_mps},
    RoadClass{"footway", 0, walking_mps},
    RoadClass{"path", 0, walking_mps},
    RoadClass{"cycleway", 0, walking_mps},
    RoadClass{"bridleway", 0, walking_mps},
    RoadClass{"corridor", 0, walking_mps},
    RoadClass{"steps", 0, 0.6},
    RoadClass{"elevator", 0, 0.3},  // waiting included
};

enum class Access { unsaid, yes, no };

Access access_of(std::string_view value) {
  if (value.empty()) return Access::unsaid;
  constexpr std::array closed = {"no",       "private",  "agricultural", "forestry", "agricultural;forestry",
                                 "military", "delivery", "use_sidepath"};
  return std::ranges::find(closed, value) != closed.end() ? Access::no : Access::yes;
}

// The most particular word counts: motorcar before motor_vehicle before vehicle before access.
bool allowed(const OsmTags& tags, std::initializer_list<std::string_view> from_particular_to_general, bool otherwise) {
  for (const std::string_view key : from_particular_to_general)
    if (const Access access = access_of(tags.get(key)); access != Access::unsaid) {
      // "access=yes" on a footway opens it to walkers, not to cars.
      return access == Access::yes ? (key == "access" ? otherwise : true) : false;
    }
  return otherwise;
}

}  // namespace

double speed_limit_kmh(std::string_view maxspeed) {
  if (maxspeed == "walk" || maxspeed.ends_with(":walk") || maxspeed.ends_with(":living_street")) return 10;
  if (maxspeed.ends_with(":urban")) return 50;
  if (maxspeed.ends_with(":rural")) return 80;
  if (maxspeed.ends_with(":motorway")) return 130;
  if (const auto zone = maxspeed.find(":zone"); zone != std::string_view::npos) maxspeed.remove_prefix(std::min(zone + 5, maxspeed.size()));
  if (maxspeed.starts_with(':')) maxspeed.remove_prefix(1);  // "DE:zone:30"
  int number = 0;
  const char* end = maxspeed.data() + maxspeed.size();
  const auto [stopped, error] = std::from_chars(maxspeed.data(), end, number);
  if (error != std::errc{} || number < 5 || number > 140) return 0;
  const std::string_view unit(stopped, static_cast<std::size_t>(end - stopped));
  return unit == " mph" || unit == "mph" ? number * 1.609344 : number;
}

int one_way(const OsmTags& tags) {
  const std::string_view word = tags.get("oneway");
  if (word == "yes" || word == "1" || word == "true") return 1;
  if (word == "-1" || word == "reverse") return -1;
  if (word == "no" || word == "0" || word == "false") return 0;
  const bool implied = tags.is("junction", "roundabout") || tags.is("junction", "circular") || tags.get("highway").starts_with("motorway");
  return implied ? 1 : 0;
}

std::optional<RoadSpeeds> road_speeds(const OsmTags& tags) {
  const auto found = std::ranges::find(road_classes, tags.get("highway"), &RoadClass::highway);
  if (found == road_classes.end()) return std::nullopt;
  RoadSpeeds speeds;
  const bool square = tags.is("area", "yes");  // one walks along its outline, and drives nowhere
  if (!square && allowed(tags, {"motorcar", "motor_vehicle", "vehicle", "access"}, found->car_kmh > 0)) {
    const double limit = speed_limit_kmh(tags.get("maxspeed"));
    const double kmh = limit > 0 ? limit : found->car_kmh > 0 ? found->car_kmh : 10;  // a footway opened to cars: at a crawl
    const auto mps = static_cast<float>(kmh * driven_share_of_limit / 3.6);
    const int direction = one_way(tags);
    if (direction >= 0) speeds.car_forward_mps = mps;
    if (direction <= 0) speeds.car_backward_mps = mps;
  }
  if (allowed(tags, {"foot", "access"}, found->foot_mps > 0))
    speeds.foot_mps = static_cast<float>(found->foot_mps > 0 ? found->foot_mps : walking_mps);
  if (speeds.car_forward_mps == 0 && speeds.car_backward_mps == 0 && speeds.foot_mps == 0) return std::nullopt;
  return speeds;
}

}  // namespace vigie::geo
