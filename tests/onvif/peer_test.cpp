// The client against a camera that was written apart from it. Everything on loopback; the camera ends with the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "camera.h"
#include "connectors/onvif_discovery.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;

const SystemClock& clock_here() {
  static const SystemClock clock;
  return clock;
}

class Peer : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
  }
  static std::unique_ptr<OnvifDevice> open(const OnvifAccess& access) {
    auto device = OnvifDevice::open(access, clock_here());
    EXPECT_TRUE(device) << device.error().message;
    return device ? std::move(*device) : nullptr;
  }
  static std::string settled(OnvifDevice& device) {
    for (int i = 0; i < 40; ++i) {
      const auto status = device.head_status("main");
      if (!status) return status.error().message;
      if (!status->moving) return fmt::format("{:.2f} {:.2f} {:.2f}", status->where->pan, status->where->tilt, status->where->zoom);
      std::this_thread::sleep_for(50ms);
    }
    return "never still";
  }
};

TEST_F(Peer, ProfilesStreamsAndWhoItIs) {
  Camera camera{{"--user", "op", "--password", "p&w:x", "--clock-ahead", "86400"}};
  const auto device = open(camera.access("op", "p&w:x"));  // its clock is a day ahead: signed in by its own
  ASSERT_TRUE(device);
  EXPECT_NEAR(static_cast<double>(device->clock_ahead().count()), 86'400'000.0, 2000);
  EXPECT_EQ(device->information()->manufacturer, "Test & Sons");
  const auto profiles = device->profiles();
  ASSERT_TRUE(profiles) << profiles.error().message;
  ASSERT_EQ(profiles->size(), 2u);
  EXPECT_EQ((*profiles)[0].width_px, 1920);
  EXPECT_EQ((*profiles)[1].height_px, 360);
  EXPECT_TRUE((*profiles)[0].ptz);
  EXPECT_EQ(device->stream_address("sub").value(), "rtsp://127.0.0.1:8554/sub?a=1&b=2");
}

TEST_F(Peer, AnOlderCameraHasCapabilitiesAndMedia) {
  Camera camera{{"--old"}};
  const auto device = open(camera.access());
  ASSERT_TRUE(device);
  EXPECT_EQ(device->profiles()->size(), 2u);
  EXPECT_EQ(device->stream_address("main").value(), "rtsp://127.0.0.1:8554/main?a=1&b=2");
  EXPECT_TRUE(device->has_ptz());
}

TEST_F(Peer, SignsInByHttpDigestWhereThatIsAsked) {
  Camera camera{{"--user", "op", "--password", "pw", "--auth", "digest"}};
  const auto device = open(camera.access("op", "pw"));
  ASSERT_TRUE(device);
  EXPECT_TRUE(device->profiles());
  const auto wrong = OnvifDevice::open(camera.access("op", "no"), clock_here());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "onvif.denied");
}

TEST_F(Peer, AWrongPasswordIsSaidInOneSentence) {
  Camera camera{{"--user", "op", "--password", "pw"}};
  for (const auto& [user, password] : {std::pair{"op", "wrong"}, {"", ""}}) {
    const auto device = OnvifDevice::open(camera.access(user, password), clock_here());
    ASSERT_FALSE(device);
    EXPECT_EQ(device.error().code, "onvif.denied") << device.error().message;
    EXPECT_EQ(device.error().message.find("wrong"), std::string::npos);
  }
}

TEST_F(Peer, TheHeadMovesStopsAndGoesToPresetsAndHome) {
  Camera camera{{"--user", "op", "--password", "pw"}};
  const auto device = open(camera.access("op", "pw"));
  ASSERT_TRUE(device);
  const auto heads = device->heads();
  ASSERT_TRUE(heads);
  EXPECT_TRUE((*heads)[0].home);
  EXPECT_EQ((*heads)[0].most_presets, 16);
  const auto presets = device->presets("main");
  ASSERT_TRUE(presets);
  EXPECT_EQ((*presets)[1].name, "Car park");
  EXPECT_EQ((*presets)[1].where->zoom, 0.8);

  ASSERT_TRUE(device->move("main", {1, 0, 0}, 10s));
  EXPECT_TRUE(device->head_status("main")->moving);
  std::this_thread::sleep_for(200ms);
  ASSERT_TRUE(device->stop("main"));
  const auto stopped = device->head_status("main");
  EXPECT_FALSE(stopped->moving);
  EXPECT_GT(stopped->where->pan, 0.05);
  // Where our stop is lost the camera's own clock ends the move.
  ASSERT_TRUE(device->move("main", {0, 1, 0}, 300ms));
  std::this_thread::sleep_for(600ms);
  EXPECT_FALSE(device->head_status("main")->moving);

  ASSERT_TRUE(device->go_to_preset("main", "2"));
  EXPECT_EQ(settled(*device), "-0.60 0.20 0.80");
  ASSERT_TRUE(device->move_to("main", {0.5, -0.25, 0.25}));
  EXPECT_EQ(settled(*device), "0.50 -0.25 0.25");
  ASSERT_TRUE(device->go_home("main"));
  EXPECT_EQ(settled(*device), "0.00 0.00 0.00");
  EXPECT_EQ(device->go_to_preset("main", "no <such> preset").error().code, "onvif.refused");
  // Not a number and beyond the space: sent as what the space has.
  EXPECT_TRUE(device->move("main", {std::numeric_limits<double>::quiet_NaN(), 7, -7}, 100ms));
}

