// A real extract, and damaged ones.

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/json.h"
#include "geo/city_map.h"
#include "layers/ring.h"
#include "layers/sea.h"
#include "osm/osm_reader.h"

namespace vigie::geo {
namespace {

const std::filesystem::path monaco_pbf = VIGIE_SHARED_DIR "/data/osm/monaco.osm.pbf";

const CityMap& monaco() {
  static const auto map = load_city_map(monaco_pbf);
  EXPECT_TRUE(map) << map.error().message;
  return *map;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

#define NEEDS_MONACO \
  if (!std::filesystem::exists(monaco_pbf)) GTEST_SKIP() << "no " << monaco_pbf << ": the extract of Monaco is not on this machine"

constexpr LatLon station{43.7385, 7.4195};
constexpr LatLon casino{43.7393, 7.4277};

TEST(Monaco, HasItsStreets) {
  NEEDS_MONACO;
  const NetworkSize size = monaco().streets.size();
  EXPECT_GT(size.stretches, 2000u);
  EXPECT_LT(size.stretches, 10000u);
  EXPECT_GT(size.length_km, 150);
  EXPECT_LT(size.length_km, 700);
  EXPECT_GT(size.main_for_car, 500u);
  EXPECT_GT(size.main_for_foot, size.main_for_car);
}

TEST(Monaco, IsCrossedInAFewMinutes) {
  NEEDS_MONACO;
  const double line_m = distance_m(station, casino);
  const Route drive = monaco().streets.route(station, casino, TravelMode::car);
  EXPECT_FALSE(drive.by_straight_line);
  EXPECT_GT(drive.metres, line_m);
  EXPECT_LT(drive.metres, 5 * line_m);  // one-ways and the hill
  EXPECT_GT(drive.seconds, 60);
  EXPECT_LT(drive.seconds, 600);
  const Route walk = monaco().streets.route(station, casino, TravelMode::foot);
  EXPECT_FALSE(walk.by_straight_line);
  EXPECT_LT(walk.metres, 2.5 * line_m);
  EXPECT_GT(walk.seconds, line_m / walking_mps);
}

TEST(Monaco, RoutesAreConnectedAndTimedForwards) {
  NEEDS_MONACO;
  const Bounds town{{43.725, 7.409}, {43.751, 7.439}};
  std::mt19937 random(7);
  std::uniform_real_distribution<double> share(0, 1);
  const auto somewhere = [&] {
    return LatLon{town.south_west.lat + share(random) * (town.north_east.lat - town.south_west.lat),
                  town.south_west.lon + share(random) * (town.north_east.lon - town.south_west.lon)};
  };
  for (int i = 0; i < 100; ++i) {
    const LatLon from = somewhere(), to = somewhere();
    const Route route = monaco().streets.route(from, to, i % 2 ? TravelMode::car : TravelMode::foot);
    if (route.by_straight_line) continue;  // in the middle of the sea
    double metres = 0;
    for (std::size_t p = 1; p < route.points.size(); ++p) {
      metres += distance_m(route.points[p - 1].at, route.points[p].at);
      ASSERT_GE(route.points[p].seconds, route.points[p - 1].seconds);
    }
    EXPECT_NEAR(metres, route.metres, 1 + route.metres / 500);
    EXPECT_EQ(route.points.front().at, from);
    EXPECT_LT(distance_m(route.points.back().at, to), 0.01);
  }
}

TEST(Monaco, FillsEveryLayer) {
  NEEDS_MONACO;
  const MapLayers& layers = monaco().layers;
  const auto count = [](const std::string& layer) {
    const auto json = parse_json(layer, MapLayers::largest_layer_bytes + 4096);
    EXPECT_TRUE(json) << json.error().message;
    EXPECT_EQ((*json)["left_out"], 0);
    return (*json)["features"].size();
  };
  EXPECT_GT(count(layers.streets), 2000u);
  EXPECT_GT(count(layers.buildings), 20000u);
  EXPECT_GT(count(layers.water), 300u);
  EXPECT_GT(count(layers.green), 50u);
  EXPECT_GT(count(layers.places), 40u);
  EXPECT_TRUE(layers.bounds.contains(layers.centre));
  EXPECT_TRUE(layers.bounds.contains(casino));
  EXPECT_LT(distance_m(layers.centre, casino), 2000);
  EXPECT_NE(layers.water.find("\"sea\""), std::string::npos);
}

TEST(Monaco, HasTheSeaWhereItIs) {
  NEEDS_MONACO;
  const auto map = read_osm_file(monaco_pbf);
  ASSERT_TRUE(map);
  ASSERT_TRUE(map->declared_bounds);
  const auto sea = sea_polygons(map->coastlines, *map->declared_bounds);
  const auto wet = [&](const LatLon& place) {
    return std::ranges::any_of(sea, [&](const Polygon& water) {
      return inside(place, water.outer) && std::ranges::none_of(water.holes, [&](const Line& hole) { return inside(place, hole); });
    });
  };
  EXPECT_TRUE(wet({43.735, 7.45})) << "off the coast";
  EXPECT_TRUE(wet({43.7115, 7.42})) << "the south of the map";
  EXPECT_TRUE(wet({43.7348, 7.4235})) << "Port Hercule";
  EXPECT_FALSE(wet(casino));
  EXPECT_FALSE(wet(station));
  EXPECT_FALSE(wet({43.7314, 7.4205})) << "the Rock";
  EXPECT_FALSE(wet({43.765, 7.40})) << "the mountains";
}

TEST(Monaco, IsTheSameEveryTime) {
  NEEDS_MONACO;
  const auto again = load_city_map(monaco_pbf);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->layers.buildings, monaco().layers.buildings);
  EXPECT_EQ(again->layers.streets, monaco().layers.streets);
  EXPECT_EQ(again->layers.water, monaco().layers.water);
  EXPECT_EQ(again->layers.places, monaco().layers.places);
}

TEST(Monaco, KnowsRueGrimaldi) {
  NEEDS_MONACO;
  const auto found = monaco().gazetteer.find_place("rue grimaldi");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().name, "Rue Grimaldi");
  EXPECT_EQ(found.front().kind, "street");
  EXPECT_LT(distance_m(found.front().at, {43.7365, 7.4195}), 600);
  EXPECT_EQ(monaco().streets.snap(found.front().at, TravelMode::car)->street_name, "Rue Grimaldi");
  EXPECT_FALSE(monaco().gazetteer.find_place("musee ocean").empty());
}

TEST(DamagedMap, IsNamedInOneSentence) {
  const auto missing = load_city_map("/nowhere/city.osm.pbf");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
  EXPECT_NE(missing.error().message.find("/nowhere/city.osm.pbf"), std::string::npos);
  EXPECT_FALSE(load_city_map("/tmp"));
}

TEST(DamagedMap, IsRefusedWhateverItHolds) {
  using namespace std::string_literals;
  for (const std::string& bytes :
       {""s, "\0"s, "<osm></osm>"s, "\0\0\0\x0d\x0a\x09OSMHeader\x18"s, std::string(4096, '\0'), std::string(4096, '\xff')}) {
    const auto refused = read_osm_bytes(bytes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_input);
  }
}

TEST(DamagedMap, BreaksOff) {
  NEEDS_MONACO;
  const std::string whole = bytes_of(monaco_pbf);
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{1000}, std::size_t{5}}) {
    const auto refused = read_osm_bytes(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(refused) << size;
    EXPECT_NE(refused.error().message.find("breaks off"), std::string::npos) << refused.error().message;
  }
}

