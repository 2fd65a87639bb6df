#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <mutex>

#include "segment_file.h"
#include "testing.h"
#include "video/fragmenter.h"
#include "video/segment_reader.h"

namespace vigie::video {
namespace {

using namespace testing_support;
using enum city::Processing;
using Kind = city::Fragment::Kind;
using State = city::SegmentRow::State;

const UtcTime kNoon = parse_utc("2026-11-22T12:00:10Z").value();

// A stream without a codec behind it: keys every second at ten pictures a second.
class Stream {
 public:
  explicit Stream(std::uint8_t profile = 0x42) {
    const AvcParameters parameters{{{0x67, profile, 0xc0, 0x1e, 0xd9}}, {{0x68, 0xce, 0x3c, 0x80}}, 320, 240};
    init = fragmenter_.start(parameters, kNoon, 10).value();
  }
  city::Fragment picture(UtcTime at, bool key) {
    const Bytes nals(key ? 400 : 100, static_cast<std::uint8_t>(to_unix_us(at) / 100'000));
    return fragmenter_.add({nals, at, at, key});
  }
  city::Fragment init;

 private:
  Fragmenter fragmenter_;
};

class SegmentTest : public testing::Test {
 protected:
  SystemClock clock_;
  Leases leases_{clock_};
  std::shared_ptr<CameraPermits> permits_ = leases_.permits({record});
  city::Permit replay_ = leases_.give(replay);
  Scratch root_;
  std::mutex mutex_;
  std::vector<city::SegmentRow> rows_;
  std::optional<SegmentDisk> disk_{std::in_place};

  std::unique_ptr<SegmentWriter> writer(const city::SourceId& camera = kCamera) {
    auto created = SegmentWriter::create(permits_,
                                         {root_.path(), camera, city::StreamKind::main, "abc123", true,
                                          [this](const city::SegmentRow& row) {
                                            std::lock_guard lock(mutex_);
                                            rows_.push_back(row);
                                          }},
                                         *disk_);
    EXPECT_TRUE(created) << created.error().message;
    return std::move(*created);
  }
  std::vector<city::SegmentRow> closed() {
    std::lock_guard lock(mutex_);
    std::vector<city::SegmentRow> closed;
    for (const auto& row : rows_)
      if (row.state == State::closed) closed.push_back(row);
    return closed;
  }
  void wait_until_closed(std::size_t count) {
    ASSERT_TRUE(eventually([&] { return closed().size() >= count; }));
  }
  // Pictures of [from, from + seconds), ten a second.
  static void record_seconds(SegmentWriter& writer, Stream& stream, UtcTime from, int seconds) {
    for (int i = 0; i < seconds * 10; ++i) ASSERT_TRUE(writer.write(stream.picture(from + i * 100ms, i % 10 == 0)));
  }
  Result<SegmentReader> reader(UtcTime from) {
    return SegmentReader::open(replay_, root_.path(), kCamera, city::StreamKind::main, from, clock_);
  }
  static std::vector<city::Fragment> drain(SegmentReader& reader) {
    std::vector<city::Fragment> fragments;
    for (auto next = reader.next(); next && *next; next = reader.next()) fragments.push_back(**next);
    return fragments;
  }
};

TEST(SegmentNames, AnIdCannotLeaveTheFolder) {
  EXPECT_EQ(folder_of("camera:1"), "camera-1");
  for (const std::string id : {"camera:1", "../../etc", "a-b:c", "%2F", "é", "camera:1/../2"}) {
    EXPECT_EQ(folder_of(id).find_first_of("/."), std::string::npos) << id;
    EXPECT_EQ(camera_of_folder(folder_of(id)), id);
  }
  EXPECT_FALSE(camera_of_folder("lost+found"));
  EXPECT_FALSE(camera_of_folder(""));
  EXPECT_FALSE(parse_segment_name("camera-1", "2026-11-22", "12-00-10Z-main.txt"));
  EXPECT_FALSE(parse_segment_name("camera-1", "2026-11-22", "99-00-10Z-main.mp4"));
  EXPECT_EQ(parse_segment_name("camera-1", "2026-11-22", "12-00-10Z-main-2.mp4")->start, kNoon);
}

TEST_F(SegmentTest, OneFileAMinuteCutAtAKeyInTheIndexFromItsFirstPictureOn) {
  Stream stream;
  {
    const auto segment = writer();
    ASSERT_TRUE(segment->write(stream.init));
    record_seconds(*segment, stream, kNoon, 120);
  }
  wait_until_closed(3);
  const auto rows = closed();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows_.front().state, State::open);
  EXPECT_EQ(rows_.front().path, "camera-1/2026-11-22/12-00-10Z-main.mp4.part");
  EXPECT_EQ(rows[0].path, "camera-1/2026-11-22/12-00-10Z-main.mp4");
  EXPECT_EQ(rows[1].path, "camera-1/2026-11-22/12-01-00Z-main.mp4");
  EXPECT_EQ(rows[0].span, (city::Interval{kNoon, kNoon + 49'900ms}));
  EXPECT_EQ(rows[0].mask_version, "abc123");
  EXPECT_TRUE(rows[0].exercise);
  for (const auto& row : rows) {
    EXPECT_EQ(fs::file_size(root_ / row.path), row.bytes);
    EXPECT_EQ(to_hex(sha256_of_file(root_ / row.path).value()), row.digest);
  }
}

TEST_F(SegmentTest, WhatWasSentLiveIsReadBackByteForByte) {
  Stream stream;
  std::vector<city::Fragment> sent{stream.init};
  const auto segment = writer();
  for (int i = 0; i < 900; ++i) sent.push_back(stream.picture(kNoon + i * 100ms, i % 10 == 0));
  for (const auto& fragment : sent) ASSERT_TRUE(segment->write(fragment));

  auto from_start = reader(kNoon);  // one closed segment and one that is open
  ASSERT_TRUE(from_start);
  const auto read = drain(*from_start);
  ASSERT_EQ(read.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(*read[i].bytes, *sent[i].bytes);
    EXPECT_EQ(read[i].kind, sent[i].kind);
    if (i > 0) {
      EXPECT_LT(std::chrono::abs(read[i].at - sent[i].at), 12us);
    }
  }
  EXPECT_EQ(read[0].codec, "video/mp4; codecs=\"avc1.42c01e\"");

  auto middle = reader(kNoon + 34'560ms);
  ASSERT_TRUE(middle);
  const auto from_key = drain(*middle);
  ASSERT_GE(from_key.size(), 2u);
  EXPECT_EQ(from_key[0].kind, Kind::init);
  EXPECT_EQ(from_key[1].kind, Kind::key);
  EXPECT_LT(std::chrono::abs(from_key[1].at - (kNoon + 34s)), 12us);
}

TEST_F(SegmentTest, AReaderFollowsASegmentThatGrowsIntoTheNext) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 10);
  auto follower = reader(kNoon + 5s);
  ASSERT_TRUE(follower);
  EXPECT_EQ(drain(*follower).size(), 51u);
  EXPECT_TRUE(drain(*follower).empty());
  record_seconds(*segment, stream, kNoon + 10s, 60);
  wait_until_closed(1);
  EXPECT_EQ(drain(*follower).size(), 600u);
}

TEST_F(SegmentTest, GapsAreJumped) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 5);
  record_seconds(*segment, stream, kNoon + 1h, 5);
  auto in_the_gap = reader(kNoon + 10min);
  ASSERT_TRUE(in_the_gap);
  const auto after = drain(*in_the_gap);
  ASSERT_EQ(after.size(), 51u);
  EXPECT_LT(std::chrono::abs(after[1].at - (kNoon + 1h)), 12us);
  auto behind_all = reader(kNoon + 2h);
  ASSERT_TRUE(behind_all);
  EXPECT_TRUE(drain(*behind_all).empty());
  auto before_all = reader(kNoon - 2h);
  EXPECT_EQ(drain(*before_all).size(), 101u);
}

TEST_F(SegmentTest, AnotherStreamBeginsAnotherSegmentAndIsReadWithItsOwnInit) {
  Stream first, second(0x4d);
  const auto segment = writer();
  ASSERT_TRUE(segment->write(first.init));
  record_seconds(*segment, first, kNoon, 3);
  ASSERT_TRUE(segment->write(second.init));
  record_seconds(*segment, second, kNoon + 3s, 3);
  auto all = reader(kNoon);
  const auto read = drain(*all);
  ASSERT_EQ(read.size(), 62u);
  EXPECT_EQ(read[31].kind, Kind::init);
  EXPECT_EQ(*read[31].bytes, *second.init.bytes);
}

TEST_F(SegmentTest, TwoSegmentsOfOneSecondDoNotMeet) {
  Stream stream;
  for (int i = 0; i < 2; ++i) {
    const auto segment = writer();
    ASSERT_TRUE(segment->write(stream.init));
    ASSERT_TRUE(segment->write(stream.picture(kNoon + i * 100ms, true)));
  }
  wait_until_closed(2);
  EXPECT_NE(closed()[0].id, closed()[1].id);
}

TEST_F(SegmentTest, ATornTailIsCutAndTheIndexIsRebuiltFromTheFilesAlone) {
  Stream stream;
  {
    const auto segment = writer();
    ASSERT_TRUE(segment->write(stream.init));
    record_seconds(*segment, stream, kNoon, 60);
  }
  wait_until_closed(2);
  const auto rows = closed();
  // As a crash would leave the second one: open, its last fragment half written.
  const fs::path second = root_ / rows[1].path, torn = second.string() + ".part";
  fs::rename(second, torn);
  const auto last = *stream.picture(kNoon + 60s, false).bytes;
  {
    std::ofstream out(torn, std::ios::binary | std::ios::app);
    out.write(reinterpret_cast<const char*>(last.data()), static_cast<std::streamsize>(last.size() - 7));
  }
  write_file(root_ / "camera-1/2026-11-22/12-02-00Z-main.mp4.part", Bytes(20, 0));
  const auto adopted = adopt(root_.path(), kCamera);
  ASSERT_TRUE(adopted);
  EXPECT_THAT(adopted->unusable, testing::IsEmpty());
  ASSERT_EQ(adopted->segments.size(), 1u);
  EXPECT_EQ(adopted->segments[0].digest, rows[1].digest);
  EXPECT_EQ(adopted->segments[0].bytes, rows[1].bytes);
  EXPECT_FALSE(fs::exists(root_ / "camera-1/2026-11-22/12-02-00Z-main.mp4.part"));

  write_file(root_ / "camera-1/2026-11-22/13-00-00Z-main.mp4", as_bytes("no segment"));
  const auto rebuilt = reindex(root_.path());
  ASSERT_TRUE(rebuilt);
  EXPECT_EQ(rebuilt->unusable.size(), 1u);
  ASSERT_EQ(rebuilt->segments.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto &a = rebuilt->segments[i], &b = rows[i];
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.camera, b.camera);
    EXPECT_EQ(a.path, b.path);
    EXPECT_EQ(a.bytes, b.bytes);
    EXPECT_EQ(a.digest, b.digest);
    EXPECT_EQ(a.mask_version, b.mask_version);
    EXPECT_EQ(a.exercise, b.exercise);
    EXPECT_LT(std::chrono::abs(a.span.from - b.span.from), 12us);
    EXPECT_LT(std::chrono::abs(a.span.to - b.span.to), 12us);
  }
}

TEST_F(SegmentTest, LinksAreNotFollowed) {
  const Scratch elsewhere;
  fs::create_directories(root_ / "camera-1/2026-11-22");
  write_file(elsewhere / "secret", as_bytes("secret"));
  fs::create_symlink(elsewhere / "secret", root_ / "camera-1/2026-11-22/12-00-00Z-main.mp4.part");
  ASSERT_TRUE(adopt(root_.path(), kCamera));
  EXPECT_TRUE(fs::exists(elsewhere / "secret"));
  EXPECT_TRUE(reindex(root_.path())->segments.empty());
}

TEST_F(SegmentTest, AFullDiskIsSaidOnceAndWhatWasWrittenStaysWhole) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 2);
  // A limit on the size of files stands in for the full disk; the signal that comes with it is of no use here.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{}, tight{};
  getrlimit(RLIMIT_FSIZE, &before);
  tight = before;
  tight.rlim_cur = 5000;
  setrlimit(RLIMIT_FSIZE, &tight);
  std::vector<Error> errors;
  for (int i = 20; i < 60; ++i)
    if (const auto written = segment->write(stream.picture(kNoon + i * 100ms, i % 10 == 0)); !written) errors.push_back(written.error());
  tight.rlim_cur = 10;
  setrlimit(RLIMIT_FSIZE, &tight);
  for (int i = 60; i < 100; ++i)
    if (const auto written = segment->write(stream.picture(kNoon + i * 100ms, i % 10 == 0)); !written) errors.push_back(written.error());
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_GE(errors.size(), 1u);
  EXPECT_LE(errors.size(), 3u);
  EXPECT_NE(errors.front().message.find("live goes on"), std::string::npos);
  record_seconds(*segment, stream, kNoon + 10s, 2);
  EXPECT_TRUE(segment->recording());
  segment->close();
  disk_.reset();
  const auto rebuilt = reindex(root_.path());
  ASSERT_TRUE(rebuilt);
  EXPECT_TRUE(rebuilt->unusable.empty());
  EXPECT_GE(rebuilt->segments.size(), 2u);
}

