// Points, projections, grid and the camera's view of the ground.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>
#include <vector>

#include "geo/grid.h"
#include "geo/image_to_ground.h"
#include "geo/projection.h"

namespace vigie::geo {
namespace {

constexpr LatLon marseille{43.2965, 5.3698};
constexpr LatLon monaco{43.7384, 7.4246};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Point, KnowsWhatIsOnEarth) {
  EXPECT_TRUE(valid(LatLon{-90, 180}));
  EXPECT_FALSE(valid(LatLon{90.1, 0}));
  EXPECT_FALSE(valid(LatLon{0, -180.1}));
  EXPECT_FALSE(valid(LatLon{nan, 0}));
  EXPECT_FALSE(valid(GroundPoint{0, std::numeric_limits<double>::infinity()}));
}

TEST(Point, MeasuresGreatCircles) {
  EXPECT_EQ(distance_m(monaco, monaco), 0);
  EXPECT_NEAR(distance_m(LatLon{0, 0}, LatLon{0, 1}), 111195, 1);
  EXPECT_NEAR(distance_m(LatLon{0, 179.9}, LatLon{0, -179.9}), 22239, 1);
  EXPECT_NEAR(distance_m(LatLon{90, 0}, LatLon{-90, 0}), 20015115, 5);
}

struct UtmCase {
  LatLon place;
  int epsg;
};

TEST(Utm, FindsTheZone) {
  for (const auto& [place, epsg] : std::vector<UtmCase>{{marseille, 32631},
                                                        {monaco, 32632},
                                                        {{0, 0}, 32631},
                                                        {{-0.001, 0}, 32731},
                                                        {{0, -180}, 32601},
                                                        {{0, 180}, 32601},
                                                        {{0, 179.999}, 32660},
                                                        {{0, 5.9999}, 32631},
                                                        {{0, 6}, 32632},
                                                        {{60.39, 5.32}, 32632},   // Bergen: 31 by the rule, 32 by custom
                                                        {{55.99, 5.32}, 32631},   // just south of the exception
                                                        {{78.22, 15.63}, 32633},  // Longyearbyen
                                                        {{78, 9}, 32633},
                                                        {{78, 8.99}, 32631},
                                                        {{78, 34}, 32637},
                                                        {{19.43, -99.13}, 32614},  // Mexico City
                                                        {{84, 0}, 32631},
                                                        {{-80, 0}, 32731}}) {
    const auto found = utm_epsg(place);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found, epsg) << place.lat << ", " << place.lon;
  }
  EXPECT_FALSE(utm_epsg({84.1, 0}));
  EXPECT_FALSE(utm_epsg({-80.1, 0}));
  EXPECT_FALSE(utm_epsg({nan, 0}));
}

TEST(Projection, GoesThereAndBack) {
  for (const LatLon place : {marseille, monaco, LatLon{-33.87, 151.21}, LatLon{78.22, 15.63}}) {
    const auto utm = Projection::for_place(place);
    ASSERT_TRUE(utm) << utm.error().message;
    const auto point = utm->forward(place);
    ASSERT_TRUE(point);
    EXPECT_GT(point->x_m, 160000);
    EXPECT_LT(point->x_m, 840000);
    const auto back = utm->inverse(*point);
    ASSERT_TRUE(back);
    EXPECT_LT(distance_m(*back, place), 1e-3);
  }
}

TEST(Projection, AgreesWithAPublishedPoint) {
  // Central meridian of zone 31 on the equator is (500000, 0) by definition; the scale there is 0.9996.
  const auto utm = Projection::open(32631);
  ASSERT_TRUE(utm);
  const auto origin = utm->forward({0, 3});
  ASSERT_TRUE(origin);
  EXPECT_NEAR(origin->x_m, 500000, 1e-6);
  EXPECT_NEAR(origin->y_m, 0, 1e-6);
  const auto east = utm->forward({0, 3.001});
  EXPECT_NEAR(east->x_m - origin->x_m, 0.9996 * 6378137 * 0.001 * M_PI / 180, 1e-4);
}

TEST(Projection, RefusesWhatIsNotMetric) {
  for (const char* text : {"EPSG:4326", "EPSG:2263", "EPSG:999999", "epsg 2154", "EPSG:", "EPSG:12x", "EPSG:-1", ""}) {
    const auto refused = Projection::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_input);
    EXPECT_FALSE(refused.error().message.empty());
  }
  EXPECT_EQ(Projection::parse("EPSG:2154")->epsg(), 2154);
}

TEST(Projection, RefusesImpossiblePoints) {
  const auto utm = Projection::for_place(monaco);
  EXPECT_FALSE(utm->forward({nan, 7}));
  EXPECT_FALSE(utm->forward({0, -81}));  // a quarter of the Earth away from the central meridian
  EXPECT_FALSE(utm->inverse({nan, 0}));
  EXPECT_FALSE(utm->inverse({1e300, 1e300}));
  EXPECT_TRUE(utm->forward(monaco)) << "a failure must not spoil the next call";
}

TEST(Projection, IsSharedByThreads) {
  const auto utm = Projection::for_place(monaco);
  const GroundPoint expected = *utm->forward(monaco);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) EXPECT_EQ(*utm->forward(monaco), expected);
    });
  for (auto& thread : threads) thread.join();
}

TEST(Grid, CountsCellsWithFloor) {
  const Grid grid;
  EXPECT_EQ(grid.cell_of({0, 0}), (Cell{0, 0}));
  EXPECT_EQ(grid.cell_of({249.999, 250}), (Cell{0, 1}));
  EXPECT_EQ(grid.cell_of({-0.001, -250}), (Cell{-1, -1}));
  EXPECT_EQ(grid.cell_of({-250.001, -500.5}), (Cell{-2, -3}));
  EXPECT_FALSE(grid.cell_of({nan, 0}));
  EXPECT_FALSE(grid.cell_of({1e300, 0}));
}

