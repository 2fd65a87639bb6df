#include "worker/messages.h"

#include <gtest/gtest.h>

namespace vigie::app {
namespace {

using namespace std::chrono_literals;
const UtcTime noon = from_unix_us(1'795'348'800'000'000);

// Over the wire as the socket does it: header as text, payload apart.
template <typename Out>
Message carried(const Out& message) {
  const auto payload = payload_of(message);
  return {Json::parse(canonical(header_of(message))), Bytes(payload.begin(), payload.end())};
}
template <typename One>
One to_worker(const One& message) {
  return std::get<One>(*to_worker_from(carried(ToWorker{message})));
}
template <typename One>
One to_server(const One& message) {
  return std::get<One>(*to_server_from(carried(ToServer{message})));
}

TEST(Messages, ConfigurationCarriesCameraAndCredentials) {
  city::Camera camera;
  camera.id = "camera:7";
  camera.streams = {{city::StreamKind::main, "rtsp://host/1", "door"}};
  const auto back = to_worker(Configure{{{camera, {{"door", "user:pass:word"}}}}});
  ASSERT_EQ(back.cameras.size(), 1u);
  EXPECT_EQ(back.cameras[0].camera.streams[0].url, "rtsp://host/1");
  EXPECT_EQ(back.cameras[0].credentials.at("door"), "user:pass:word");
  EXPECT_EQ(back.cameras[0].view, "");  // fixed, or at home
  const auto views = to_worker(Configure{{{camera, {}, "3"}, {camera, {}, std::nullopt}}});
  EXPECT_EQ(views.cameras[0].view, "3");
  EXPECT_FALSE(views.cameras[1].view);  // its head is away
}

TEST(Messages, PlayKeepsItsTimesAndItsLease) {
  const auto back = to_worker(Play{9, "camera:1", city::StreamKind::sub, noon, noon + 30s, 4, {{"ttl_s", 30}}});
  EXPECT_EQ(back.session, 9u);
  EXPECT_EQ(back.stream, city::StreamKind::sub);
  EXPECT_EQ(back.from, noon);
  EXPECT_EQ(back.to, noon + 30s);
  EXPECT_EQ(back.speed, 4);
  EXPECT_EQ(back.lease["ttl_s"], 30);
  EXPECT_FALSE(to_worker(Play{9, "camera:1", city::StreamKind::sub, noon, {}, 1, {{"ttl_s", 30}}}).to);
}

TEST(Messages, ChunksAndPicturesTravelAsPayload) {
  const Bytes bytes{0, 1, 2, 255};
  EXPECT_EQ(to_worker(Feed{"camera:1", true, bytes}).chunk, bytes);
  const city::Fragment fragment{std::make_shared<const Bytes>(bytes), city::Fragment::Kind::init, noon,
                                "video/mp4; codecs=\"avc1.64001f\""};
  const auto back = to_server(Picture{"camera:1", city::StreamKind::main, 3, fragment});
  EXPECT_EQ(*back.fragment.bytes, bytes);
  EXPECT_EQ(back.fragment.kind, city::Fragment::Kind::init);
  EXPECT_EQ(back.fragment.codec, fragment.codec);
  EXPECT_EQ(back.fragment.at, noon);
  EXPECT_EQ(back.session, 3u);
}

TEST(Messages, ReportsKeepFactRowsAndObservations) {
  city::Fact fact;
  fact.id = *Uuid::parse("0193a3f0-0000-7000-8000-000000000001");
  fact.schema = "observation.batch";
  fact.source = fact.subject = "camera:1";
  fact.source_key = "run-1";
  fact.occurred = {noon, noon + 60s};
  const city::Observation people{fact.id, "camera:1", "count.person", "", "", {noon, noon + 60s}, 3.5, true};
  const auto back = to_server(Report{12, fact, {people}});
  EXPECT_EQ(back.seq, 12u);
  EXPECT_EQ(std::get<city::Fact>(back.content).content(), fact.content());
  EXPECT_EQ(back.observations, std::vector{people});

  city::SegmentRow row;
  row.id = "camera:1/main/noon";
  row.camera = "camera:1";
  row.path = "camera-1/2026-11-22/12-00-00Z-main.mp4";
  row.state = city::SegmentRow::State::closed;
  row.span = {noon, noon + 60s};
  row.bytes = 12345;
  const auto segment = std::get<city::SegmentRow>(to_server(Report{13, row, {}}).content);
  EXPECT_EQ(segment.id, row.id);
  EXPECT_EQ(segment.state, row.state);
  EXPECT_EQ(segment.span, row.span);
  EXPECT_EQ(segment.bytes, row.bytes);
}

TEST(Messages, HealthAndRefusalsKeepTheirReasons) {
  city::CameraHealth health;
  health.camera = "camera:1";
  health.state = city::CameraHealth::State::refused;
  health.reason = "codec.unsupported";
  health.width_px = 768;
  const auto back = to_server(Health{{health}, 4, 5, 9});
  EXPECT_EQ(back.cameras[0].reason, health.reason);
  EXPECT_EQ(back.cameras[0].state, health.state);
  EXPECT_EQ(back.cameras[0].width_px, 768);
  EXPECT_EQ(back.reports_refused, 5u);
  const Error why{ErrorKind::denied, "basis.ended", "the basis ended"};
  EXPECT_EQ(to_server(PlayEnd{1, why}).why, why);
  EXPECT_EQ(to_server(Clip{1, why, {}}).error, why);
}

TEST(Messages, WhatIsNotUnderstoodIsOneErrorThatNamesIt) {
  EXPECT_EQ(to_worker_from({{{"type", "dance"}}, {}}).error().kind, ErrorKind::unsupported);
  const auto missing = to_worker_from({{{"type", "watch"}, {"camera", "camera:1"}}, {}});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("watch"), std::string::npos);
  EXPECT_NE(missing.error().message.find("stream"), std::string::npos);
  EXPECT_FALSE(
      to_server_from({{{"type", "picture"}, {"camera", "camera:1"}, {"stream", "main"}, {"session", 0}, {"at", -5}, {"kind", "key"}}, {}}));
  EXPECT_FALSE(
      to_server_from({{{"type", "picture"}, {"camera", "camera:1"}, {"stream", "main"}, {"session", 0}, {"at", 5}, {"kind", "keys"}}, {}}));
}

}  // namespace
}  // namespace vigie::app
