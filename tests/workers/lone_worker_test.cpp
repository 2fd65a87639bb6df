// One real worker, and a server played by hand: what a worker does when leases run out and when its server is gone.
#include "footage.h"
#include "process.h"
#include "worker/messages.h"

namespace vigie::app {
namespace {

using namespace testing_support;
using city::Processing;

class LoneWorker : public testing::Test {
 protected:
  void SetUp() override {
    if (colours().empty()) GTEST_SKIP() << "ffmpeg is not installed: no footage";
  }

  void listen() { listener_ = *LocalListener::open(socket_); }
  void start(const fs::path& model = {}) {
    listen();
    fs::create_directories(recordings_);
    std::vector<std::string> words{VIGIE_PROGRAM,        "worker",           "--socket", socket_, "--name", "worker-1", "--recordings",
                                   recordings_.string(), "--linger-seconds", "60"};
    if (!model.empty()) words.insert(words.end(), {"--model-dir", model.string()});
    process_ = *ChildProcess::start(words);
    welcome();
  }
  void welcome() {
    ASSERT_TRUE(eventually([&] {
      auto connection = listener_->accept(1s);
      if (connection) connection_ = std::move(*connection);
      return connection_ != nullptr;
    }));
    ASSERT_TRUE(hear([&] { return hello_.has_value(); }));
  }
  void cut() {
    listener_.reset();
    connection_.reset();
    hello_.reset();
  }
  void configure(const fs::path& footage) { say(Configure{{{camera_on(footage), {}}}}); }
  void say(const ToWorker& message) { ASSERT_TRUE(connection_->send(header_of(message), payload_of(message))); }
  void lease(Processing processing, int seconds) {
    say(Lease{{{"type", "lease"},
               {"ttl_s", seconds},
               {"basis", {{"id", "test"}, {"version", 1}}},
               {"regime", "exercise"},
               {"processing", to_string(processing)},
               {"source", "camera:1"},
               {"kinds", {"intrusion", "count.person", "count.vehicle"}},
               {"exercise", true}}});
  }

  // Listens until the condition holds; acknowledges nothing unless told to.
  template <typename Condition>
  bool hear(Condition condition, std::chrono::milliseconds within = 60s) {
    for (const auto until = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < until && !condition();) {
      auto received = connection_->receive(50ms);
      if (!received) break;
      if (*received) note(*to_server_from(std::move(**received)));
    }
    return condition();
  }
  void note(ToServer message) {
    if (auto* hello = std::get_if<Hello>(&message)) hello_ = *hello;
    if (auto* health = std::get_if<Health>(&message); health && !health->cameras.empty()) {
      health_ = health->cameras.front();
      last_health_ = health->cameras.back();
    }
    if (std::holds_alternative<Picture>(message)) ++pictures_;
    if (std::holds_alternative<PlayEnd>(message)) play_end_ = std::get<PlayEnd>(message).why;
    if (auto* report = std::get_if<Report>(&message)) {
      if (acknowledge_) say(Ack{report->seq});
      reports_.push_back(std::move(*report));
    }
  }
  std::size_t segments(city::SegmentRow::State state) const {
    return static_cast<std::size_t>(std::count_if(reports_.begin(), reports_.end(), [&](const auto& one) {
      const auto* row = std::get_if<city::SegmentRow>(&one.content);
      return row && row->state == state;
    }));
  }
  std::vector<city::Fact> facts(const std::string& schema) const {
    std::vector<city::Fact> found;
    for (const auto& one : reports_)
      if (const auto* fact = std::get_if<city::Fact>(&one.content); fact && fact->schema == schema) found.push_back(*fact);
    return found;
  }
  bool goes_on() {  // pictures come
    const auto before = pictures_;
    return hear([&] { return pictures_ > before + 5; });
  }

  Scratch scratch_;
  const std::string socket_ = (scratch_ / "s").string();
  const fs::path recordings_ = scratch_ / "recordings";
  std::unique_ptr<LocalListener> listener_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<LocalConnection> connection_;
  std::optional<Hello> hello_;
  city::CameraHealth health_, last_health_;  // of the first and the last camera
  std::vector<Report> reports_;
  std::size_t pictures_ = 0;
  std::optional<Error> play_end_;
  bool acknowledge_ = true;
};

TEST_F(LoneWorker, OpensNothingWithoutALease) {
  start();
  configure(colours());
  ASSERT_TRUE(hear([&] { return health_.state == city::CameraHealth::State::stopped; }));
  EXPECT_EQ(files_ending(recordings_, ".part"), 0u);
  say(Watch{"camera:1", city::StreamKind::main, true, false});
  lease(Processing::view, 30);
  EXPECT_TRUE(goes_on());
  EXPECT_EQ(segments(city::SegmentRow::State::open), 0u);
}

TEST_F(LoneWorker, RecordingEndsWithItsLeaseAndPicturesGoOn) {
  start();
  configure(colours());
  say(Watch{"camera:1", city::StreamKind::main, true, false});
  lease(Processing::view, 30);
  lease(Processing::record, 3);
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::open) == 1; }));
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::closed) == 1; }));
  EXPECT_EQ(files_ending(recordings_, ".mp4"), 1u);
  EXPECT_TRUE(goes_on());
  ASSERT_TRUE(hear([&] { return !health_.recording; }));
  EXPECT_EQ(health_.state, city::CameraHealth::State::live);
}