TEST_F(SegmentTest, RecordingEndsWithItsPermit) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 1);
  leases_.end(record);
  const auto refused = segment->write(stream.picture(kNoon + 1s, true));
  EXPECT_EQ(refused.error().code, "basis.ended");
  EXPECT_FALSE(segment->recording());
  wait_until_closed(1);
  EXPECT_EQ(SegmentWriter::create(permits_, {root_.path(), kCamera, city::StreamKind::main, "", false, {}}, *disk_).error().kind,
            ErrorKind::denied);
}

TEST_F(SegmentTest, ReadingWantsAPermitForThisCameraAndEndsWithIt) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 5);
  const auto root = root_.path();
  EXPECT_EQ(SegmentReader::open(leases_.give(record), root, kCamera, city::StreamKind::main, kNoon, clock_).error().kind,
            ErrorKind::denied);
  EXPECT_EQ(SegmentReader::open(replay_, root, "camera:2", city::StreamKind::main, kNoon, clock_).error().code, "permit.other_source");
  ManualClock hand(kNoon);
  auto reading = SegmentReader::open(replay_, root, kCamera, city::StreamKind::main, kNoon, hand);
  ASSERT_TRUE(reading && reading->next());
  leases_.end(replay);
  hand.advance(1s);
  EXPECT_EQ(reading->next().error().code, "basis.ended");
}

