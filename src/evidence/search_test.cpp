#include "evidence/search.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <opencv2/core.hpp>

#include "base/json.h"
#include "law/lease.h"
#include "movers.h"
#include "passages.h"
#include "video/threads.h"

namespace vigie::evidence {
namespace {

// As our programs do before anything else: OpenCV's pool would stand between the sanitizers and our own threads.
[[maybe_unused]] const bool on_own_threads = (video::keep_opencv_on_the_callers_thread(), true);

namespace fs = std::filesystem;
using perception::ObjectClass;

SmallPicture flat(std::uint8_t luma) {
  const cv::Mat grey(90, 160, CV_8UC1, cv::Scalar::all(128));
  return {cv::Mat(90, 160, CV_8UC1, cv::Scalar::all(luma)), grey.clone(), grey.clone()};
}

TEST(StillScene, APasserByEntersNeitherTheSceneNorHidesInIt) {
  std::vector<SmallPicture> samples(9, flat(100));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = flat(100);
    samples[i].luma(cv::Rect(static_cast<int>(i) * 16, 40, 12, 30)) = 200;
  }
  const auto still = StillScene::from(samples);
  EXPECT_EQ(cv::countNonZero(still.scene().luma != 100), 0);
  const auto blobs = blobs_of(still.differing(samples[2]), 2);
  ASSERT_EQ(blobs.size(), 1u);
  EXPECT_NEAR(blobs[0].box.x, 64, 4);
  EXPECT_NEAR(blobs[0].box.height, 60, 4);
  EXPECT_EQ(cv::countNonZero(still.differing(flat(112))), 0) << "exposure is no movement";
}

TEST(StillScene, AChangeOfTheWholePictureIsSaidAndNotSearched) {
  const auto still = StillScene::from(std::vector<SmallPicture>(5, flat(100)));
  auto noise = flat(100);
  for (int y = 0; y < noise.luma.rows; ++y)
    for (int x = 0; x < noise.luma.cols; ++x)
      noise.luma.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(20 + x * 7 / 5);  // as if turned to another wall
  EXPECT_TRUE(still.differing(noise).empty());
}

ColourReading read_paint(cv::Vec3b yuv, double brightness = 100) {
  return read_colour(cv::Mat(40, 60, CV_8UC3, cv::Scalar(yuv[0], yuv[1], yuv[2])), cv::Mat(40, 60, CV_8UC1, cv::Scalar::all(255)),
                     {brightness, 128, 128});
}

TEST(VehicleColour, NamesClearPaintAndSaysWhenItCannotTell) {
  EXPECT_EQ(read_paint({82, 105, 205}).colour, Colour::red);
  EXPECT_EQ(read_paint({150, 70, 140}).colour, Colour::yellow);
  EXPECT_EQ(read_paint({100, 95, 85}).colour, Colour::green);
  EXPECT_EQ(read_paint({60, 190, 120}).colour, Colour::blue);
  EXPECT_EQ(read_paint({230, 128, 128}).colour, Colour::white);
  EXPECT_EQ(read_paint({25, 128, 128}).colour, Colour::black);
  EXPECT_EQ(read_paint({155, 128, 128}).colour, std::nullopt) << "white in shade, or silver in the sun";
  EXPECT_EQ(read_paint({82, 105, 205}, 30).colour, std::nullopt) << "at night lamps say what colour things have";
  EXPECT_EQ(read_colour(cv::Mat(5, 5, CV_8UC3, cv::Scalar(82, 105, 205)), cv::Mat(5, 5, CV_8UC1, cv::Scalar::all(255)), {}).weight, 0);
}

TEST(VehicleColour, PaleTintsAreNotCalledWhite) {
  EXPECT_EQ(read_paint({205, 134, 114}).colour, std::nullopt) << "light teal";
  EXPECT_EQ(read_paint({205, 129, 126}).colour, Colour::white);
}

TEST(VehicleColour, NothingIsNamedUnderColouredLightAndALawnIsNotLight) {
  const auto plane = [](std::uint8_t value) { return cv::Mat(60, 80, CV_8UC1, cv::Scalar::all(value)); };
  const auto sodium = light_of(plane(110), plane(100), plane(146));
  EXPECT_TRUE(sodium.coloured);
  const cv::Mat paint(40, 60, CV_8UC3, cv::Scalar(220, 96, 150)), all(40, 60, CV_8UC1, cv::Scalar::all(255));
  EXPECT_EQ(read_colour(paint, all, sodium).colour, std::nullopt);
  cv::Mat blue = plane(105), red = plane(118);  // grass, and a fifth of road with a slight tint
  blue(cv::Rect(0, 0, 80, 12)) = 131;
  red(cv::Rect(0, 0, 80, 12)) = 126;
  const auto park = light_of(plane(110), blue, red);
  EXPECT_FALSE(park.coloured);
  EXPECT_EQ(park.blue_difference, 131);
  EXPECT_EQ(park.red_difference, 126);
}

TEST(VehicleColour, AVoteNeedsAClearMajority) {
  ColourVote vote;
  vote.add({Colour::red, 100});
  EXPECT_EQ(vote.colour(), Colour::red);
  vote.add({Colour::black, 90});
  EXPECT_EQ(vote.colour(), std::nullopt);
}

// A box of 30 × 80 that walks to the right, 40 pixels per second, its foot at y 180.
std::vector<Mover> walk(double from_x, double seconds, double hidden_from_s = 1e9, double hidden_until_s = 1e9) {
  MoverBook book({.begin_confidence = 0.4, .forget_after_s = 2, .reach_in_sizes = 1.2});
  for (double at_s = 0; at_s <= seconds; at_s += 0.25) {
    std::vector<Seen> seen;
    if (at_s < hidden_from_s || at_s > hidden_until_s)
      seen.push_back({{at_s, {from_x + 40 * at_s, 100, 30, 80}, 0.7}, ObjectClass::person, {}, true, true});
    book.update(at_s, seen);
  }
  book.end_all();
  return book.take_ended();
}

TEST(Passages, BeginAndEndWhereTheFootIsInTheArea) {
  const auto movers = walk(0, 10);
  ASSERT_EQ(movers.size(), 1u);
  const auto findings = findings_of(movers[0], {.area = {{115, 150}, {215, 150}, {215, 200}, {115, 200}}});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NEAR(findings[0].start_s, 2.5, 0.1);
  EXPECT_NEAR(findings[0].end_s, 5.0, 0.1);
  EXPECT_EQ(findings[0].kind, ObjectClass::person);
  EXPECT_TRUE(findings_of(movers[0], {.area = {{115, 50}, {215, 50}, {215, 120}, {115, 120}}}).empty()) << "only the head is there";
}

TEST(Passages, AreOneWhereAPoleHidesTheWalkerForAMoment) { EXPECT_EQ(walk(0, 10, 3, 4.4).size(), 1u); }

TEST(Passages, OverALineSayWhichWay) {
  MoverBook book({.begin_confidence = 0.4, .forget_after_s = 2, .reach_in_sizes = 1.2});
  for (int i = 0; i < 10; ++i)
    book.update(i * 0.3, {{{i * 0.3, {100, 20.0 + 30 * i, 80, 60}, 0.8}, ObjectClass::car, {Colour::red, 500}, true, true}});
  book.end_all();
  const auto movers = book.take_ended();
  ASSERT_EQ(movers.size(), 1u);
  Question question{
      .area = {}, .vehicle = ObjectClass::car, .colour = "red", .line = perception::SceneLine{"gate", {0, 200}, {300, 200}, {}, {}}};
  const auto findings = findings_of(movers[0], question);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].way, perception::Crossing::a_to_b);
  EXPECT_EQ(findings[0].colour, "red");
  EXPECT_EQ(parse_json(to_json_line(findings[0]))->at("direction"), "a_to_b");
  question.line->legal = perception::Crossing::b_to_a;
  EXPECT_TRUE(findings_of(movers[0], question).empty());
  question.line.reset();
  question.colour = "blue";
  EXPECT_TRUE(findings_of(movers[0], question).empty());
}

