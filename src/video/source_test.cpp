#include "video/source.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "testing.h"

extern "C" {
#include <libavcodec/packet.h>
}

namespace vigie::video {
namespace {

using namespace testing_support;
using enum city::Processing;

class SourceTest : public testing::Test {
 protected:
  SystemClock clock_;
  Leases leases_{clock_};
  std::stop_source stop_;

  SourceSettings file(const fs::path& path) {
    return {.camera = kCamera, .url = "file:" + path.string(), .user = {}, .password = {}, .feed = {}, .paced = false};
  }
  Result<std::unique_ptr<PictureSource>> open(SourceSettings settings) {
    return PictureSource::open(leases_.permits({view}), std::move(settings), clock_, stop_.get_token());
  }
};

TEST(SourceUrl, OnlyThreeSchemes) {
  for (const char* good : {"file:/srv/street.mp4", "rtsp://10.0.0.7/stream1", "rtsp://camera.local:8554/a?b=c", "push:"})
    EXPECT_TRUE(check_url(good)) << good;
  for (const char* bad : {"", "http://x/", "file:street.mp4", "concat:/a|/b", "rtsp:///x", "rtsp://admin:admin@10.0.0.7/",
                          "/srv/street.mp4", "push:x", "https://rtsp://a"})
    EXPECT_FALSE(check_url(bad)) << bad;
}

TEST(Backoff, GrowsToHalfAMinute) {
  Backoff backoff;
  EXPECT_EQ(backoff.next(), 1s);
  EXPECT_EQ(backoff.next(), 2s);
  for (int i = 0; i < 10; ++i) backoff.next();
  EXPECT_EQ(backoff.next(), 30s);
  backoff.reset();
  EXPECT_EQ(backoff.next(), 1s);
}

TEST_F(SourceTest, AFileIsLoopedWithATimeThatGoesOn) {
  if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  auto source = open(file(bright()));
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_TRUE((*source)->is_h264());
  EXPECT_NEAR((*source)->nominal_fps(), 10, 0.01);
  int restarts = 0;
  UtcTime last{};
  for (int i = 0; i < 250; ++i) {
    const auto packet = (*source)->next();
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_GT(packet->decode_at, last);
    if (last != UtcTime{}) {
      EXPECT_NEAR(std::chrono::duration<double>(packet->at - last).count(), 0.1, 0.002);
    }
    last = packet->at;
    restarts += packet->restarted;
  }
  EXPECT_EQ(restarts, 3);
}

TEST_F(SourceTest, AFileIsPacedInRealTime) {
  if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  auto settings = file(bright());
  settings.paced = true;
  auto source = open(settings);
  ASSERT_TRUE(source);
  ASSERT_TRUE((*source)->next());
  const auto begin = clock_.steady_now();
  for (int i = 0; i < 10; ++i) {
    const auto packet = (*source)->next();
    ASSERT_TRUE(packet);
    EXPECT_LT(std::chrono::abs(packet->at - clock_.utc_now()), 200ms);
  }
  EXPECT_GT(clock_.steady_now() - begin, 950ms);
}

TEST_F(SourceTest, WithoutLoopItEnds) {
  if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  auto settings = file(bright());
  settings.loop = false;
  auto source = open(settings);
  ASSERT_TRUE(source);
  int pictures = 0;
  auto packet = (*source)->next();
  for (; packet; packet = (*source)->next()) ++pictures;
  EXPECT_EQ(pictures, 100);
  EXPECT_EQ(packet.error().code, "source.ended");
}

TEST_F(SourceTest, NothingOpensWithoutALivePermitForThisCamera) {
  const auto none = std::make_shared<CameraPermits>(kCamera, std::vector<city::Permit>{});
  EXPECT_EQ(PictureSource::open(none, file("/dev/null"), clock_, {}).error().code, "permit.missing");
  Leases others(clock_, "camera:2");
  const auto foreign = std::make_shared<CameraPermits>(kCamera, std::vector<city::Permit>{others.give(view)});
  EXPECT_EQ(PictureSource::open(foreign, file("/dev/null"), clock_, {}).error().code, "permit.other_source");
  const auto search_only = leases_.permits({search});
  EXPECT_EQ(PictureSource::open(search_only, file("/dev/null"), clock_, {}).error().kind, ErrorKind::denied);
}

TEST_F(SourceTest, ItStopsWithTheReasonWhenThePermitEnds) {
  if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  auto settings = file(bright());
  settings.paced = true;
  auto source = open(settings);
  ASSERT_TRUE(source);
  ASSERT_TRUE((*source)->next());
  leases_.end(view, "basis.ended");
  const auto begin = clock_.steady_now();
  auto packet = (*source)->next();
  while (packet) packet = (*source)->next();
  EXPECT_EQ(packet.error().kind, ErrorKind::denied);
  EXPECT_EQ(packet.error().code, "basis.ended");
  EXPECT_LT(clock_.steady_now() - begin, 3s);
}

TEST_F(SourceTest, AnUnreachableCameraIsGivenUpAndStopEndsTheWaiting) {
  // A port that listens and never answers.
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(server, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(server, 8), 0);
  getsockname(server, reinterpret_cast<sockaddr*>(&address), &size);
  SourceSettings settings{.camera = kCamera,
                          .url = fmt::format("rtsp://127.0.0.1:{}/x", ntohs(address.sin_port)),
                          .user = "anna",
                          .password = "secret",
                          .feed = {}};

  settings.silence = 700ms;
  auto begin = clock_.steady_now();
  auto silent = open(settings);
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, "camera.unreachable");
  EXPECT_EQ(silent.error().message.find("secret"), std::string::npos);
  EXPECT_LT(clock_.steady_now() - begin, 3s);

