// Map layers, the sea and the gazetteer on shapes drawn by hand.

#include <gtest/gtest.h>

#include "base/json.h"
#include "layers/build_layers.h"
#include "layers/geojson.h"
#include "layers/ring.h"
#include "layers/sea.h"

namespace vigie::geo {
namespace {

constexpr Bounds box{{0, 0}, {1, 1}};

OsmWay coast(std::int64_t id, std::vector<std::int64_t> nodes, Line points) {
  return {id, std::move(nodes), std::move(points), {{"natural", "coastline"}}};
}

bool wet(const std::vector<Polygon>& sea, const LatLon& place) {
  for (const Polygon& water : sea) {
    bool in = inside(place, water.outer);
    for (const Line& hole : water.holes) in = in && !inside(place, hole);
    if (in) return true;
  }
  return false;
}

TEST(Sea, LiesOnTheRightOfTheShore) {
  // From west to east with land on the left, so in the north; in two ways given in the wrong order.
  const auto sea = sea_polygons({coast(2, {2, 3}, {{0.5, 0.5}, {0.6, 0.999}}), coast(1, {1, 2}, {{0.5, 0.001}, {0.5, 0.5}})}, box);
  ASSERT_EQ(sea.size(), 1u);
  EXPECT_TRUE(wet(sea, {0.1, 0.5}));
  EXPECT_TRUE(wet(sea, {0.01, 0.01}));
  EXPECT_TRUE(wet(sea, {0.5, 0.9}));
  EXPECT_FALSE(wet(sea, {0.9, 0.5}));
}

TEST(Sea, IsTheOtherSideWhenTheShoreRunsBack) {
  const auto sea = sea_polygons({coast(1, {1, 2}, {{0.5, 1}, {0.5, 0}})}, box);
  EXPECT_FALSE(wet(sea, {0.1, 0.5}));
  EXPECT_TRUE(wet(sea, {0.9, 0.5}));
}

TEST(Sea, IsClippedToTheMap) {
  const auto sea = sea_polygons({coast(1, {1, 2, 3}, {{0.5, -2}, {0.5, 0.5}, {3, 0.5}})}, box);
  EXPECT_TRUE(wet(sea, {0.1, 0.1}));
  EXPECT_TRUE(wet(sea, {0.9, 0.9}));
  EXPECT_FALSE(wet(sea, {0.9, 0.1}));
  for (const LatLon& point : sea.front().outer) EXPECT_TRUE(box.contains(point));
}

TEST(Sea, SurroundsIslands) {
  const Line island = {{0.2, 0.2}, {0.2, 0.4}, {0.4, 0.4}, {0.4, 0.2}, {0.2, 0.2}};  // counter-clockwise: land inside
  const auto sea = sea_polygons({coast(1, {1, 2, 3, 4, 1}, island)}, box);
  EXPECT_FALSE(wet(sea, {0.3, 0.3}));
  EXPECT_TRUE(wet(sea, {0.7, 0.7}));
}

TEST(Sea, FindsTwoBays) {
  const auto sea = sea_polygons({coast(1, {1, 2}, {{0.3, 0}, {0, 0.3}}), coast(2, {3, 4}, {{0.7, 1}, {1, 0.7}})}, box);
  EXPECT_EQ(sea.size(), 2u);
  EXPECT_TRUE(wet(sea, {0.05, 0.05}));
  EXPECT_TRUE(wet(sea, {0.95, 0.95}));
  EXPECT_FALSE(wet(sea, {0.5, 0.5}));
}

TEST(Sea, CutsAnIslandAtTheEdge) {
  const Line island = {{0.2, 0.8}, {0.2, 1.2}, {0.4, 1.2}, {0.4, 0.8}, {0.2, 0.8}};
  const auto sea = sea_polygons({coast(1, {1, 2, 3, 4, 1}, island)}, box);
  EXPECT_FALSE(wet(sea, {0.3, 0.9}));
  EXPECT_TRUE(wet(sea, {0.3, 0.7}));
}

TEST(Sea, IsLeftOutWhenTheShoreBreaksOff) {
  EXPECT_TRUE(sea_polygons({coast(1, {1, 2}, {{0.5, 0}, {0.5, 0.5}})}, box).empty());
  EXPECT_TRUE(sea_polygons({}, box).empty());
}

TEST(GeoJson, SimplifiesWithinTheTolerance) {
  const Line nearly_straight = {{0, 0}, {0.000001, 0.0005}, {0, 0.001}};  // 11 cm off
  EXPECT_EQ(simplified(nearly_straight, 0.5).size(), 2u);
  EXPECT_EQ(simplified(nearly_straight, 0.05).size(), 3u);
}

TEST(GeoJson, EscapesNamesAndKeepsSixDecimals) {
  Feature feature;
  feature.line = {{43.123456789, 7.1}};
  feature.properties.emplace_back("name", json_text("\"Chez\" \xff l'été"));
  const auto json = parse_json(write_layer({feature}, 1 << 20));
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ((*json)["features"][0]["geometry"]["coordinates"][1], 43.123457);
  EXPECT_EQ((*json)["attribution"], map_attribution);
}

TEST(GeoJson, LeavesOutTheLeastImportantAndSaysSo) {
  std::vector<Feature> features(100);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i].line = {{0, static_cast<double>(i) / 1000}};
    features[i].importance = static_cast<double>(i);
  }
  const auto json = parse_json(write_layer(features, 1000));
  ASSERT_TRUE(json);
  const std::size_t kept = (*json)["features"].size();
  EXPECT_GT(kept, 5u);
  EXPECT_EQ((*json)["left_out"], 100 - kept);
  EXPECT_EQ((*json)["features"][0]["geometry"]["coordinates"][0], 0.099);
}

