#include "video/fragmenter.h"

#include <gtest/gtest.h>

#include "boxes.h"
#include "h264.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

const Bytes kSps = {0x67, 0x42, 0xc0, 0x1e, 0xd9, 0x00, 0xa0, 0x47, 0xfe, 0xc8};
const Bytes kPps = {0x68, 0xce, 0x3c, 0x80};
const UtcTime kNow = from_unix_us(1'795'322'474'123'456);

AvcParameters parameters() { return {{kSps}, {kPps}, 320, 240}; }

FragmentInfo info_of(const city::Fragment& fragment) {
  const auto moof = find_box(*fragment.bytes, "moof");
  EXPECT_TRUE(moof);
  return read_fragment_info(*moof).value();
}

TEST(Fragmenter, TicksKeepMicrosecondsToWithinOneTick) {
  EXPECT_LT(std::chrono::abs(from_ticks(to_ticks(kNow)) - kNow), 12us);
  EXPECT_EQ(to_ticks(from_unix_us(1'000'000)), 90'000);
}

TEST(Fragmenter, AnInitSaysItsCodecAndIsTheSameForTheSameStream) {
  Fragmenter first, second;
  const auto one = first.start(parameters(), kNow, 10), two = second.start(parameters(), kNow + 1h, 25);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->codec, "video/mp4; codecs=\"avc1.42c01e\"");
  EXPECT_EQ(*one->bytes, *two->bytes);
  EXPECT_EQ(read_codec(*one->bytes), one->codec);
}

TEST(Fragmenter, RefusesAStreamWithoutParametersOrOfImpossibleSize) {
  Fragmenter fragmenter;
  EXPECT_EQ(fragmenter.start({{}, {kPps}, 320, 240}, kNow, 10).error().kind, ErrorKind::corrupt);
  EXPECT_EQ(fragmenter.start({{kSps}, {kPps}, 9000, 240}, kNow, 10).error().kind, ErrorKind::unsupported);
}

TEST(Fragmenter, TheDecodeTimeIsTheWallClockAndTheOffsetLeadsToThePicture) {
  Fragmenter fragmenter;
  const Bytes nals = {0, 0, 0, 2, 0x65, 0x88};
  const auto key = fragmenter.add({nals, kNow + 200ms, kNow, true});
  EXPECT_EQ(key.kind, city::Fragment::Kind::key);
  EXPECT_EQ(info_of(key).decode_ticks, to_ticks(kNow));
  EXPECT_EQ(info_of(key).picture_ticks, to_ticks(kNow + 200ms));
  EXPECT_TRUE(info_of(key).key);
  const auto delta = fragmenter.add({nals, kNow + 100ms, kNow + 100ms, false});
  EXPECT_FALSE(info_of(delta).key);
  EXPECT_EQ(info_of(delta).decode_ticks, to_ticks(kNow + 100ms));
}

TEST(Fragmenter, DecodeTimeAlwaysGrowsExceptWhereAClockWasPutRight) {
  Fragmenter fragmenter;
  const Bytes nals = {0, 0, 0, 1, 0x65};
  const auto first = info_of(fragmenter.add({nals, kNow, kNow, true}));
  EXPECT_GT(info_of(fragmenter.add({nals, kNow, kNow, false})).decode_ticks, first.decode_ticks);
  ASSERT_TRUE(fragmenter.start(parameters(), kNow - 1h, 10));
  EXPECT_EQ(info_of(fragmenter.add({nals, kNow - 1h, kNow - 1h, true})).decode_ticks, to_ticks(kNow - 1h));
}

TEST(Fragmenter, APauseOfMoreThanTwoPicturesIsAGap) {
  Fragmenter fragmenter;
  const Bytes nals = {0, 0, 0, 1, 0x65};
  ASSERT_TRUE(fragmenter.start(parameters(), kNow, 10));
  for (int i = 0; i < 5; ++i) fragmenter.add({nals, kNow + i * 100ms, kNow + i * 100ms, i == 0});
  EXPECT_FALSE(fragmenter.is_gap(kNow + 550ms));
  EXPECT_TRUE(fragmenter.is_gap(kNow + 900ms));
}

TEST(AvcReader, TakesStartCodesAndLengthsAlikeAndLeavesMetadataOut) {
  auto reader = AvcReader::create({});
  ASSERT_TRUE(reader);
  Bytes packet = {0, 0, 0, 1, 0x09, 0xf0, 0, 0, 1};  // a delimiter
  packet.insert(packet.end(), kSps.begin(), kSps.end());
  packet.insert(packet.end(), {0, 0, 0, 1});
  packet.insert(packet.end(), kPps.begin(), kPps.end());
  packet.insert(packet.end(), {0, 0, 1, 0x06, 0x05, 0x01, 0x77, 0, 0, 1, 0x65, 0x88, 0x84});  // SEI, IDR
  Bytes nals;
  const auto unit = reader->read(packet, nals);
  ASSERT_TRUE(unit);
  EXPECT_TRUE(unit->key);
  EXPECT_TRUE(unit->has_picture);
  EXPECT_TRUE(unit->parameters_changed);
  EXPECT_FALSE(reader->read(packet, nals)->parameters_changed);
  nals.resize(nals.size() / 2);  // the same picture stood there twice
  EXPECT_EQ(nals, (Bytes{0, 0, 0, 3, 0x65, 0x88, 0x84}));
  EXPECT_EQ(reader->parameters(1, 1).sps, std::vector<Bytes>{kSps});
  EXPECT_EQ(reader->parameters(1, 1).pps, std::vector<Bytes>{kPps});
}

TEST(AvcReader, SeesThatACameraChangedItsParameters) {
  auto reader = AvcReader::create({});
  Bytes nals, packet = {0, 0, 1};
  packet.insert(packet.end(), kSps.begin(), kSps.end());
  ASSERT_TRUE(reader->read(packet, nals));
  EXPECT_FALSE(reader->read(packet, nals)->parameters_changed);
  packet.back() ^= 0x10;
  EXPECT_TRUE(reader->read(packet, nals)->parameters_changed);
  EXPECT_EQ(reader->parameters(1, 1).sps.size(), 1u);
}

TEST(AvcReader, RefusesTornInput) {
  EXPECT_FALSE(AvcReader::create(Bytes{1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0xff, 0xff, 0x67}));
  const Bytes avcc = {1, 0x42, 0xc0, 0x1e, 0xff, 0xe0, 0};
  auto reader = AvcReader::create(avcc);
  ASSERT_TRUE(reader);
  Bytes nals;
  EXPECT_FALSE(reader->read(Bytes{0, 0, 1, 0, 0x65}, nals));
}

TEST(Boxes, LengthsAreNotTrusted) {
  EXPECT_FALSE(read_box_header(Bytes{0, 0, 0, 4, 'm', 'o', 'o', 'f'}));
  EXPECT_FALSE(read_box_header(Bytes{0, 0, 0, 0, 'm', 'd', 'a', 't'}));
  EXPECT_FALSE(find_box(Bytes{0, 0, 0, 99, 'm', 'o', 'o', 'f', 1}, "moof"));
  EXPECT_FALSE(read_fragment_info(Bytes{}));
}

}  // namespace
}  // namespace vigie::video