TEST(Question, MustMakeSense) {
  EXPECT_FALSE(check({}, 100, 100));
  EXPECT_FALSE(check({.vehicle = ObjectClass::person}, 100, 100)) << "no search for persons by what they are";
  EXPECT_FALSE(check({.vehicle = ObjectClass::car, .colour = "pink"}, 100, 100));
  EXPECT_FALSE(check({.area = {{0, 0}, {500, 0}, {5, 5}}}, 100, 100));
  EXPECT_TRUE(check({.vehicle = ObjectClass::car, .colour = "red"}, 100, 100));
}

SearchSettings settings() {
  return {.threads = 2, .open_detector = [] {
            const char* cache = std::getenv("VIGIE_CACHE");
            return perception::open_detector(fs::path(cache ? cache : "cache") / "models/nanodet-g-416");
          }};
}

bool has_model() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return fs::exists(fs::path(cache ? cache : "cache") / "models/nanodet-g-416/model.onnx");
}

TEST(Search, RefusesRecordingsWithoutAPermitAndWhatIsNoVideo) {
  const auto tell = [](const Finding&) { return Status{}; };
  const auto progress = [](double) {};
  const fs::path folder = fs::path(testing::TempDir()) / "recordings";
  fs::create_directories(folder);
  std::ofstream(folder / "a.mp4") << "text";
  const Question question{.vehicle = ObjectClass::car};
  EXPECT_EQ(search_files({{folder / "a.mp4"}}, question, settings(), tell, progress, {}).error().kind, ErrorKind::denied);
  EXPECT_EQ(search_files({{"/nonexistent.mp4"}}, question, settings(), tell, progress, {}).error().kind, ErrorKind::not_found);

  ManualClock clock(UtcTime{std::chrono::hours{490000}});
  law::LeaseBook leases(clock);
  const Json lease{{"type", "lease"},
                   {"ttl_s", 30},
                   {"basis", {{"id", "r"}, {"version", 1}}},
                   {"regime", "requisition"},
                   {"processing", "search"},
                   {"source", "camera:1"},
                   {"kinds", Json::array()},
                   {"exercise", false}};
  const auto permit = leases.receive(lease);
  ASSERT_TRUE(permit) << permit.error().message;
  const auto search = [&](const city::SourceId& camera) {
    return search_recordings(*permit, camera, {{folder / "a.mp4"}}, question, settings(), tell, progress, {}).error().kind;
  };
  EXPECT_EQ(search("camera:2"), ErrorKind::denied) << "another camera";
  EXPECT_EQ(search("camera:1"), ErrorKind::invalid_input) << "allowed, and no video";
  clock.advance(std::chrono::seconds{31});
  EXPECT_EQ(search("camera:1"), ErrorKind::denied) << "the lease ran out";
}

