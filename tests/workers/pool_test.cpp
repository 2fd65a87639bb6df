// The pool with real workers: pictures through the door `Live`, kills, reports that survive, a clean end.
#include <signal.h>

#include <fstream>
#include <mutex>

#include "footage.h"
#include "live/worker_pool.h"

namespace vigie::app {
namespace {

using namespace testing_support;
using city::Processing;
using Kind = city::Fragment::Kind;

// The gate and the ledger of a test.
class City {
 public:
  Result<city::Permit> permit(Processing processing, const city::SourceId& camera) {
    std::lock_guard lock(mutex_);
    if (!allowed_.contains(processing)) return fail(ErrorKind::denied, "the basis ended", "basis.ended");
    return open_permit(book_, processing, camera);
  }
  void end(Processing processing, const city::SourceId& camera) {
    std::lock_guard lock(mutex_);
    allowed_.erase(processing);
    book_.revoke(law::revocation(processing, camera, {ErrorKind::denied, "basis.ended", "the basis ended"}));
  }
  Status on_fact(const city::Fact& fact) {
    std::lock_guard lock(mutex_);
    if (disk_full_) return fail(ErrorKind::full, "disk full");
    facts_.push_back(fact);
    return {};
  }
  Status on_segment(const city::SegmentRow& row) {
    std::lock_guard lock(mutex_);
    if (disk_full_) return fail(ErrorKind::full, "disk full");
    segments_[row.id] = row;
    return {};
  }
  void disk_full(bool full) {
    std::lock_guard lock(mutex_);
    disk_full_ = full;
  }
  std::size_t facts(const std::string& schema) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(facts_.begin(), facts_.end(), [&](const auto& one) { return one.schema == schema; }));
  }
  Json gap() const {
    std::lock_guard lock(mutex_);
    for (const auto& one : facts_)
      if (one.schema == "recording.gap") return one.body;
    return {};
  }
  std::size_t segments(city::SegmentRow::State state) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(segments_.begin(), segments_.end(), [&](const auto& one) { return one.second.state == state; }));
  }

 private:
  const SystemClock clock_;
  mutable std::mutex mutex_;
  law::LeaseBook book_{clock_};
  std::set<Processing> allowed_{Processing::view, Processing::record, Processing::analyse, Processing::replay};
  bool disk_full_ = false;
  std::vector<city::Fact> facts_;
  std::map<std::string, city::SegmentRow> segments_;
};

class Eye final : public city::FragmentSink {
 public:
  void on_fragment(const city::Fragment& fragment) override {
    std::lock_guard lock(mutex_);
    kinds_ += "ikd"[static_cast<int>(fragment.kind)];
    if (fragment.kind == Kind::init) codec_ = fragment.codec;
    if (fragment.kind != Kind::init) times_.push_back(fragment.at);
  }
  void on_overlay(const city::Overlay& overlay) override {
    std::lock_guard lock(mutex_);
    boxes_ += overlay.boxes.size();
  }
  void on_end(const Error& why) override {
    std::lock_guard lock(mutex_);
    end_ = why.code;
  }
  std::string kinds() const { return locked(kinds_); }
  std::string codec() const { return locked(codec_); }
  std::string end() const { return locked(end_); }
  std::size_t boxes() const { return locked(boxes_); }
  std::vector<UtcTime> times() const { return locked(times_); }
  long inits() const {
    const auto seen = kinds();
    return std::count(seen.begin(), seen.end(), 'i');
  }

 private:
  template <typename T>
  T locked(const T& value) const {
    std::lock_guard lock(mutex_);
    return value;
  }
  mutable std::mutex mutex_;
  std::string kinds_, codec_, end_;
  std::size_t boxes_ = 0;
  std::vector<UtcTime> times_;
};

class Pool : public testing::Test {
 protected:
  void SetUp() override {
    if (colours().empty()) GTEST_SKIP() << "ffmpeg is not installed: no footage";
  }
  void start(std::vector<city::Camera> cameras, int workers = 1, const fs::path& model = {}) {
    WorkerPoolSettings settings;
    settings.program = VIGIE_PROGRAM;
    settings.run = scratch_ / "run";
    settings.recordings = scratch_ / "recordings";
    settings.model = model;
    settings.workers = workers;
    settings.lease = 6s;
    settings.renewal = 1s;
    settings.linger = 60s;
    WorkerPoolHooks hooks;
    hooks.on_fact = [this](const city::Fact& fact, const std::vector<city::Observation>&) { return city_.on_fact(fact); };
    hooks.on_segment = [this](const city::SegmentRow& row) { return city_.on_segment(row); };
    hooks.permit = [this](Processing processing, const city::SourceId& camera) { return city_.permit(processing, camera); };
    auto pool = WorkerPool::start(std::move(settings), std::move(hooks), std::move(cameras), clock_, metrics_);
    ASSERT_TRUE(pool) << pool.error().message;
    pool_ = std::move(*pool);
  }
  std::unique_ptr<city::Viewing> watch(const std::shared_ptr<Eye>& eye, bool boxes = false) {
    auto viewing = pool_->watch(*city_.permit(Processing::view, "camera:1"), "camera:1", city::StreamKind::main, boxes, eye);
    EXPECT_TRUE(viewing);
    return std::move(*viewing);
  }
  bool sees(const std::shared_ptr<Eye>& eye, std::size_t pictures) {
    const auto before = eye->times().size();
    return eventually([&] { return eye->times().size() >= before + pictures; });
  }