TEST_F(SegmentTest, AClipIsBoundedAndStartsWithAKey) {
  Stream stream;
  const auto segment = writer();
  ASSERT_TRUE(segment->write(stream.init));
  record_seconds(*segment, stream, kNoon, 90);
  const auto clip = make_clip(replay_, root_.path(), kCamera, city::StreamKind::main, {kNoon + 20'500ms, kNoon + 25s}, clock_);
  ASSERT_TRUE(clip) << clip.error().message;
  write_file(root_ / "clip.mp4", *clip);
  EXPECT_EQ(clip->size(), stream.init.bytes->size() + 5 * (112 + 400) + 45 * (112 + 100));
  EXPECT_FALSE(make_clip(replay_, root_.path(), kCamera, city::StreamKind::main, {kNoon, kNoon + 2min}, clock_));
  EXPECT_EQ(make_clip(replay_, root_.path(), kCamera, city::StreamKind::main, {kNoon + 1h, kNoon + 1h + 5s}, clock_).error().kind,
            ErrorKind::not_found);
}

TEST(FragmentRing, KeepsWholeGroupsOfTheLastHalfMinute) {
  Stream stream;
  FragmentRing ring;
  EXPECT_TRUE(ring.newest().empty());
  ring.add(stream.init);
  ring.add(stream.picture(kNoon, false));
  EXPECT_TRUE(ring.newest().empty());
  for (int i = 0; i < 1200; ++i) ring.add(stream.picture(kNoon + i * 100ms, i % 10 == 0));
  EXPECT_EQ(ring.oldest(), kNoon + 84s);
  const auto newest = ring.newest();
  ASSERT_EQ(newest.size(), 11u);
  EXPECT_EQ(newest[0].kind, Kind::init);
  EXPECT_EQ(newest[1].at, kNoon + 119s);
  EXPECT_EQ(ring.from(kNoon + 90'500ms)[1].at, kNoon + 90s);
  EXPECT_TRUE(ring.from(kNoon).empty());
}

TEST(FragmentRing, HoldsNoMoreBytesThanItMay) {
  Stream stream;
  FragmentRing ring(35s, 3000);
  ring.add(stream.init);
  for (int i = 0; i < 100; ++i) {
    ring.add(stream.picture(kNoon + i * 100ms, i % 5 == 0));
    EXPECT_LE(ring.bytes(), 3000u);
  }
  EXPECT_FALSE(ring.newest().empty());
}

}  // namespace
}  // namespace vigie::video