TEST(Search, FindsTheFourCarsOfTheRoadWithTheirColours) {
  const fs::path clip = fs::path(VIGIE_SHARED_DIR) / "data/car_detection/car-detection.mp4";
  if (!fs::exists(clip) || !has_model()) GTEST_SKIP() << "needs ../shared and the detector's model (VIGIE_CACHE)";
  std::vector<Finding> found;
  const auto tell = [&](const Finding& finding) -> Status {
    found.push_back(finding);
    return {};
  };
  const auto report = search_files({{clip}}, {.vehicle = ObjectClass::car}, settings(), tell, [](double) {}, {});
  ASSERT_TRUE(report) << report.error().message;
  const struct {
    double start_s, end_s;
    std::optional<std::string> colour;
  } truth[] = {{4.48, 8.4, "white"}, {14.4, 18.08, "blue"}, {15.12, 19.2, "red"}, {25.6, 27.6, "white"}};
  ASSERT_EQ(found.size(), std::size(truth));
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i].start_s, truth[i].start_s, 1) << i;
    EXPECT_NEAR(found[i].end_s, truth[i].end_s, 1) << i;
    EXPECT_TRUE(!found[i].colour || found[i].colour == truth[i].colour) << i << " is never wrong: " << *found[i].colour;
  }
  EXPECT_EQ(found[2].colour, "red");
}