  const SystemClock clock_;
  Metrics metrics_;
  Scratch scratch_;
  City city_;
  std::unique_ptr<WorkerPool> pool_;
};

TEST_F(Pool, PicturesComeWithTheirInitFirstForEveryViewer) {
  start({camera_on(colours())});
  const auto eye = std::make_shared<Eye>(), late = std::make_shared<Eye>();
  const auto viewing = watch(eye);
  ASSERT_TRUE(sees(eye, 15));
  EXPECT_EQ(eye->kinds().substr(0, 3), "ikd");
  EXPECT_TRUE(eye->codec().starts_with("video/mp4; codecs=\"avc1.")) << eye->codec();
  const auto second = watch(late);
  ASSERT_TRUE(eventually([&] { return late->kinds().starts_with("ik"); }));
  ASSERT_TRUE(eventually([&] { return pool_->health("camera:1")->state == city::CameraHealth::State::live; }));
  EXPECT_LT(std::chrono::abs(clock_.utc_now() - eye->times().back()), 30s);  // the wall clock of the picture
}

TEST_F(Pool, WhoMayNotViewSeesNothingAndABasisThatEndsEndsTheView) {
  start({camera_on(colours())});
  const auto eye = std::make_shared<Eye>();
  const auto permit = *city_.permit(Processing::record, "camera:1");
  EXPECT_EQ(pool_->watch(permit, "camera:1", city::StreamKind::main, false, eye).error().code, "permit.other_processing");
  const auto viewing = watch(eye);
  ASSERT_TRUE(sees(eye, 5));
  city_.end(Processing::view, "camera:1");
  pool_->permits_changed();
  ASSERT_TRUE(eventually([&] { return !eye->end().empty(); }));
  EXPECT_EQ(eye->end(), "basis.ended");
  // Recording stands on a basis of its own.
  ASSERT_TRUE(eventually([&] { return pool_->health("camera:1")->recording; }));
}

TEST_F(Pool, AKilledWorkerComesBackWithANewInitAndItsGapIsTold) {
  start({camera_on(colours())});
  const auto eye = std::make_shared<Eye>();
  const auto viewing = watch(eye);
  ASSERT_TRUE(sees(eye, 30));
  ASSERT_TRUE(eventually([&] { return city_.segments(city::SegmentRow::State::open) == 1; }));
  const auto inits = eye->inits();
  ASSERT_EQ(::kill(pool_->workers()[0].pid, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return pool_->workers()[0].restarts == 1; }));
  ASSERT_TRUE(eventually([&] { return eye->inits() > inits; }));
  ASSERT_TRUE(sees(eye, 10));
  // What was open is closed by the next worker, and a new one begun.
  ASSERT_TRUE(eventually(
      [&] { return city_.segments(city::SegmentRow::State::closed) >= 1 && city_.segments(city::SegmentRow::State::open) >= 1; }));
  EXPECT_TRUE(eye->end().empty());
  ASSERT_TRUE(eventually([&] { return city_.facts("recording.gap") == 1; }));
  EXPECT_EQ(city_.gap()["why"], "worker.restarted");
}

TEST_F(Pool, NothingIsAcknowledgedThatIsNotKept) {
  start({camera_on(colours())});
  city_.disk_full(true);
  ASSERT_TRUE(eventually([&] { return pool_->workers()[0].reports_waiting >= 1; }));
  EXPECT_EQ(city_.segments(city::SegmentRow::State::open), 0u);
  city_.disk_full(false);
  ASSERT_TRUE(eventually([&] { return city_.segments(city::SegmentRow::State::open) == 1; }));
  ASSERT_TRUE(eventually([&] { return pool_->workers()[0].reports_waiting == 0; }));
}

TEST_F(Pool, PeopleAreCountedAndBoxesAreSeen) {
  if (street().empty()) GTEST_SKIP() << "footage or model is missing in " << cache() << ": run ./run or ./test once";
  start({camera_on(street())}, 1, model());
  const auto eye = std::make_shared<Eye>();
  const auto viewing = watch(eye, true);
  ASSERT_TRUE(eventually([&] { return eye->boxes() > 0; }, 120s));
  ASSERT_TRUE(eventually([&] { return city_.facts("observation.batch") > 0; }, 120s));
  // Health is told once a second: on a quick machine later than the first count.
  EXPECT_TRUE(eventually([&] {
    const auto health = *pool_->health("camera:1");
    return health.analysing && health.detection_age_ms_p50 > 0;
  }));
}