TEST_F(LoneWorker, RevokedIsEndedAtOnceAndTheSourceClosedWithTheLast) {
  start();
  configure(colours());
  say(Watch{"camera:1", city::StreamKind::main, true, false});
  lease(Processing::view, 30);
  ASSERT_TRUE(goes_on());
  say(Revoke{{{"type", "revoke"}, {"processing", "view"}, {"source", "camera:1"}, {"reason", "basis.ended"}, {"message", "ended"}}});
  ASSERT_TRUE(hear([&] { return health_.reason == "basis.ended"; }));
  EXPECT_EQ(health_.state, city::CameraHealth::State::stopped);
}

TEST_F(LoneWorker, AnalysisEndsWithItsLeaseWhilePicturesGoOn) {
  if (street().empty()) GTEST_SKIP() << "footage or model is missing in " << cache() << ": run ./run or ./test once";
  start(model());
  configure(street());
  say(Watch{"camera:1", city::StreamKind::main, true, true});
  lease(Processing::view, 30);
  lease(Processing::analyse, 6);
  ASSERT_TRUE(hear([&] { return health_.analysing; })) << health_.reason << ": " << health_.detail;
  ASSERT_TRUE(hear([&] { return !health_.analysing; }));
  EXPECT_TRUE(goes_on());
  // What was counted under the lease is given out and stands on its basis.
  ASSERT_TRUE(hear([&] { return !facts("observation.batch").empty(); }));
  const auto batch = facts("observation.batch").front();
  EXPECT_EQ(batch.basis, (city::BasisRef{"test", 1}));
  EXPECT_TRUE(batch.exercise);
}

TEST_F(LoneWorker, GoesOnWithoutItsServerUntilTheLeaseEndsAndReportsAgain) {
  acknowledge_ = false;
  start();
  configure(colours());
  lease(Processing::record, 6);
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::open) == 1; }));
  const auto first = reports_.front();
  cut();
  EXPECT_TRUE(process_->alive());
  // Nobody renews: the segment is closed on disk while there is no server at all.
  ASSERT_TRUE(eventually([&] { return files_ending(recordings_, ".mp4") == 1; }));
  EXPECT_EQ(files_ending(recordings_, ".part"), 0u);
  reports_.clear();
  acknowledge_ = true;
  listen();
  welcome();
  EXPECT_EQ(hello_->cameras, std::vector<city::SourceId>{"camera:1"});
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::closed) == 1; }));
  EXPECT_EQ(reports_.front().seq, first.seq);  // the unacknowledged ones first, in order
  EXPECT_EQ(segments(city::SegmentRow::State::open), 1u);
}

TEST_F(LoneWorker, StopClosesTheSegmentReportsItAndEnds) {
  start();
  configure(colours());
  lease(Processing::record, 30);
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::open) == 1; }));
  say(Stop{});
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::closed) == 1; }));
  ASSERT_TRUE(eventually([&] { return !process_->alive(); }));
  EXPECT_EQ(process_->ending(), "exit 0");
}

TEST_F(LoneWorker, PlaysAndCutsClipsOnlyUnderALease) {
  start();
  configure(colours());
  lease(Processing::record, 30);
  ASSERT_TRUE(hear([&] { return segments(city::SegmentRow::State::open) == 1; }));
  const UtcTime now = SystemClock{}.utc_now();
  say(Play{1, "camera:1", city::StreamKind::main, now - 5s, std::nullopt, 1, Json::object()});
  ASSERT_TRUE(hear([&] { return play_end_.has_value(); }));
  EXPECT_EQ(pictures_, 0u);
}

TEST_F(LoneWorker, AMissingFileMarksThatCameraAloneInASentence) {
  start();
  auto wrong = camera_on("/nowhere/x.mp4", "camera:2");
  say(Configure{{{camera_on(colours()), {}}, {wrong, {}}}});
  say(Watch{"camera:1", city::StreamKind::main, true, false});
  lease(Processing::view, 30);
  say(Lease{{{"type", "lease"},
             {"ttl_s", 30},
             {"basis", {{"id", "test"}, {"version", 1}}},
             {"regime", "exercise"},
             {"processing", "view"},
             {"source", "camera:2"},
             {"kinds", Json::array()},
             {"exercise", true}}});
  EXPECT_TRUE(goes_on());
  ASSERT_TRUE(hear([&] { return !last_health_.reason.empty() && last_health_.reason != "permit.missing"; }));
  EXPECT_EQ(last_health_.camera, "camera:2");
  EXPECT_NE(last_health_.state, city::CameraHealth::State::live);
  EXPECT_FALSE(last_health_.detail.empty());
}

}  // namespace
}  // namespace vigie::app