TEST_F(Peer, EventsArePulledRenewedAndLeftWithoutFaces) {
  Camera camera{{"--user", "op", "--password", "pw"}};
  const auto device = open(camera.access("op", "pw"));
  ASSERT_TRUE(device);
  const auto point = device->subscribe(60s);
  ASSERT_TRUE(point) << point.error().message;
  const auto events = device->pull(*point, 1s, 10);
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ(events->events.size(), 1u);
  EXPECT_EQ(events->events[0].topic, "VideoSource/MotionAlarm");
  EXPECT_EQ(events->events[0].data.at("State"), "true");
  EXPECT_EQ(events->dropped, 1u);  // the face
  EXPECT_TRUE(device->pull(*point, 1s, 10)->events.empty());
  EXPECT_TRUE(device->renew(*point, 60s));
  EXPECT_TRUE(device->unsubscribe(*point));
  EXPECT_FALSE(device->pull(*point, 1s, 10));
}

TEST_F(Peer, ACameraIsNotBelievedAboutItsHost) {
  Camera camera{{"--calls-itself", "intranet.invalid"}};
  const auto device = open(camera.access());
  ASSERT_TRUE(device);
  EXPECT_TRUE(device->profiles());  // asked at the host that was configured
  EXPECT_EQ(device->stream_address("main").value(), "rtsp://127.0.0.1:8554/main?a=1&b=2");
}

TEST_F(Peer, ASlowCameraHoldsNobodyUp) {
  Camera camera;
  const auto device = open({camera.address(), "", "", 300ms});
  ASSERT_TRUE(device);
  camera.mode({{"slow_s", 1.5}});
  const auto began = std::chrono::steady_clock::now();
  const auto stopped = device->stop("main");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::timeout);
  EXPECT_EQ(stopped.error().code, "camera.unreachable");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
  camera.mode({{"slow_s", 0}});
  EXPECT_TRUE(device->stop("main"));  // and it is asked again once it is quick
}

TEST_F(Peer, HostileAnswersAreRefusedAndTheClientGoesOn) {
  Camera camera;
  const auto device = open(camera.access());
  ASSERT_TRUE(device);
  for (const char* kind : {"bomb", "html", "deep", "huge", "binary", "empty", "cut", "redirect"}) {
    camera.mode({{"hostile", kind}});
    const auto profiles = device->profiles();
    ASSERT_FALSE(profiles) << kind;
    EXPECT_TRUE(profiles.error().code == "onvif.answer" || profiles.error().code == "onvif.refused")
        << kind << ": " << profiles.error().message;
    EXPECT_LT(profiles.error().message.size(), 300u);
    EXPECT_FALSE(OnvifDevice::open(camera.access(), clock_here())) << kind;
  }
  camera.mode({{"hostile", ""}});
  EXPECT_TRUE(device->profiles());
}

TEST_F(Peer, NobodyThereIsSaidAtOnce) {
  const auto device = OnvifDevice::open({"http://127.0.0.1:1", "", "", 3s}, clock_here());
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().code, "camera.unreachable");
}

TEST_F(Peer, IsFoundByMulticastOnLoopback) {
  Camera camera;
  UuidSource ids{clock_here()};
  DiscoverySettings settings;
  settings.port = static_cast<std::uint16_t>(camera.discovery_port);
  settings.interface = "127.0.0.1";
  settings.wait = 1500ms;
  const auto found = discover_cameras(settings, ids);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ((*found)[0].address, fmt::format("http://127.0.0.1:{}/onvif/device_service", camera.port));
  EXPECT_EQ((*found)[0].name, "Place du Marché");
  camera.mode({{"deaf", true}});
  EXPECT_TRUE(discover_cameras(settings, ids)->empty());
}

}  // namespace
}  // namespace vigie::connectors
