#include <algorithm>
#include <map>

#include "layers/build_layers.h"

namespace vigie::geo {
namespace {

// Pieces of one street lie within this of each other; the same name further away is another town's street.
constexpr double same_street_m = 1500;
constexpr double quarter_reaches_m = 1500;

double length_m(const Line& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += distance_m(line[i - 1], line[i]);
  return sum;
}

LatLon middle_of(const Line& line) {
  double rest = length_m(line) / 2;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double piece = distance_m(line[i - 1], line[i]);
    if (piece >= rest && piece > 0) return between(line[i - 1], line[i], rest / piece);
    rest -= piece;
  }
  return line.back();
}

struct Street {
  LatLon middle;  // of its longest piece
  double longest_m = 0;
};

void add_streets(std::vector<NamedPlace>& places, const OsmData& map) {
  std::map<std::string_view, std::vector<Street>> by_name;
  for (const OsmWay& way : map.roads) {
    const std::string_view name = way.tags.get("name");
    if (name.empty()) continue;
    const Street piece{middle_of(way.points), length_m(way.points)};
    auto& streets = by_name[name];
    const auto same = std::ranges::find_if(streets, [&](const Street& s) { return distance_m(s.middle, piece.middle) < same_street_m; });
    if (same == streets.end())
      streets.push_back(piece);
    else if (piece.longest_m > same->longest_m)
      *same = piece;
  }
  for (const auto& [name, streets] : by_name)
    for (const Street& street : streets) places.push_back({std::string(name), "street", {}, street.middle});
}

std::string quarter_at(const LatLon& place, const std::vector<const Landmark*>& quarters) {
  const Landmark* best = nullptr;
  double best_m = quarter_reaches_m;
  for (const Landmark* quarter : quarters)
    if (const double away_m = distance_m(place, quarter->at); away_m < best_m) {
      best = quarter;
      best_m = away_m;
    }
  return best ? std::string(best->name) : std::string();
}

}  // namespace

Gazetteer build_gazetteer(const OsmData& map) {
  const auto marks = landmarks(map);
  std::vector<const Landmark*> quarters;
  for (const Landmark& mark : marks)
    if (mark.kind == "suburb" || mark.kind == "quarter" || mark.kind == "village" || mark.kind == "town") quarters.push_back(&mark);
  std::vector<NamedPlace> places;
  add_streets(places, map);
  for (const Landmark& mark : marks) places.push_back({std::string(mark.name), std::string(mark.kind), {}, mark.at});
  for (NamedPlace& place : places) {
    place.near = quarter_at(place.at, quarters);
    if (place.near == place.name) place.near.clear();
  }
  return Gazetteer(std::move(places));
}

}  // namespace vigie::geo
