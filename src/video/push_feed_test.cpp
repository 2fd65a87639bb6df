#include "video/push_feed.h"

#include <gtest/gtest.h>

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

Bytes some(std::size_t size, std::uint8_t value = 7) { return Bytes(size, value); }

// An EBML header and a Segment of unknown length.
Bytes endless() {
  Bytes head = {0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x86, 0x81, 0x01, 0x18, 0x53,
                0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  head.resize(64);
  return head;
}

TEST(PushFeed, AFileIsKeptWholeAndCanBeReadAgain) {
  PushFeed feed;
  ASSERT_TRUE(feed.put(some(100), false));
  EXPECT_EQ(feed.kind(0ms), PushFeed::Kind::file);
  EXPECT_EQ(feed.size(), -1);
  ASSERT_TRUE(feed.put(some(50, 8), true));
  EXPECT_EQ(feed.size(), 150);
  Bytes into(200);
  EXPECT_EQ(feed.read(into.data(), 200, 0ms), 150);
  EXPECT_EQ(into[149], 8);
  EXPECT_EQ(feed.read(into.data(), 200, 0ms), PushFeed::kEnd);
  ASSERT_TRUE(feed.seek(0));
  EXPECT_EQ(feed.read(into.data(), 10, 0ms), 10);
  EXPECT_EQ(feed.put(some(1), false).error().kind, ErrorKind::cancelled);
}

TEST(PushFeed, AStreamGoesThroughARingThatMakesItsSenderWait) {
  PushFeed feed({.file_bytes = 1000, .stream_bytes = 128});
  ASSERT_TRUE(feed.put(endless(), false));
  EXPECT_EQ(feed.kind(0ms), PushFeed::Kind::stream);
  EXPECT_FALSE(feed.seek(0));
  ASSERT_TRUE(feed.put(some(64), false));
  const auto refused = feed.put(some(1), false);
  EXPECT_EQ(refused.error().code, "push.wait");
  Bytes into(100);
  EXPECT_EQ(feed.read(into.data(), 100, 0ms), 100);
  ASSERT_TRUE(feed.put(some(90, 9), false));  // wraps
  EXPECT_EQ(feed.read(into.data(), 100, 0ms), 100);
  EXPECT_EQ(into[27], 7);
  EXPECT_EQ(into[28], 9);
  EXPECT_EQ(feed.read(into.data(), 100, 0ms), 18);
  EXPECT_EQ(feed.read(into.data(), 100, 0ms), PushFeed::kNothing);
}

TEST(PushFeed, ANewHeaderEndsWhatCameBeforeAndCanThenBeRead) {
  PushFeed feed;
  ASSERT_TRUE(feed.put(endless(), false));
  ASSERT_TRUE(feed.put(some(10), false));
  ASSERT_TRUE(feed.put(endless(), false));
  EXPECT_EQ(feed.put(endless(), false).error().code, "push.wait");  // one at a time
  Bytes into(200);
  EXPECT_EQ(feed.read(into.data(), 200, 0ms), 74);
  EXPECT_EQ(feed.read(into.data(), 200, 0ms), PushFeed::kEnd);
  EXPECT_EQ(feed.read(into.data(), 200, 0ms), 64);
  EXPECT_EQ(into[0], 0x1a);
}

TEST(PushFeed, RefusesWhatIsTooLong) {
  PushFeed feed({.file_bytes = 100, .stream_bytes = 128});
  ASSERT_TRUE(feed.put(some(80), false));
  EXPECT_EQ(feed.put(some(80), false).error().kind, ErrorKind::full);
}

TEST(PushFeed, CloseEndsBothSides) {
  PushFeed feed;
  feed.close();
  Bytes into(10);
  EXPECT_EQ(feed.read(into.data(), 10, 1s), PushFeed::kClosed);
  EXPECT_EQ(feed.put(some(1), false).error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace vigie::video