  settings.silence = 60s;
  begin = clock_.steady_now();
  std::jthread stopper([this] {
    std::this_thread::sleep_for(300ms);
    stop_.request_stop();
  });
  EXPECT_EQ(open(settings).error().kind, ErrorKind::cancelled);
  EXPECT_LT(clock_.steady_now() - begin, 2s);
  close(server);
}

TEST_F(SourceTest, SaysInOneSentenceWhatIsWrongWithAFile) {
  const Scratch scratch;
  EXPECT_EQ(open(file(scratch / "missing.mp4")).error().code, "source.no_file");
  write_file(scratch / "text.mp4", as_bytes("this is no video"));
  EXPECT_EQ(open(file(scratch / "text.mp4")).error().kind, ErrorKind::corrupt);
  write_file(scratch / "list.mp4", as_bytes("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n"));
  EXPECT_FALSE(open(file(scratch / "list.mp4")));
  write_file(scratch / "concat.mp4", as_bytes("ffconcat version 1.0\nfile /etc/passwd\n"));
  EXPECT_FALSE(open(file(scratch / "concat.mp4")));
  EXPECT_FALSE(open(file("/dev/zero")));
}

TEST_F(SourceTest, SoundAloneIsNoVideo) {
  const fs::path tone = footage("tone.mkv", "-f lavfi -i sine=duration=1 -c:a aac");
  if (tone.empty()) GTEST_SKIP() << "ffmpeg is absent";
  EXPECT_EQ(open(file(tone)).error().code, "source.no_video");
}

TEST_F(SourceTest, OnlyPacketsOfTheVideoStreamComeOut) {
  if (with_sound().empty()) GTEST_SKIP() << "ffmpeg is absent";
  auto settings = file(with_sound());
  settings.loop = false;
  auto source = open(settings);
  ASSERT_TRUE(source);
  int packets = 0;
  while ((*source)->next()) ++packets;
  EXPECT_EQ(packets, 40);
}

TEST_F(SourceTest, AnUploadWithItsTableAtTheEndIsReadWhenItIsWhole) {
  if (bright().empty()) GTEST_SKIP() << "ffmpeg is absent";
  const Bytes bytes = bytes_of(bright());
  SourceSettings settings{
      .camera = kCamera, .url = "push:", .user = {}, .password = {}, .feed = std::make_shared<PushFeed>(), .loop = true, .paced = false};
  std::jthread sender([&] {
    for (std::size_t at = 0; at < bytes.size(); at += 8192) {
      const auto chunk = std::span(bytes).subspan(at, std::min<std::size_t>(8192, bytes.size() - at));
      ASSERT_TRUE(settings.feed->put(chunk, at + 8192 >= bytes.size()));
      std::this_thread::sleep_for(1ms);
    }
  });
  auto source = open(settings);
  ASSERT_TRUE(source) << source.error().message;
  for (int i = 0; i < 150; ++i) ASSERT_TRUE((*source)->next());  // more than one round
}

TEST_F(SourceTest, AnEndedUploadOfRubbishIsSaidSo) {
  SourceSettings settings{.camera = kCamera, .url = "push:", .user = {}, .password = {}, .feed = std::make_shared<PushFeed>()};
  ASSERT_TRUE(settings.feed->put(Bytes(5000, 'x'), true));
  EXPECT_EQ(open(settings).error().code, "source.not_a_video");
}

}  // namespace
}  // namespace vigie::video