TEST(Grid, ShiftsWithItsOrigin) {
  const auto grid = Grid::with(250, {62.5, -125});
  ASSERT_TRUE(grid);
  EXPECT_EQ(grid->cell_of({62.4, -125}), (Cell{-1, 0}));
  EXPECT_EQ(grid->cell_of({62.5, -125.1}), (Cell{0, -1}));
  EXPECT_FALSE(Grid::with(0));
  EXPECT_FALSE(Grid::with(nan));
  EXPECT_FALSE(Grid::with(250, {nan, 0}));
}

TEST(Grid, OutlineEnclosesItsOwnCentre) {
  const Grid grid;
  const Cell cell{-3, 7};
  const auto outline = grid.outline(cell);
  EXPECT_EQ(outline[0], (GroundPoint{-750, 1750}));
  EXPECT_EQ(outline[2], (GroundPoint{-500, 2000}));
  EXPECT_EQ(grid.cell_of(grid.centre(cell)), cell);
  EXPECT_EQ(grid.cell_of(outline[0]), cell);
  EXPECT_NE(grid.cell_of(outline[2]), cell) << "the north-east corner belongs to the neighbour";
}

// A camera 6 m up, looking down at 20°: pixel of a ground point, for making honest pairs.
ImagePoint seen(const GroundPoint& ground) {
  const double tilt = 20 * M_PI / 180, height = 6, focal = 900;
  const double forward = ground.y_m * std::cos(tilt) + height * std::sin(tilt);
  const double down = -ground.y_m * std::sin(tilt) + height * std::cos(tilt);
  return {640 + focal * ground.x_m / forward, 360 + focal * down / forward};
}

std::vector<CalibrationPair> pairs_of(const std::vector<GroundPoint>& ground) {
  std::vector<CalibrationPair> pairs;
  for (const GroundPoint& point : ground) pairs.push_back({seen(point), point});
  return pairs;
}

TEST(ImageToGround, FindsTheGround) {
  const auto fitted = ImageToGround::fit(pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}, {0, 20}}));
  ASSERT_TRUE(fitted) << fitted.error().message;
  EXPECT_LT(fitted->max_error_m(), 1e-6);
  const GroundPoint unseen{3, 27};
  const auto ground = fitted->ground_from_image(seen(unseen));
  ASSERT_TRUE(ground);
  EXPECT_LT(distance_m(*ground, unseen), 1e-6);
  const auto pixel = fitted->image_from_ground(unseen);
  ASSERT_TRUE(pixel);
  EXPECT_NEAR(pixel->x_px, seen(unseen).x_px, 1e-6);
  EXPECT_NEAR(pixel->y_px, seen(unseen).y_px, 1e-6);
}

TEST(ImageToGround, SeesNoGroundInTheSky) {
  const auto fitted = ImageToGround::fit(pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}}));
  ASSERT_TRUE(fitted);
  const double horizon_y = 360 - 900 * std::tan(20 * M_PI / 180);
  EXPECT_TRUE(fitted->ground_from_image({640, horizon_y + 1}));
  EXPECT_FALSE(fitted->ground_from_image({640, horizon_y - 1}));
  EXPECT_FALSE(fitted->image_from_ground({0, -100})) << "behind the camera";
}

TEST(ImageToGround, WorksFarFromTheOrigin) {
  auto pairs = pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}});
  for (auto& pair : pairs) pair.on_ground = {pair.on_ground.x_m + 372000, pair.on_ground.y_m + 4842000};
  const auto fitted = ImageToGround::fit(pairs);
  ASSERT_TRUE(fitted);
  EXPECT_LT(fitted->max_error_m(), 1e-4);
}

TEST(ImageToGround, SaysItsErrorWhenAPairIsWrong) {
  auto pairs = pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}, {0, 20}, {4, 30}});
  pairs[4].on_ground.x_m += 1;
  const auto fitted = ImageToGround::fit(pairs);
  ASSERT_TRUE(fitted);
  EXPECT_GT(fitted->max_error_m(), 0.1);
  EXPECT_LE(fitted->rms_error_m(), fitted->max_error_m());
}

TEST(ImageToGround, RefusesDegeneratePairs) {
  EXPECT_FALSE(ImageToGround::fit(pairs_of({{-5, 10}, {5, 10}, {8, 40}})));
  EXPECT_FALSE(ImageToGround::fit(pairs_of({{0, 10}, {0, 20}, {0, 30}, {0, 40}}))) << "one line";
  EXPECT_FALSE(ImageToGround::fit(pairs_of({{-5, 10}, {0, 10}, {5, 10}, {0, 30}}))) << "three of four on one line";
  EXPECT_FALSE(ImageToGround::fit(pairs_of({{-5, 10}, {-5, 10}, {5, 10}, {0, 30}}))) << "a repeated point";
  EXPECT_FALSE(ImageToGround::fit(pairs_of({{5, 10}, {5, 10}, {5, 10}, {5, 10}})));
  auto pairs = pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}});
  pairs[0].in_image.x_px = nan;
  EXPECT_FALSE(ImageToGround::fit(pairs));
  pairs = pairs_of({{-5, 10}, {5, 10}, {8, 40}, {-8, 40}});
  std::swap(pairs[0].on_ground, pairs[1].on_ground);  // a bow tie: no view of a plane looks like that
  EXPECT_FALSE(ImageToGround::fit(pairs));
}

}  // namespace
}  // namespace vigie::geo
