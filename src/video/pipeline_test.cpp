#include "video/pipeline.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "testing.h"
#include "video/segment_reader.h"

namespace vigie::video {
namespace {

using namespace testing_support;
using enum city::Processing;
using Kind = city::Fragment::Kind;
using Health = city::CameraHealth::State;

city::PictureArea left_half() {
  city::PictureArea mask;
  mask.name = "windows";
  mask.points = {{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}};
  return mask;
}

class PipelineTest : public testing::Test {
 protected:
  void SetUp() override {
    if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  }
  SystemClock clock_;
  Leases leases_{clock_};
  Scratch root_;
  std::mutex mutex_;
  std::vector<city::Fragment> live_;
  std::vector<city::SegmentRow> rows_;
  std::atomic<int> restarts_{0};
  std::optional<SegmentDisk> disk_{std::in_place};

  PipelineSettings settings(const fs::path& file, city::MaskReview review = city::MaskReview::no_dwelling) {
    PipelineSettings settings;
    settings.source = {.camera = kCamera, .url = "file:" + file.string(), .user = {}, .password = {}, .feed = {}, .paced = false};
    settings.review = review;
    if (review == city::MaskReview::masked_here) settings.masks = {left_half()};
    settings.mask_version = "v1";
    settings.recordings = root_.path();
    return settings;
  }
  PipelineEvents events() {
    PipelineEvents events;
    events.fragment = [this](const city::Fragment& fragment) {
      std::lock_guard lock(mutex_);
      if (live_.size() < 2000) live_.push_back(fragment);
    };
    events.segment_changed = [this](const city::SegmentRow& row) {
      std::lock_guard lock(mutex_);
      rows_.push_back(row);
    };
    events.restarted = [this](UtcTime) { ++restarts_; };
    return events;
  }
  Result<std::unique_ptr<Pipeline>> start(PipelineSettings settings, std::shared_ptr<CameraPermits> permits) {
    return Pipeline::start(std::move(permits), std::move(settings), events(), *disk_, clock_);
  }
  std::size_t live_count() {
    std::lock_guard lock(mutex_);
    return live_.size();
  }
  // The live fragments as one file that a player would take.
  fs::path live_as_file() {
    std::lock_guard lock(mutex_);
    Bytes bytes;
    for (const auto& fragment : live_)
      if (fragment.kind != Kind::init || bytes.empty()) bytes.insert(bytes.end(), fragment.bytes->begin(), fragment.bytes->end());
    write_file(root_ / "live.mp4", bytes);
    return root_ / "live.mp4";
  }
  // How far any pixel left of `limit` is from the grey of the mask.
  static double worst_under_mask(const cv::Mat& picture) {
    double worst = 0;
    for (int y = 0; y < picture.rows; ++y)
      for (int x = 0; x < picture.cols / 2; ++x)
        for (int c = 0; c < 3; ++c) worst = std::max(worst, std::abs(picture.at<cv::Vec3b>(y, x)[c] - 28.0));
    return worst;
  }
  static double spread_beside_mask(const cv::Mat& picture) {
    double least = 255, most = 0;
    for (int y = 0; y < picture.rows; ++y)
      for (int x = picture.cols * 3 / 4; x < picture.cols; ++x) {
        least = std::min<double>(least, picture.at<cv::Vec3b>(y, x)[0]);
        most = std::max<double>(most, picture.at<cv::Vec3b>(y, x)[0]);
      }
    return most - least;
  }
  void expect_masked(const fs::path& file, const char* where) {
    const auto pictures = pictures_of(file);
    ASSERT_GT(pictures.size(), 5u) << where;
    for (const cv::Mat& picture : pictures) {
      ASSERT_LE(worst_under_mask(picture), 6) << where;
      ASSERT_GT(spread_beside_mask(picture), 100) << where;
    }
  }
};

TEST_F(PipelineTest, NothingUnderTheMaskInLiveRecordingClipAndAnalysis) {
  cv::Mat seen;
  city::Interval span{};
  {
    auto camera = start(settings(bright(), city::MaskReview::masked_here), leases_.permits({view, record, analyse}));
    ASSERT_TRUE(camera) << camera.error().message;
    ASSERT_TRUE(eventually([&] { return live_count() > 250; }));
    auto picture = (*camera)->pictures().take(5s);
    ASSERT_TRUE(picture);
    BgrConverter converter;
    ASSERT_TRUE(converter.convert(*picture, seen));
  }
  disk_.reset();
  EXPECT_LE(worst_under_mask(seen), 2);
  EXPECT_GT(spread_beside_mask(seen), 100);
  expect_masked(live_as_file(), "live");
  const auto recorded = reindex(root_.path());
  ASSERT_TRUE(recorded && !recorded->segments.empty());
  for (const auto& row : recorded->segments) expect_masked(root_ / row.path, "recording");
  span = recorded->segments.front().span;
  const auto clip = make_clip(leases_.give(view), root_.path(), kCamera, city::StreamKind::main, {span.from + 1s, span.from + 8s}, clock_);
  ASSERT_TRUE(clip) << clip.error().message;
  write_file(root_ / "clip.mp4", *clip);
  expect_masked(root_ / "clip.mp4", "clip");
}

TEST_F(PipelineTest, WithoutAMaskTheSamePixelsAreBright) {  // the pixel test can fail
  {
    auto camera = start(settings(bright()), leases_.permits({view}));
    ASSERT_TRUE(camera && eventually([&] { return live_count() > 50; }));
  }
  EXPECT_GT(worst_under_mask(pictures_of(live_as_file()).front()), 100);
}

TEST_F(PipelineTest, H264IsCopiedBitForBit) {
  {
    auto camera = start(settings(bright()), leases_.permits({view, record}));
    ASSERT_TRUE(camera && eventually([&] { return live_count() >= 101; }));
  }
  live_.resize(101);
  ASSERT_TRUE(
      std::system(("ffmpeg -nostdin -loglevel error -i '" + live_as_file().string() + "' -f framemd5 - | grep -v '^#' | sed 's/.*,//' > '" +
                   (root_ / "a").string() + "'; ffmpeg -nostdin -loglevel error -i '" + bright().string() +
                   "' -f framemd5 - | grep -v '^#' | sed 's/.*,//' > '" + (root_ / "b").string() + "'")
                      .c_str()) == 0);
  EXPECT_EQ(bytes_of(root_ / "a").size(), bytes_of(root_ / "b").size());
  EXPECT_GT(bytes_of(root_ / "a").size(), 1000u);
  EXPECT_EQ(bytes_of(root_ / "a"), bytes_of(root_ / "b"));
}

TEST_F(PipelineTest, AStoredSegmentHasOneVideoStreamAndNoSound) {
  if (with_sound().empty()) GTEST_SKIP() << "ffmpeg is absent";
  {
    auto camera = start(settings(with_sound()), leases_.permits({record}));
    ASSERT_TRUE(camera && eventually([&] { return (*camera)->health().restarts > 3; }));
    EXPECT_EQ(live_count(), 0u);  // no permit to view
  }
  disk_.reset();
  const auto recorded = reindex(root_.path());
  ASSERT_TRUE(recorded && !recorded->segments.empty());
  const fs::path list = root_ / "streams";
  ASSERT_EQ(std::system(("ffprobe -loglevel error -show_entries stream=codec_type,codec_name -of csv=p=0 '" +
                         (root_ / recorded->segments[0].path).string() + "' > '" + list.string() + "' 2>&1")
                            .c_str()),
            0);
  const Bytes said = bytes_of(list);
  EXPECT_EQ(std::string(said.begin(), said.end()), "h264,video\n");
}

TEST_F(PipelineTest, ReorderedPicturesKeepTheirTimes) {
  if (with_b_frames().empty()) GTEST_SKIP() << "ffmpeg is absent";
  {
    auto camera = start(settings(with_b_frames()), leases_.permits({view, analyse}));
    ASSERT_TRUE(camera && eventually([&] { return live_count() >= 41; }));
  }
  live_.resize(41);
  std::vector<UtcTime> times;
  for (const auto& fragment : live_)
    if (fragment.kind != Kind::init) times.push_back(fragment.at);
  EXPECT_FALSE(std::is_sorted(times.begin(), times.end()));
  std::sort(times.begin(), times.end());
  for (std::size_t i = 1; i < times.size(); ++i) EXPECT_NEAR(std::chrono::duration<double>(times[i] - times[i - 1]).count(), 0.1, 0.001);
  EXPECT_EQ(pictures_of(live_as_file()).size(), 40u);
}

TEST_F(PipelineTest, OtherCodecsAreEncodedOnceAlsoWithOddSizes) {
  if (motion_jpeg().empty()) GTEST_SKIP() << "ffmpeg is absent";
  {
    auto camera = start(settings(motion_jpeg()), leases_.permits({view, record}));
    ASSERT_TRUE(camera && eventually([&] { return live_count() >= 31; }));
    EXPECT_EQ((*camera)->health().width_px, 320);
  }
  live_.resize(31);
  EXPECT_EQ(live_[0].codec.substr(0, 23), "video/mp4; codecs=\"avc1");
  EXPECT_EQ(pictures_of(live_as_file()).size(), 30u);
}

TEST_F(PipelineTest, ARoundOfAFileIsSignalledByAnInitAndGoesOnInTime) {
  {
    auto camera = start(settings(bright(), city::MaskReview::masked_here), leases_.permits({view}));
    ASSERT_TRUE(camera && eventually([&] { return live_count() > 320; }));
  }
  EXPECT_GE(restarts_, 3);
  int inits = 0;
  UtcTime last{};
  for (const auto& fragment : live_) {
    inits += fragment.kind == Kind::init;
    if (fragment.kind == Kind::init) continue;
    EXPECT_GT(fragment.at, last);
    last = fragment.at;
  }
  EXPECT_GE(inits, 3);
}

TEST_F(PipelineTest, EachBasisStopsItsOwnPart) {
  auto paced = settings(bright());
  paced.source.paced = true;
  auto permits = leases_.permits({view, record, analyse});
  auto camera = start(paced, permits);
  ASSERT_TRUE(camera && eventually([&] { return live_count() > 5 && (*camera)->health().recording; }));

  leases_.end(analyse);
  std::this_thread::sleep_for(2500ms);
  (*camera)->pictures().take();
  EXPECT_FALSE((*camera)->pictures().take(500ms));
  EXPECT_EQ((*camera)->health().state, Health::live);
  EXPECT_TRUE((*camera)->health().recording);

  leases_.end(record);
  EXPECT_TRUE(eventually([&] { return !(*camera)->health().recording; }, 3s));
  const auto before = live_count();
  EXPECT_TRUE(eventually([&] { return live_count() > before + 5; }, 3s));

  leases_.end(view, "basis.ended");
  EXPECT_TRUE(eventually([&] { return (*camera)->health().state == Health::stopped; }, 3s));
  EXPECT_EQ((*camera)->health().reason, "basis.ended");
  const auto ended = live_count();

  permits->replace({leases_.give(view)});  // a new basis
  EXPECT_TRUE(eventually([&] { return live_count() > ended; }, 5s));
  std::lock_guard lock(mutex_);
  EXPECT_EQ(live_[ended].kind, Kind::init);
  EXPECT_EQ(live_[ended + 1].kind, Kind::key);
}

TEST_F(PipelineTest, ALeaseThatIsNotRenewedStopsTheCamera) {
  ManualClock lease_clock(clock_.utc_now());
  Leases short_lived(lease_clock);
  auto paced = settings(bright());
  paced.source.paced = true;
  auto camera = start(paced, short_lived.permits({view}));
  ASSERT_TRUE(camera && eventually([&] { return live_count() > 2; }));
  lease_clock.set_utc(lease_clock.utc_now() - 1h);  // a clock set back revives nothing
  lease_clock.advance(31s);
  EXPECT_TRUE(eventually([&] { return (*camera)->health().state == Health::stopped; }, 3s));
  EXPECT_EQ((*camera)->health().reason, "lease.expired");
}

TEST_F(PipelineTest, WithoutReviewOrMaskNothingOpens) {
  EXPECT_EQ(start(settings(bright(), city::MaskReview::none), leases_.permits({view})).error().code, "mask.not_reviewed");
  auto no_mask = settings(bright(), city::MaskReview::masked_here);
  no_mask.masks.clear();
  EXPECT_EQ(start(no_mask, leases_.permits({view})).error().code, "mask.missing");
  EXPECT_EQ(start(settings(bright()), std::make_shared<CameraPermits>(kCamera, std::vector<city::Permit>{})).error().kind,
            ErrorKind::denied);
}

TEST_F(PipelineTest, AMissingFileIsRefusedInASentenceAndStopsAtOnce) {
  auto camera = start(settings(root_ / "missing.mp4"), leases_.permits({view}));
  ASSERT_TRUE(camera);
  EXPECT_TRUE(eventually([&] { return (*camera)->health().reason == "source.no_file"; }));
  const auto begin = clock_.steady_now();
  (*camera)->stop();
  EXPECT_LT(clock_.steady_now() - begin, 1s);
}

TEST_F(PipelineTest, ABrowsersCameraIsShownWhileItArrives) {
  if (web_camera().empty()) GTEST_SKIP() << "ffmpeg cannot make WebM";
  const Bytes bytes = bytes_of(web_camera());
  auto pushed = settings({});
  pushed.source.url = "push:";
  pushed.source.paced = true;
  pushed.source.feed = std::make_shared<PushFeed>();
  auto camera = start(pushed, leases_.permits({view, analyse}));
  ASSERT_TRUE(camera);
  const std::size_t half = bytes.size() / 2, step = half / 10;
  for (std::size_t at = 0; at < half; at += step)
    ASSERT_TRUE(pushed.source.feed->put(std::span(bytes).subspan(at, std::min(step, half - at)), false));
  EXPECT_TRUE(eventually([&] { return live_count() > 3; }));  // long before the last byte
  EXPECT_TRUE((*camera)->pictures().take(5s));
  ASSERT_TRUE(pushed.source.feed->put(std::span(bytes).subspan(half), true));
  EXPECT_TRUE(eventually([&] { return (*camera)->health().reason == "source.ended"; }));
  (*camera)->stop();
  EXPECT_GT(pictures_of(live_as_file()).size(), 20u);
}

TEST_F(PipelineTest, ABrowserThatBeginsAnewIsShownAgain) {
  if (web_camera().empty()) GTEST_SKIP() << "ffmpeg cannot make WebM";
  const Bytes bytes = bytes_of(web_camera());
  auto pushed = settings({});
  pushed.source.url = "push:";
  pushed.source.feed = std::make_shared<PushFeed>();
  auto camera = start(pushed, leases_.permits({view}));
  ASSERT_TRUE(camera && pushed.source.feed->put(std::span(bytes).first(bytes.size() / 2), false));  // the page is closed in the middle
  ASSERT_TRUE(eventually([&] { return live_count() > 3; }));
  const auto before = live_count();
  ASSERT_TRUE(pushed.source.feed->put(bytes, false));
  EXPECT_TRUE(eventually([&] { return live_count() > before + 20; })) << (*camera)->health().detail;
}

// SIGKILL loses at most two seconds of what was received (here: of what the clock says must have been).
TEST_F(PipelineTest, AKilledRecorderLeavesAlmostEverything) {
  disk_.reset();  // no thread of ours when we fork
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    disk_.emplace();
    auto paced = settings(bright());
    paced.source.paced = true;
    auto recorder = start(paced, leases_.permits({view, record}));
    while (!recorder || live_count() == 0) std::this_thread::sleep_for(1ms);
    [[maybe_unused]] const auto told = write(ready[1], "x", 1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  const UtcTime begin = clock_.utc_now();
  std::this_thread::sleep_for(4s);
  const UtcTime killed = clock_.utc_now();
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  ASSERT_TRUE(adopt(root_.path(), kCamera));
  const auto kept = reindex(root_.path());  // also what a minute that ended meanwhile had closed
  ASSERT_TRUE(kept && !kept->segments.empty());
  const auto [first, last] = std::ranges::minmax(kept->segments, {}, [](const city::SegmentRow& row) { return row.span.from; });
  EXPECT_LT(first.span.from, begin + 200ms);
  EXPECT_GT(last.span.to, killed - 2s);
}

}  // namespace
}  // namespace vigie::video
