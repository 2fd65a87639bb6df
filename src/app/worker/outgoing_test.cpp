// What waits in a worker for the server: reports that must not be lost, pictures that may.
#include <gtest/gtest.h>

#include "worker/picture_queue.h"
#include "worker/recording_gaps.h"
#include "worker/report_outbox.h"

namespace vigie::app {
namespace {

using namespace std::chrono_literals;
using Kind = city::Fragment::Kind;
const UtcTime noon = from_unix_us(1'795'348'800'000'000);

TEST(ReportOutbox, KeepsUntilAcknowledgedAndSendsAgainAfterAReconnect) {
  ReportOutbox outbox(10, 10);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.add(Report{}));
  EXPECT_EQ(outbox.next()->seq, 1u);
  EXPECT_EQ(outbox.next()->seq, 2u);
  outbox.acknowledge(1);
  outbox.resend_all();
  EXPECT_EQ(outbox.next()->seq, 2u);
  EXPECT_EQ(outbox.next()->seq, 3u);
  EXPECT_FALSE(outbox.next());
  outbox.acknowledge(3);
  outbox.acknowledge(3);
  EXPECT_EQ(outbox.waiting(), 1u);
}

TEST(ReportOutbox, AnAcknowledgementBeforeItWasSentAgainCountsForNothing) {
  ReportOutbox outbox(10, 1);
  ASSERT_TRUE(outbox.add(Report{}));
  ASSERT_TRUE(outbox.add(Report{}));
  ASSERT_TRUE(outbox.next());
  outbox.acknowledge(2);  // never sent: a server that says so is wrong
  EXPECT_EQ(outbox.waiting(), 2u);
}

TEST(ReportOutbox, SendsNoMoreThanItsWindowAndRefusesWhenFull) {
  ReportOutbox outbox(3, 2);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(outbox.add(Report{}));
  EXPECT_FALSE(outbox.add(Report{}));
  EXPECT_EQ(outbox.refused(), 1u);
  ASSERT_TRUE(outbox.next());
  ASSERT_TRUE(outbox.next());
  EXPECT_FALSE(outbox.next());
  outbox.acknowledge(1);
  EXPECT_EQ(outbox.next()->seq, 3u);
}

Picture picture(const char* camera, Kind kind, std::size_t size) {
  return {camera, city::StreamKind::main, 0, {std::make_shared<const Bytes>(size), kind, noon, ""}};
}

TEST(PictureQueue, WhenFullDropsThatStreamUpToItsNextKeyAndNoOther) {
  PictureQueue queue(100);
  queue.put(picture("camera:1", Kind::init, 10));
  queue.put(picture("camera:1", Kind::key, 80));
  queue.put(picture("camera:1", Kind::delta, 40));  // does not fit
  queue.put(picture("camera:1", Kind::delta, 5));   // would, but its group is broken
  queue.put(picture("camera:2", Kind::key, 10));
  EXPECT_EQ(queue.dropped(), 2u);
  const auto take = [&] { return std::get<Picture>(*queue.take()); };
  EXPECT_EQ(take().fragment.kind, Kind::init);
  EXPECT_EQ(take().fragment.kind, Kind::key);
  EXPECT_EQ(take().camera, "camera:2");
  queue.put(picture("camera:1", Kind::delta, 5));
  EXPECT_FALSE(queue.take());
  queue.put(picture("camera:1", Kind::key, 5));
  queue.put(picture("camera:1", Kind::delta, 5));
  EXPECT_TRUE(queue.take());
  EXPECT_TRUE(queue.take());
}

TEST(PictureQueue, TheEndOfASessionDoesNotOvertakeItsPictures) {
  PictureQueue queue(100);
  queue.put(picture("camera:1", Kind::key, 10));
  queue.put(PlayEnd{0, Error{}});
  EXPECT_TRUE(std::holds_alternative<Picture>(*queue.take()));
  EXPECT_TRUE(std::holds_alternative<PlayEnd>(*queue.take()));
}

TEST(RecordingGaps, ARotationIsNoGapInWhicheverOrderItIsTold) {
  RecordingGaps gaps;
  EXPECT_FALSE(gaps.opened(noon));
  EXPECT_FALSE(gaps.opened(noon + 60s));         // the camera opens the next …
  EXPECT_FALSE(gaps.closed(noon + 60s - 40ms));  // … before the disk has closed the last
  EXPECT_FALSE(gaps.closed(noon + 120s - 40ms));
  EXPECT_FALSE(gaps.opened(noon + 120s));
}

TEST(RecordingGaps, AHoleIsToldOnceWithItsTimes) {
  RecordingGaps gaps;
  gaps.adopted(noon);  // from before a crash
  gaps.adopted(noon - 60s);
  const auto gap = gaps.opened(noon + 7s);
  ASSERT_TRUE(gap);
  EXPECT_EQ(*gap, (city::Interval{noon, noon + 7s}));
  EXPECT_FALSE(gaps.closed(noon + 60s));
  EXPECT_FALSE(gaps.opened(noon + 61s));
}

TEST(RecordingGaps, AfterACrashEvenAShortHoleIsTold) {
  RecordingGaps gaps;
  gaps.adopted(noon);
  EXPECT_TRUE(gaps.opened(noon + 700ms));
}

}  // namespace
}  // namespace vigie::app
