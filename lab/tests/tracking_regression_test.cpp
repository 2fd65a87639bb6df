// The whole clip through detector and tracker with the default configuration, against the public truth. Not a timed test, but a
// long one (half a minute and more): it is labelled slow.

#include <gtest/gtest.h>

#include <cstdlib>

#include "perception/tracking_score.h"
#include "pipeline.h"
#include "video/file_reader.h"

namespace vigie::perception {
namespace {

namespace fs = std::filesystem;
const fs::path kStreet = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
const fs::path kTruth = fs::path(VIGIE_SHARED_DIR) / "data/pets09_gt/gt_interp.txt";

fs::path model_folder() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return fs::path(cache ? cache : VIGIE_DEFAULT_CACHE) / "models/nanodet-g-416";
}

TEST(TrackingOnAStreet, ReachesWhatWasPromised) {
  for (const auto& needed : {kStreet, kTruth, model_folder() / "model.onnx"})
    if (!fs::exists(needed)) GTEST_SKIP() << needed << " is absent";
  auto reader = video::FileReader::open(kStreet);
  auto detector = open_detector(model_folder());
  const auto truth = read_mot(kTruth);
  ASSERT_TRUE(reader) << reader.error().message;
  ASSERT_TRUE(detector) << detector.error().message;
  ASSERT_TRUE(truth) << truth.error().message;
  Pipeline pipeline(**detector, {}, {});
  std::vector<MotRow> people;
  double vehicles = 0;
  std::int64_t frames = 0;
  for (;; ++frames) {
    const auto frame = reader->next();
    ASSERT_TRUE(frame) << frame.error().message;
    if (!*frame) break;
    const auto step = pipeline.step((*frame)->bgr, (*frame)->media_time_s);
    ASSERT_TRUE(step) << step.error().message;
    for (const auto& track : step->tracks) {
      if (track.kind == ObjectClass::person)
        people.push_back({(*frame)->number, static_cast<std::int64_t>(track.id), track.box, track.confidence});
      else
        ++vehicles;
    }
  }
  EXPECT_EQ(frames, 795);
  EXPECT_GE(*score_tracking(*truth, people).mota, 0.70);
  EXPECT_GE(*score_tracking(*truth, people, 401, 795).mota, 0.70) << "frames on which no setting was chosen";
  EXPECT_NEAR(vehicles / static_cast<double>(frames), 2, 0.05) << "two are parked there";
}

}  // namespace
}  // namespace vigie::perception
