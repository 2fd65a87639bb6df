// The street network on tiny towns drawn by hand: one square is 100 m wide, y grows to the north.

#include <gtest/gtest.h>

#include <map>

#include "geo/route_walker.h"
#include "geo/street_network.h"
#include "osm/road_rules.h"
#include "streets/street_graph.h"

namespace vigie::geo {
namespace {

constexpr double degree_m = 6371008.8 * 3.14159265358979323846 / 180;

// On the equator, where a degree is as long to the east as to the north.
LatLon at(double x_m, double y_m) { return {y_m / degree_m, x_m / degree_m}; }

class Town {
 public:
  // "ab", "bcd": a way through lettered nodes.
  Town& node(char name, double x, double y) {
    nodes_[name] = at(x * 100, y * 100);
    return *this;
  }
  Town& way(const std::string& nodes, OsmTags tags) {
    OsmWay way{++last_id_, {}, {}, std::move(tags)};
    for (const char name : nodes) {
      way.nodes.push_back(name);
      way.points.push_back(nodes_.at(name));
    }
    map_.roads.push_back(std::move(way));
    return *this;
  }
  StreetNetwork build() const { return StreetNetwork(std::make_unique<const StreetGraph>(build_street_graph(map_))); }

 private:
  std::map<char, LatLon> nodes_;
  OsmData map_;
  std::int64_t last_id_ = 0;
};

OsmTags street(const char* name) { return {{"highway", "residential"}, {"name", name}, {"maxspeed", "36"}}; }
constexpr double driven_mps = 36 / 3.6 * 0.75;

//   d───c
//   │   │      ab is one-way to the east
//   a──→b
Town ring() {
  Town town;
  town.node('a', 0, 0).node('b', 3, 0).node('c', 3, 2).node('d', 0, 2);
  town.way("ab", {{"highway", "residential"}, {"name", "One Way"}, {"oneway", "yes"}, {"maxspeed", "36"}});
  town.way("bcda", street("Ring"));
  return town;
}

TEST(StreetNetwork, KeepsOnlyJunctions) {
  const auto size = ring().build().size();
  EXPECT_EQ(size.junctions, 2u);
  EXPECT_EQ(size.stretches, 2u);
  EXPECT_EQ(size.main_for_car, 2u);
  EXPECT_NEAR(size.length_km, 1.0, 1e-4);
}

TEST(StreetNetwork, GoesWithTheOneWay) {
  const auto route = ring().build().route(at(50, 0), at(250, 0), TravelMode::car);
  EXPECT_FALSE(route.by_straight_line);
  EXPECT_NEAR(route.metres, 200, 0.1);
  EXPECT_NEAR(route.seconds, 200 / driven_mps, 0.05);
}

TEST(StreetNetwork, GoesRoundAgainstTheOneWay) {
  const auto route = ring().build().route(at(250, 0), at(50, 0), TravelMode::car);
  EXPECT_FALSE(route.by_straight_line);
  EXPECT_NEAR(route.metres, 50 + 700 + 50, 0.1);  // on to b, round by c and d, to a, on to the place
  EXPECT_NEAR(route.seconds, 800 / driven_mps, 0.1);
}

TEST(StreetNetwork, WalkersIgnoreTheOneWay) {
  const auto route = ring().build().route(at(250, 0), at(50, 0), TravelMode::foot);
  EXPECT_NEAR(route.metres, 200, 0.1);
  EXPECT_NEAR(route.seconds, 200 / walking_mps, 0.1);
}

TEST(StreetNetwork, WalksFromAndToTheStreet) {
  const auto route = ring().build().route(at(100, -30), at(200, -40), TravelMode::car);
  EXPECT_NEAR(route.metres, 30 + 100 + 40, 0.1);
  EXPECT_NEAR(route.seconds, 70 / walking_mps + 100 / driven_mps, 0.1);
  EXPECT_EQ(route.points.front().at, at(100, -30));
  EXPECT_EQ(route.points.back().at, at(200, -40));
  EXPECT_DOUBLE_EQ(route.points.back().seconds, route.seconds);
}

TEST(StreetNetwork, StaysWhereItIs) {
  const auto route = ring().build().route(at(100, 0), at(100, 0), TravelMode::car);
  EXPECT_NEAR(route.seconds, 0, 1e-6);
  EXPECT_GE(route.points.size(), 2u);
}

TEST(StreetNetwork, PrefersTheQuickerWayOverTheShorter) {
  Town town;
  town.node('a', 0, 0).node('b', 4, 0).node('c', 0, 1).node('d', 4, 1);
  town.way("ab", {{"highway", "living_street"}});
  town.way("acdb", {{"highway", "primary"}, {"maxspeed", "50"}});
  const auto network = town.build();
  EXPECT_NEAR(network.route(at(0, 0), at(400, 0), TravelMode::car).metres, 600, 1);
  EXPECT_NEAR(network.route(at(0, 0), at(400, 0), TravelMode::foot).metres, 400, 1);
}

TEST(StreetNetwork, KnowsALoopStreet) {
  //  a──b  and a loop from b round to b
  Town town;
  town.node('a', 0, 0).node('b', 2, 0).node('c', 4, 1).node('d', 4, -1);
  town.way("ab", street("Stem"));
  town.way("bcdb", {{"highway", "residential"}, {"oneway", "yes"}, {"maxspeed", "36"}});
  const auto network = town.build();
  const double side_m = std::hypot(200, 100);
  EXPECT_NEAR(network.route(at(0, 0), at(400, -100), TravelMode::car).metres, 200 + side_m + 200, 1);
  EXPECT_NEAR(network.route(at(400, 100), at(0, 0), TravelMode::car).metres, 200 + side_m + 200, 1);
}

// The main part, and a car park that nothing leads to.
Town two_parts() {
  Town town = ring();
  town.node('x', 8, 0).node('y', 9, 0);
  town.way("xy", street("Island"));
  return town;
}

TEST(StreetNetwork, SnapsToTheNearestStreet) {
  const auto network = ring().build();
  const auto snap = network.snap(at(120, 20), TravelMode::car);
  ASSERT_TRUE(snap);
  EXPECT_EQ(snap->street_name, "One Way");
  EXPECT_NEAR(snap->distance_m, 20, 0.01);
  EXPECT_NEAR(snap->along_m, 120, 0.01);
  EXPECT_NEAR(snap->heading_deg, 90, 0.01);
  EXPECT_EQ(network.snap(at(290, 150), TravelMode::car)->street_name, "Ring");
}

TEST(StreetNetwork, SnapsOnlyToTheMainPart) {
  const auto network = two_parts().build();
  const auto snap = network.snap(at(600, 0), TravelMode::car);  // 200 m from the island, 300 m from the ring
  ASSERT_TRUE(snap);
  EXPECT_NE(snap->street_name, "Island");
  EXPECT_NEAR(snap->distance_m, 300, 0.1);
  EXPECT_FALSE(network.snap(at(5000, 0), TravelMode::car));
}

TEST(StreetNetwork, SaysWhenItOnlyDrewAStraightLine) {
  const auto network = two_parts().build();
  for (const auto& route : {network.route(at(0, 0), at(5000, 0), TravelMode::car), network.route(at(5000, 0), at(0, 0), TravelMode::car)}) {
    EXPECT_TRUE(route.by_straight_line);
    EXPECT_NEAR(route.metres, 5000 * straight_line_detour, 1);
    EXPECT_NEAR(route.seconds, 5000 * straight_line_detour / straight_line_car_mps, 0.2);
    EXPECT_EQ(route.points.size(), 2u);
  }
}

TEST(StreetNetwork, WorksWithoutAnyStreet) {
  const StreetNetwork network;
  EXPECT_EQ(network.size().stretches, 0u);
  EXPECT_FALSE(network.snap(at(0, 0), TravelMode::car));
  const auto route = network.route(at(0, 0), at(100, 0), TravelMode::foot);
  EXPECT_TRUE(route.by_straight_line);
  EXPECT_NEAR(route.seconds, 130 / walking_mps, 0.1);
}

TEST(StreetNetwork, LeavesCarsOutOfFootways) {
  Town town = ring();
  town.node('e', 1, 1);
  town.way("ae", {{"highway", "footway"}, {"name", "Garden Path"}});
  const auto network = town.build();
  EXPECT_EQ(network.snap(at(90, 80), TravelMode::foot)->street_name, "Garden Path");
  EXPECT_EQ(network.snap(at(90, 80), TravelMode::car)->street_name, "One Way");
}

TEST(StreetNetwork, OneSearchServesManyStarts) {
  const auto network = ring().build();
  const LatLon target = at(150, 200);
  const std::vector<LatLon> starts = {at(0, 0), at(300, 0), at(150, 190), at(9000, 0), at(150, 0)};
  const auto routes = network.routes_to(target, starts, TravelMode::car);
  ASSERT_EQ(routes.size(), starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto alone = network.route(starts[i], target, TravelMode::car);
    EXPECT_NEAR(routes[i].seconds, alone.seconds, 1e-6) << i;
    EXPECT_EQ(routes[i].by_straight_line, i == 3) << i;
  }
  EXPECT_TRUE(network.routes_to(target, {}, TravelMode::car).empty());
}

TEST(RoadRules, ReadsSpeedLimits) {
  EXPECT_EQ(speed_limit_kmh("50"), 50);
  EXPECT_EQ(speed_limit_kmh("FR:urban"), 50);
  EXPECT_EQ(speed_limit_kmh("FR:zone30"), 30);
  EXPECT_EQ(speed_limit_kmh("DE:zone:20"), 20);
  EXPECT_NEAR(speed_limit_kmh("30 mph"), 48.28, 0.01);
  EXPECT_EQ(speed_limit_kmh("walk"), 10);
  for (const char* useless : {"", "none", "signals", "0", "-30", "9999999999", "fast", "x50", ":"})
    EXPECT_EQ(speed_limit_kmh(useless), 0) << useless;
}

TEST(RoadRules, KnowsWhoMayPass) {
  EXPECT_FALSE(road_speeds({{"highway", "construction"}}));
  EXPECT_FALSE(road_speeds({{"highway", "service"}, {"access", "private"}}));
  const auto residents = road_speeds({{"highway", "service"}, {"access", "no"}, {"motor_vehicle", "yes"}});
  ASSERT_TRUE(residents);
  EXPECT_GT(residents->car_forward_mps, 0);
  EXPECT_EQ(residents->foot_mps, 0);
  const auto footway = road_speeds({{"highway", "footway"}, {"access", "yes"}});
  EXPECT_EQ(footway->car_forward_mps, 0);
  EXPECT_GT(footway->foot_mps, 0);
  EXPECT_EQ(road_speeds({{"highway", "motorway"}})->foot_mps, 0);
  const auto square = road_speeds({{"highway", "service"}, {"area", "yes"}});
  EXPECT_EQ(square->car_forward_mps, 0);
  EXPECT_GT(square->foot_mps, 0);
}

TEST(RoadRules, KnowsOneWays) {
  EXPECT_EQ(one_way({{"highway", "primary"}}), 0);
  EXPECT_EQ(one_way({{"highway", "primary"}, {"oneway", "-1"}}), -1);
  EXPECT_EQ(one_way({{"highway", "primary"}, {"junction", "roundabout"}}), 1);
  EXPECT_EQ(one_way({{"highway", "motorway"}}), 1);
  EXPECT_EQ(one_way({{"highway", "motorway_link"}, {"oneway", "no"}}), 0);
  const auto against = road_speeds({{"highway", "primary"}, {"oneway", "-1"}});
  EXPECT_EQ(against->car_forward_mps, 0);
  EXPECT_GT(against->car_backward_mps, 0);
}

TEST(RouteWalker, MovesAtTheStreetsSpeed) {
  using std::chrono::seconds;
  Town town;
  town.node('a', 0, 0).node('b', 1, 0).node('c', 1, 1);
  town.way("ab", {{"highway", "residential"}, {"maxspeed", "36"}});
  town.way("bc", {{"highway", "residential"}, {"maxspeed", "18"}});
  RouteWalker walker{town.build().route(at(0, 0), at(100, 100), TravelMode::car)};
  const double first_s = 100 / driven_mps;
  EXPECT_EQ(walker.position(), at(0, 0));
  EXPECT_NEAR(walker.heading_deg(), 90, 0.1);
  walker.advance(std::chrono::duration<double>(first_s / 2));
  EXPECT_LT(distance_m(walker.position(), at(50, 0)), 0.1);
  walker.advance(std::chrono::duration<double>(first_s / 2 + first_s));
  EXPECT_LT(distance_m(walker.position(), at(100, 50)), 0.1) << "half the speed on the second street";
  EXPECT_NEAR(walker.heading_deg(), 0, 0.1);
  EXPECT_FALSE(walker.arrived());
  EXPECT_NEAR(walker.remaining_s(), first_s, 0.1);
  walker.advance(seconds(-100));
  EXPECT_LT(distance_m(walker.position(), at(100, 50)), 0.1) << "time does not run backwards";
  walker.advance(seconds(1000));
  EXPECT_TRUE(walker.arrived());
  EXPECT_LT(distance_m(walker.position(), at(100, 100)), 0.1);
}

TEST(RouteWalker, StandsStillWithoutAWay) {
  RouteWalker walker{Route{}};
  walker.advance(std::chrono::seconds(5));
  EXPECT_TRUE(walker.arrived());
  EXPECT_EQ(walker.position(), LatLon{});
}

}  // namespace
}  // namespace vigie::geo
