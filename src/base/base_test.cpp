#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/local_socket.h"
#include "base/metrics.h"
#include "base/queue.h"
#include "base/thread.h"
#include "base/zone.h"

namespace vigie {
namespace {

using namespace std::chrono_literals;

TEST(Clock, FormatsAndParsesUtc) {
  const auto time = parse_utc("2026-03-29T02:30:00.25+02:00");
  ASSERT_TRUE(time);
  EXPECT_EQ(format_utc(*time), "2026-03-29T00:30:00.250000Z");
  EXPECT_EQ(parse_utc(format_utc(*time)), time);
  EXPECT_EQ(*parse_utc("2026-03-29 00:30Z"), *parse_utc("2026-03-29T00:30:00+00:00"));
  EXPECT_FALSE(parse_utc("2026-03-29T02:30:00"));
  EXPECT_FALSE(parse_utc("yesterday"));
  EXPECT_FALSE(parse_utc(""));
  EXPECT_TRUE(parse_utc("2026-03-29T02:30:00+0200"));
  EXPECT_FALSE(parse_utc("2026-03-01T12:00:/0.000000Z")) << "found by fuzzing: not a number of seconds";
  EXPECT_FALSE(parse_utc("2026-03-01T12:00:00.Z"));
  EXPECT_FALSE(parse_utc("2026-02-30T12:00:00Z"));
}

TEST(Zone, SpringGapAndAutumnOverlap) {
  const auto paris = Zone::open("Europe/Paris");
  ASSERT_TRUE(paris);
  EXPECT_EQ(format_utc(paris->from_local(2026, 3, 29, 2, 30, 0)), "2026-03-29T01:00:00.000000Z");
  EXPECT_EQ(format_utc(paris->from_local(2026, 10, 25, 2, 30, 0)), "2026-10-25T00:30:00.000000Z");
  EXPECT_EQ(paris->format(*parse_utc("2026-07-01T22:00:00Z")), "2026-07-02 00:00:00");
  EXPECT_EQ(format_utc(paris->day_start(*parse_utc("2026-07-01T23:00:00Z"))), "2026-07-01T22:00:00.000000Z");
  EXPECT_FALSE(Zone::open("Europe/Nowhere"));
}

TEST(Uuid, SortsByTimeEvenWhenTheClockIsSetBack) {
  ManualClock clock{*parse_utc("2026-01-01T00:00:00Z")};
  UuidSource source{clock, 7};
  Uuid last;
  for (int i = 0; i < 10'000; ++i) {
    if (i == 5000) clock.set_utc(*parse_utc("2020-01-01T00:00:00Z"));
    const Uuid id = source.next();
    EXPECT_LT(last, id);
    last = id;
  }
  EXPECT_EQ(last.bytes[6] >> 4, 7);
  EXPECT_EQ(last.bytes[8] >> 6, 2);
  EXPECT_EQ(*Uuid::parse(last.str()), last);
  EXPECT_FALSE(Uuid::parse("not-a-uuid"));
}

TEST(Digest, KnownAnswers) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_base64(as_bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(*from_base64("Zm9vYmFy"), Bytes({'f', 'o', 'o', 'b', 'a', 'r'}));
  EXPECT_FALSE(from_base64("***"));
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_NE(random_token(16), random_token(16));
}

TEST(Json, RefusesWhatIsTooDeepOrTooLarge) {
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_FALSE(parse_json("[1", 1));
  EXPECT_FALSE(parse_json("{\"a\":\"\xff\"}"));
  EXPECT_EQ(canonical(*parse_json("{\"b\":1, \"a\":[2]}")), "{\"a\":[2],\"b\":1}");
}

TEST(BoundedQueue, RefusesWhenFullAndDrainsAfterClose) {
  BoundedQueue<int> queue{2};
  int one = 1, two = 2, three = 3;
  EXPECT_TRUE(queue.try_push(one));
  EXPECT_TRUE(queue.try_push(two));
  EXPECT_FALSE(queue.try_push(three));
  EXPECT_EQ(queue.refused(), 1u);
  queue.close();
  EXPECT_EQ(queue.pop(0ms), 1);
  EXPECT_EQ(queue.pop(0ms), 2);
  EXPECT_EQ(queue.pop(0ms), std::nullopt);
}

TEST(NewestSlot, NewestWinsAndDropsAreCounted) {
  NewestSlot<int> slot;
  slot.put(1);
  EXPECT_TRUE(slot.put(2));
  EXPECT_EQ(slot.take(), 2);
  EXPECT_EQ(slot.take(1ms), std::nullopt);
  EXPECT_EQ(slot.dropped(), 1u);
}

TEST(LocalSocket, CarriesMessagesBothWaysAndRefusesGarbage) {
  const std::string path = (std::filesystem::temp_directory_path() / ("vigie-" + random_token(6))).string();
  auto listener = LocalListener::open(path);
  ASSERT_TRUE(listener);
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::group_all, std::filesystem::perms::none);
  auto client = LocalConnection::connect(path);
  ASSERT_TRUE(client);
  auto server = (*listener)->accept(1s);
  ASSERT_TRUE(server);
  const Bytes payload(3'000'000, 42);
  Thread sender{"sender", [&](std::stop_token) { EXPECT_TRUE((*client)->send({{"type", "picture"}}, payload)); }};
  auto got = (*server)->receive(5s);
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->header["type"], "picture");
  EXPECT_EQ((*got)->payload, payload);
  sender.stop();
  EXPECT_TRUE((*server)->send({{"no_type", 1}}));
  EXPECT_EQ((*client)->receive(1s).error().kind, ErrorKind::corrupt);
  EXPECT_EQ((*server)->receive(1s).error().kind, ErrorKind::unavailable);
}

TEST(Metrics, TextHasTheSeries) {
  Metrics metrics;
  metrics.add("vigie_frames_dropped_total", {{"camera", "1"}}, 2);
  metrics.set("vigie_threads", 3);
  EXPECT_THAT(metrics.text(), testing::HasSubstr("vigie_frames_dropped_total{camera=\"1\"} 2"));
}

}  // namespace
}  // namespace vigie
