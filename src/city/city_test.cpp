#include <gtest/gtest.h>

#include "city/audit.h"
#include "city/bus.h"
#include "city/camera.h"
#include "city/fact.h"
#include "city/job.h"
#include "city/live.h"
#include "city/recordings.h"
#include "city/series.h"

namespace vigie::city {
namespace {

TEST(Fact, ContentIsWhatTheSourceSaidNotWhatWeAdded) {
  Fact fact;
  fact.schema = "alert.raised";
  fact.subject = "alert:1";
  fact.body = {{"kind", "intrusion"}};
  Fact again = fact;
  again.recorded = from_unix_us(5);
  again.id.bytes[0] = 1;
  EXPECT_EQ(fact.content(), again.content());
  again.body["kind"] = "occupancy";
  EXPECT_NE(fact.content(), again.content());
}

TEST(Fact, RoundTripsThroughJson) {
  Fact fact;
  fact.id.bytes[3] = 9;
  fact.schema = "entry.written";
  fact.source = "desk:op";
  fact.source_key = "k1";
  fact.subject = "entry:1";
  fact.occurred = {from_unix_us(1'000'000), from_unix_us(2'000'000)};
  fact.basis = BasisRef{"b1", 2};
  fact.exercise = true;
  fact.body = {{"words", "à vérifier"}};
  const auto again = fact_from_json(to_json(fact));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json(*again), to_json(fact));
  EXPECT_FALSE(fact_from_json(Json::object()));
}

TEST(Camera, RoundTripsAndRefusesWhatLiesOutsideThePicture) {
  Json value{{"id", "camera:1"},
             {"number", 1},
             {"review", "masked_here"},
             {"streams", {{{"kind", "main"}, {"url", "file:/x.mp4"}}}},
             {"masks", {{{"name", "windows"}, {"points", {{0, 0}, {0.5, 0}, {0.5, 0.5}}}}}},
             {"lines", {{{"name", "gate"}, {"points", {{0.1, 0.5}, {0.9, 0.5}}}, {"classes", {"person"}}, {"legal", "a_to_b"}}}}};
  const auto camera = camera_from_json(value);
  ASSERT_TRUE(camera) << camera.error().message;
  EXPECT_EQ(to_json(*camera_from_json(to_json(*camera))), to_json(*camera));
  value["masks"][0]["points"][1][0] = 1.5;
  const auto outside = camera_from_json(value);
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, "area.outside");
}

TEST(Camera, MaskVersionChangesWithTheMaskAlone) {
  Camera camera;
  camera.id = "camera:1";
  const auto before = camera.mask_version();
  camera.name = "Port";
  EXPECT_EQ(camera.mask_version(), before);
  camera.masks.push_back({"m", "", {{0, 0}, {1, 0}, {1, 1}}, {}, 0});
  EXPECT_NE(camera.mask_version(), before);
}

}  // namespace
}  // namespace vigie::city
