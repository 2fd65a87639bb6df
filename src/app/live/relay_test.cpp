#include <gtest/gtest.h>

#include "law/lease.h"
#include "live/assignment.h"
#include "live/camera_relay.h"
#include "live/play_desk.h"
#include "live/report_intake.h"

namespace vigie::app {
namespace {

using namespace std::chrono_literals;
using Kind = city::Fragment::Kind;
const UtcTime noon = from_unix_us(1'795'348'800'000'000);

class Sink final : public city::FragmentSink {
 public:
  void on_fragment(const city::Fragment& fragment) override { seen += "ikd"[static_cast<int>(fragment.kind)]; }
  void on_overlay(const city::Overlay&) override { seen += 'o'; }
  void on_end(const Error& why) override { seen += "!" + why.code; }
  std::string seen;
};

class Relay : public testing::Test {
 protected:
  city::Permit permit() {
    return *leases_.receive({{"type", "lease"},
                             {"ttl_s", 10},
                             {"basis", {{"id", "b"}, {"version", 1}}},
                             {"regime", "exercise"},
                             {"processing", "view"},
                             {"source", "camera:1"},
                             {"kinds", Json::array()},
                             {"exercise", true}});
  }
  std::shared_ptr<ViewerSeat> join(const std::shared_ptr<Sink>& sink, bool boxes = false) {
    auto seat = std::make_shared<ViewerSeat>(permit(), boxes, sink);
    relay_.join(city::StreamKind::main, seat);
    return seat;
  }
  void send(const char* kinds) {
    for (const char* one = kinds; *one; ++one)
      relay_.picture(city::StreamKind::main, {std::make_shared<const Bytes>(10),
                                              *one == 'i'   ? Kind::init
                                              : *one == 'k' ? Kind::key
                                                            : Kind::delta,
                                              noon, ""});
  }
  ManualClock clock_{noon};
  law::LeaseBook leases_{clock_};
  CameraRelay relay_;
};

TEST_F(Relay, ALateJoinerBeginsWithInitAndTheNewestKey) {
  const auto first = std::make_shared<Sink>(), late = std::make_shared<Sink>();
  join(first);
  send("ikddkd");
  join(late);
  send("d");
  EXPECT_EQ(first->seen, "ikddkdd");
  EXPECT_EQ(late->seen, "ikdd");
}

TEST_F(Relay, AfterTheWorkerWasLostNothingOldIsShown) {
  const auto first = std::make_shared<Sink>(), late = std::make_shared<Sink>();
  join(first);
  send("ikd");
  relay_.worker_lost();
  join(late);
  EXPECT_EQ(late->seen, "");
  send("ik");
  EXPECT_EQ(first->seen, "ikdik");  // stays, and goes on with the new init
  EXPECT_EQ(late->seen, "ik");
}

TEST_F(Relay, BoxesGoOnlyToWhoMaySeeThem) {
  const auto with = std::make_shared<Sink>(), without = std::make_shared<Sink>();
  join(without);
  EXPECT_FALSE(relay_.wanted(city::StreamKind::main).boxes);
  join(with, true);
  EXPECT_TRUE(relay_.wanted(city::StreamKind::main).boxes);
  relay_.boxes({"camera:1", noon, {}});
  EXPECT_EQ(with->seen, "o");
  EXPECT_EQ(without->seen, "");
}

TEST_F(Relay, AViewerIsEndedWithThePermitAndNothingFollows) {
  const auto sink = std::make_shared<Sink>();
  join(sink);
  send("ik");
  EXPECT_FALSE(relay_.end_unpermitted());
  clock_.advance(11s);
  EXPECT_TRUE(relay_.end_unpermitted());
  send("d");
  EXPECT_EQ(sink->seen, "ik!lease.expired");
  EXPECT_FALSE(relay_.wanted(city::StreamKind::main).pictures);
}

TEST_F(Relay, WhoLeftIsNotCalled) {
  const auto sink = std::make_shared<Sink>();
  const auto seat = join(sink);
  relay_.leave(city::StreamKind::main, seat);
  send("ik");
  relay_.end_all(Error{});
  EXPECT_EQ(sink->seen, "");
}

TEST_F(Relay, AClipOrderEndsWithItsAnswerItsWorkerOrItsTime) {
  PlayDesk desk;
  const auto answered = desk.order_clip("camera:1"), orphaned = desk.order_clip("camera:2"), late = desk.order_clip("camera:3");
  desk.clip(Clip{answered, std::nullopt, {1, 2}});
  EXPECT_EQ(desk.wait_for_clip(answered, 1s), (Bytes{1, 2}));
  desk.end_camera("camera:2", Error{ErrorKind::unavailable, "worker.lost", ""});
  EXPECT_EQ(desk.wait_for_clip(orphaned, 1s).error().code, "worker.lost");
  EXPECT_EQ(desk.wait_for_clip(late, 1ms).error().code, "clip.timeout");
  desk.clip(Clip{late, std::nullopt, {}});  // too late: nobody waits
}

TEST(Assignment, SpreadsEvenlyAndMovesAsFewAsNeeded) {
  const auto first = assign({"a", "b", "c", "d", "e"}, {}, 2);
  EXPECT_EQ(std::count_if(first.begin(), first.end(), [](const auto& one) { return one.second == 0; }), 3);
  const auto same = assign({"a", "b", "c", "d", "e", "f"}, first, 2);
  for (const auto& [camera, worker] : first) EXPECT_EQ(same.at(camera), worker) << camera;
  const auto fewer = assign({"a", "c", "e"}, {{"a", 0}, {"c", 0}, {"e", 0}}, 2);
  EXPECT_EQ(std::count_if(fewer.begin(), fewer.end(), [](const auto& one) { return one.second == 1; }), 1);
  EXPECT_TRUE(assign({}, first, 2).empty());
}

TEST(ReportIntake, PathsOfSegmentsStayInside) {
  EXPECT_TRUE(is_inside("camera-1/2026-11-22/12-00-00Z-main.mp4"));
  EXPECT_FALSE(is_inside("../camera-1/x.mp4"));
  EXPECT_FALSE(is_inside("camera-1/../../x.mp4"));
  EXPECT_FALSE(is_inside("/etc/passwd"));
  EXPECT_FALSE(is_inside(""));
}

}  // namespace
}  // namespace vigie::app