TEST(DamagedMap, NeverHarmsWhenBytesFlip) {
  NEEDS_MONACO;
  const std::string whole = bytes_of(monaco_pbf);
  std::mt19937 random(1);
  for (int i = 0; i < 12; ++i) {
    std::string damaged = whole;
    for (int flips = 0; flips < 3; ++flips) damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    const auto result = read_osm_bytes(damaged);
    EXPECT_TRUE(result || !result.error().message.empty());
  }
}

// A block as it lies in a file: length of header, header, blob.
std::string block(std::string_view type, const std::string& blob) {
  const std::string header =
      "\x0a" + std::string(1, static_cast<char>(type.size())) + std::string(type) + "\x18" + static_cast<char>(blob.size());
  return std::string(3, '\0') + static_cast<char>(header.size()) + header + blob;
}

std::string plain(const std::string& content) { return "\x0a" + std::string(1, static_cast<char>(content.size())) + content; }

TEST(DamagedMap, IsNoZipBomb) {
  std::string packed(3 << 20, '\0');
  uLongf size = compressBound(packed.size());
  std::string zlib(size, '\0');
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(zlib.data()), &size, reinterpret_cast<const Bytef*>(packed.data()), packed.size()), Z_OK);
  zlib.resize(size);  // about three kilobytes: two bytes of length
  const auto varint = [](std::size_t n) {
    std::string bytes;
    for (; n > 127; n >>= 7) bytes += static_cast<char>(n | 0x80);
    return bytes + static_cast<char>(n);
  };
  const std::string blob = "\x10" + varint(packed.size()) + "\x1a" + varint(zlib.size()) + zlib;
  const std::string header = std::string("\x0a\x07OSMData\x18") + varint(blob.size());
  const std::string bomb = std::string(3, '\0') + static_cast<char>(header.size()) + header + blob;
  const auto refused = read_osm_bytes(block("OSMHeader", plain("\x22\x0eOsmSchema-V0.6")) + bomb);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("unpacks"), std::string::npos) << refused.error().message;
}

TEST(DamagedMap, HoldsNoCutTexts) {
  using namespace std::string_literals;
  const auto refused =
      read_osm_bytes(block("OSMHeader", plain("\x22\x0eOsmSchema-V0.6")) + block("OSMData", plain("\x0a\x07\x0a\x00\x0a\x03na\0"s)));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("broken text"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace vigie::geo