TEST(Search, APassageOverTheEdgeOfTwoFilesIsOneAndAMissingFileIsSaid) {
  const fs::path clip = fs::path(VIGIE_SHARED_DIR) / "data/car_detection/car-detection.mp4";
  if (!fs::exists(clip) || !has_model()) GTEST_SKIP() << "needs ../shared and the detector's model (VIGIE_CACHE)";
  // Cut at a key in the middle of the first car's passage, from 4.5 to 8.8 s.
  const fs::path folder = fs::path(testing::TempDir()) / "vigie-search";
  fs::create_directories(folder);
  const auto encode = fmt::format(
      "ffmpeg -v error -y -i {} -an -c:v libx264 -preset veryfast -g 25 -force_key_frames 6.4 -f segment -segment_times 6.4 "
      "-reset_timestamps 1 {}/part%d.mp4",
      clip.string(), folder.string());
  ASSERT_EQ(std::system(encode.c_str()), 0);
  std::vector<Finding> found;
  const auto tell = [&](const Finding& finding) -> Status {
    found.push_back(finding);
    return {};
  };
  const std::vector<Footage> parts{{folder / "part0.mp4"}, {folder / "part1.mp4"}};
  const auto report = search_files(parts, {.vehicle = ObjectClass::car}, settings(), tell, [](double) {}, {});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->unsearched.empty());
  EXPECT_NEAR(report->seconds, 30.16, 0.2);
  ASSERT_FALSE(found.empty());
  const auto early = std::count_if(found.begin(), found.end(), [](const Finding& one) { return one.start_s < 10; });
  EXPECT_EQ(early, 1);
  EXPECT_NEAR(found[0].start_s, 4.48, 1);
  EXPECT_NEAR(found[0].end_s, 8.4, 1);

  const std::vector<Footage> with_a_hole{{folder / "part0.mp4", 100}, {folder / "gone.mp4", 106.4}, {folder / "part1.mp4", 160}};
  double done = 0;
  const auto rest = search_files(with_a_hole, {.vehicle = ObjectClass::car}, settings(), tell, [&](double share) { done = share; }, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_NEAR(done, 1, 0.05) << "of the time from 100 s on";
  ASSERT_EQ(rest->unsearched.size(), 2u) << "the file, and the time that it should have filled";
  EXPECT_NE(rest->unsearched[0].why.find("gone.mp4"), std::string::npos);
  EXPECT_NEAR(rest->unsearched[1].start_s, 106.4, 0.2);
  EXPECT_NEAR(rest->unsearched[1].end_s, 160, 0.2);
  const std::vector<Footage> set_back{{folder / "part0.mp4", 100}, {folder / "part1.mp4", 50}};
  EXPECT_EQ(search_files(set_back, {.vehicle = ObjectClass::car}, settings(), tell, [](double) {}, {}).error().kind,
            ErrorKind::invalid_input);
}

TEST(Search, AFileThatWasCutShortSaysSo) {
  const fs::path street = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
  if (!fs::exists(street) || !has_model()) GTEST_SKIP() << "needs opencv-doc and the detector's model (VIGIE_CACHE)";
  const fs::path cut = fs::path(testing::TempDir()) / "cut.avi";
  fs::copy_file(street, cut, fs::copy_options::overwrite_existing);
  fs::resize_file(cut, fs::file_size(cut) / 4);
  const Question question{.area = {{0, 0}, {100, 0}, {100, 100}}};
  const auto report = search_files(
      {{cut}}, question, settings(), [](const Finding&) { return Status{}; }, [](double) {}, {});
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_FALSE(report->unsearched.empty());
  EXPECT_NE(report->unsearched.back().why.find("cut short"), std::string::npos) << report->unsearched.back().why;
  EXPECT_NEAR(report->unsearched.back().end_s, 79.5, 0.5);
}

TEST(Search, StopsWhenAsked) {
  const fs::path street = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
  if (!fs::exists(street) || !has_model()) GTEST_SKIP() << "needs opencv-doc and the detector's model (VIGIE_CACHE)";
  std::stop_source stop;
  stop.request_stop();
  const auto ended = search_files(
      {{street}}, {.vehicle = ObjectClass::car}, settings(), [](const Finding&) { return Status{}; }, [](double) {}, stop.get_token());
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace vigie::evidence