OsmData village() {
  OsmData map;
  map.declared_bounds = box;
  map.roads.push_back(
      {1, {1, 2}, {{0.5, 0.5}, {0.5, 0.501}}, {{"highway", "residential"}, {"name", "Rue de l'Église"}, {"oneway", "yes"}}});
  map.roads.push_back({2, {2, 3}, {{0.5, 0.501}, {0.5, 0.51}}, {{"highway", "residential"}, {"name", "Rue de l'Église"}}});
  map.roads.push_back({3, {8, 9}, {{0.9, 0.5}, {0.9, 0.51}}, {{"highway", "residential"}, {"name", "Rue de l'Église"}}});
  const Line square = {{0.1, 0.1}, {0.1, 0.2}, {0.2, 0.2}, {0.2, 0.1}, {0.1, 0.1}};
  map.areas.push_back({4, {{square, {}}}, {{"building", "yes"}, {"amenity", "school"}, {"name", "École Saint-Œuvre"}}});
  map.areas.push_back({6, {{square, {}}}, {{"leisure", "park"}}});
  map.points.push_back({7, {0.501, 0.505}, {{"place", "suburb"}, {"name", "Le Port"}}});
  map.points.push_back({8, {0.4, 0.4}, {{"place", "town"}, {"name", "Ville"}}});
  map.points.push_back({9, {0.4, 0.41}, {{"amenity", "bench"}, {"name", "a bench"}}});
  return map;
}

TEST(Layers, SortThingsIntoTheirLayer) {
  const MapLayers layers = build_layers(village());
  const auto count = [](const std::string& layer) { return (*parse_json(layer))["features"].size(); };
  EXPECT_EQ(count(layers.streets), 3u);
  EXPECT_EQ(count(layers.buildings), 1u);
  EXPECT_EQ(count(layers.green), 1u);
  EXPECT_EQ(count(layers.water), 0u);
  EXPECT_EQ(count(layers.places), 3u);
  EXPECT_EQ(layers.centre, (LatLon{0.4, 0.4})) << "the town, not the middle of the box";
  EXPECT_EQ(layers.streets, build_layers(village()).streets);
}

TEST(Layers, OfNothingAreValid) {
  const MapLayers layers = build_layers({});
  for (const std::string* layer : {&layers.streets, &layers.buildings, &layers.water, &layers.green, &layers.places})
    EXPECT_TRUE(parse_json(*layer));
}

TEST(Gazetteer, FindsWithoutAccentsAndCase) {
  const Gazetteer names = build_gazetteer(village());
  const auto found = names.find_place("RUE DE L'EGLISE");
  ASSERT_EQ(found.size(), 2u) << "the two pieces of one street are one; the third lies 44 km away";
  EXPECT_EQ(found[0].kind, "street");
  EXPECT_EQ(found[0].near, "Le Port");
  EXPECT_NEAR(found[0].at.lon, 0.5055, 1e-6) << "the middle of the longer piece";
  EXPECT_EQ(found[1].near, "");
  EXPECT_EQ(names.find_place("saint oeuv").size(), 1u);
  EXPECT_EQ(names.find_place("egl ru").size(), 2u) << "words in any order";
  EXPECT_TRUE(names.find_place("glise").empty()) << "the middle of a word does not count";
  EXPECT_TRUE(names.find_place("bench").empty());
  EXPECT_TRUE(names.find_place("").empty());
  EXPECT_TRUE(names.find_place(" '-. ").empty());
  EXPECT_EQ(names.find_place("rue", 1).size(), 1u);
}

TEST(Gazetteer, UnderstandsAbbreviations) {
  const Gazetteer names({{"Boulevard Princesse Charlotte", "street", "", {}}, {"Place Saint-Nicolas", "street", "", {}}});
  EXPECT_EQ(names.find_place("bd princesse").size(), 1u);
  EXPECT_EQ(names.find_place("pl. st nicolas").size(), 1u);
  EXPECT_TRUE(names.find_place("av princesse").empty());
}

TEST(Gazetteer, FoldsLetters) {
  EXPECT_EQ(fold_for_search("  Rue de l’Œuvre — №5 "),
            "rue de l oeuvre \xE2\x80\x94 \xE2\x84\x96"
            "5");
  EXPECT_EQ(fold_for_search("ÀÇÉÎÑÖÜŸ straße Łódź Ærø Đ"), "aceinouy strasse lodz aero d");
  EXPECT_EQ(fold_for_search("\xC3"), "\xC3") << "a cut character does no harm";
}

}  // namespace
}  // namespace vigie::geo