TEST_F(Pool, GoesBackIntoMemoryAndOnIntoThePresent) {
  start({camera_on(colours())});
  const auto live = std::make_shared<Eye>(), back = std::make_shared<Eye>();
  const auto viewing = watch(live);
  ASSERT_TRUE(sees(live, 60));
  const UtcTime from = live->times()[10];
  const auto playing =
      pool_->play(*city_.permit(Processing::view, "camera:1"), "camera:1", city::StreamKind::main, from, std::nullopt, 4, back);
  ASSERT_TRUE(playing);
  ASSERT_TRUE(eventually([&] { return back->times().size() > 80; }));
  EXPECT_EQ(back->kinds().substr(0, 2), "ik");
  EXPECT_LE(back->times().front(), from);
  EXPECT_GE(back->times().front(), from - 2s);
  // Each picture once, in order, over the joint between memory and present.
  const auto times = back->times();
  for (std::size_t i = 1; i < times.size(); ++i) ASSERT_LT(times[i - 1], times[i]) << i;
}

TEST_F(Pool, PlaysFromDiskWhatANewWorkerHasNoMemoryOfAndCutsAClip) {
  start({camera_on(colours())});
  const auto live = std::make_shared<Eye>(), back = std::make_shared<Eye>();
  const auto viewing = watch(live);
  ASSERT_TRUE(sees(live, 40));
  ASSERT_TRUE(eventually([&] { return city_.segments(city::SegmentRow::State::open) == 1; }));
  ASSERT_TRUE(sees(live, 20));
  const UtcTime from = live->times().back() - 1s, to = live->times().back();
  ASSERT_EQ(::kill(pool_->workers()[0].pid, SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return pool_->workers()[0].restarts == 1; }));
  ASSERT_TRUE(sees(live, 10));
  const auto playing = pool_->play(*city_.permit(Processing::replay, "camera:1"), "camera:1", city::StreamKind::main, from, to, 4, back);
  ASSERT_TRUE(playing);
  ASSERT_TRUE(eventually([&] { return !back->end().empty(); }));
  EXPECT_EQ(back->end(), "play.end");
  EXPECT_GE(back->times().size(), 5u) << back->kinds() << " from " << format_utc(back->times().front()) << ", asked for "
                                      << format_utc(from);
  const auto clip = pool_->clip(*city_.permit(Processing::view, "camera:1"), "camera:1", {from, to});
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_GT(clip->size(), 1000u);
}

TEST_F(Pool, ABrowsersCameraIsSeenFromItsFirstChunkAndItsNextSittingToo) {
  ASSERT_FALSE(web_camera().empty());
  auto camera = camera_on(colours());
  camera.streams = {{city::StreamKind::main, "push:", ""}};
  camera.replay = false;
  start({camera});
  std::ifstream file(web_camera(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  const auto permit = *city_.permit(Processing::view, "camera:1");
  const auto eye = std::make_shared<Eye>();
  const auto viewing = watch(eye);
  for (int sitting = 0; sitting < 2; ++sitting) {
    const auto before = eye->times().size();
    for (std::size_t at = 0; at < whole.size(); at += 20'000) {
      const auto fed = pool_->feed(permit, "camera:1", as_bytes(std::string_view{whole}.substr(at, 20'000)), false);
      ASSERT_TRUE(fed) << fed.error().message;
    }
    ASSERT_TRUE(pool_->feed(permit, "camera:1", {}, true));
    EXPECT_TRUE(eventually([&] { return eye->times().size() >= before + 40; }))
        << "sitting " << sitting << ": " << pool_->health("camera:1")->detail;
  }
  EXPECT_GE(eye->inits(), 2);
}

TEST_F(Pool, CamerasAreSpreadAndARemovedOneIsClosed) {
  start({camera_on(colours(), "camera:1"), camera_on(colours(), "camera:2"), camera_on(colours(), "camera:3")}, 2);
  const auto live = [&](const char* id) {
    const auto health = pool_->health(id);
    return health && health->state == city::CameraHealth::State::live;
  };
  ASSERT_TRUE(eventually([&] { return live("camera:1") && live("camera:2") && live("camera:3"); }));
  const auto eye = std::make_shared<Eye>();
  const auto viewing = watch(eye);
  ASSERT_TRUE(sees(eye, 5));
  pool_->set_cameras({camera_on(colours(), "camera:2"), camera_on(colours(), "camera:3")});
  EXPECT_EQ(eye->end(), "camera.removed");
  EXPECT_FALSE(pool_->health("camera:1"));
  ASSERT_TRUE(eventually([&] { return live("camera:2") && live("camera:3"); }));
}

TEST_F(Pool, StopsWithoutOrphans) {
  start({camera_on(colours()), camera_on(colours(), "camera:2")}, 2);
  ASSERT_TRUE(eventually([&] { return city_.segments(city::SegmentRow::State::open) == 2; }));
  std::vector<pid_t> pids;
  for (const auto& one : pool_->workers()) pids.push_back(one.pid);
  const auto eye = std::make_shared<Eye>();
  const auto viewing = watch(eye);
  pool_->stop();
  EXPECT_EQ(eye->end(), "server.stopping");
  for (const pid_t pid : pids) EXPECT_NE(::kill(pid, 0), 0) << pid;
  EXPECT_EQ(city_.segments(city::SegmentRow::State::open), 0u);  // closed and told before the end
}

}  // namespace
}  // namespace vigie::app
