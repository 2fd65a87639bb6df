#include <algorithm>
#include <array>

#include "layers/build_layers.h"

namespace vigie::geo {
namespace {

struct Kind {
  std::string_view key, value;
  int rank;
};
// The first line that fits counts.
constexpr std::array kinds = {
    Kind{"place", "city", 1},
    Kind{"place", "town", 1},
    Kind{"place", "village", 1},
    Kind{"place", "suburb", 2},
    Kind{"place", "quarter", 2},
    Kind{"place", "neighbourhood", 2},
    Kind{"railway", "station", 2},
    Kind{"amenity", "hospital", 2},
    Kind{"amenity", "police", 2},
    Kind{"amenity", "fire_station", 2},
    Kind{"amenity", "townhall", 2},
    Kind{"place", "square", 3},
    Kind{"place", "hamlet", 3},
    Kind{"place", "locality", 4},
    Kind{"railway", "halt", 3},
    Kind{"railway", "tram_stop", 4},
    Kind{"amenity", "bus_station", 3},
    Kind{"amenity", "university", 3},
    Kind{"amenity", "college", 3},
    Kind{"amenity", "school", 3},
    Kind{"amenity", "theatre", 3},
    Kind{"amenity", "courthouse", 3},
    Kind{"amenity", "marketplace", 3},
    Kind{"amenity", "library", 4},
    Kind{"amenity", "place_of_worship", 4},
    Kind{"amenity", "parking", 4},
    Kind{"amenity", "casino", 4},
    Kind{"amenity", "embassy", 4},
    Kind{"tourism", "museum", 3},
    Kind{"tourism", "attraction", 4},
    Kind{"leisure", "stadium", 3},
    Kind{"leisure", "park", 3},
    Kind{"leisure", "garden", 4},
    Kind{"leisure", "sports_centre", 4},
    Kind{"leisure", "marina", 3},
    Kind{"natural", "beach", 3},
    Kind{"historic", "castle", 3},
    Kind{"historic", "monument", 4},
};
constexpr std::array found_by_name_only = {"amenity", "tourism", "leisure", "historic", "shop", "office"};
// Named things that help nobody to find anything.
constexpr std::array noise = {"atm", "vending_machine", "recycling", "bench", "waste_basket", "telephone", "post_box"};

Landmark landmark_of(const OsmTags& tags, const LatLon& at, std::int64_t id) {
  Landmark mark{tags.get("name"), {}, 0, at, id};
  if (mark.name.empty()) return mark;
  for (const Kind& kind : kinds)
    if (tags.is(kind.key, kind.value)) {
      mark.kind = kind.value;
      mark.rank = kind.rank;
      return mark;
    }
  for (const std::string_view key : found_by_name_only)
    if (const std::string_view value = tags.get(key); !value.empty() && std::ranges::find(noise, value) == noise.end()) {
      mark.kind = value == "yes" ? key : value;
      mark.rank = 5;
      return mark;
    }
  return mark;
}

// The middle of the outline's box: inside for what people name, and never a far corner.
LatLon middle_of(const OsmArea& area) {
  LatLon low{90, 180}, high{-90, -180};
  for (const Polygon& polygon : area.polygons)
    for (const LatLon& point : polygon.outer) {
      low = {std::min(low.lat, point.lat), std::min(low.lon, point.lon)};
      high = {std::max(high.lat, point.lat), std::max(high.lon, point.lon)};
    }
  return between(low, high, 0.5);
}

}  // namespace

std::vector<Landmark> landmarks(const OsmData& map) {
  std::vector<Landmark> marks;
  const auto keep = [&](const Landmark& mark) {
    if (mark.rank > 0) marks.push_back(mark);
  };
  for (const OsmPoint& point : map.points) keep(landmark_of(point.tags, point.at, point.id));
  for (const OsmArea& area : map.areas)
    if (!area.polygons.empty() && area.tags.has("name")) keep(landmark_of(area.tags, middle_of(area), area.id));
  return marks;
}

}  // namespace vigie::geo
