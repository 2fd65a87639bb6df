#include "law/retention.h"

#include <gtest/gtest.h>

namespace vigie::law {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Zone zone(const std::string& name = "Europe/Paris") { return *Zone::open(name); }
UtcTime at(const Zone& place, int year, int month, int day, int hour = 12, int minute = 0) {
  return place.from_local(year, month, day, hour, minute, 0);
}

TEST(Retention, TheLastDaysOfAMonth) {
  const Zone paris = zone();
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 1, 31), paris)), "2026-02-28 12:00:00");
  EXPECT_EQ(paris.format(gone_by(at(paris, 2028, 1, 31), paris)), "2028-02-29 12:00:00") << "a leap year";
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 1, 29, 23, 59), paris)), "2026-02-28 23:59:00");
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 2, 10), paris)), "2026-03-10 12:00:00") << "28 days: the month is shorter";
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 3, 1), paris)), "2026-03-31 12:00:00") << "30 days: the month is longer";
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 12, 31), paris)), "2027-01-30 12:00:00") << "over the year";
  EXPECT_EQ(paris.format(gone_by(at(paris, 2026, 3, 10, 12), paris, days{7})), "2026-03-17 12:00:00") << "the profile may be shorter";
  EXPECT_EQ(gone_by(at(paris, 2026, 3, 1), paris, days{400}), gone_by(at(paris, 2026, 3, 1), paris)) << "and never longer";
}

TEST(Retention, SummerTimeNeitherLengthensNorBreaks) {
  const Zone paris = zone();
  // Begun at 02:30; on 29 March 2026 that time does not exist: the instant after it.
  EXPECT_EQ(format_utc(gone_by(at(paris, 2026, 3, 1, 2, 30), paris)), "2026-03-31T00:30:00.000000Z");
  EXPECT_EQ(format_utc(gone_by(at(paris, 2026, 2, 28, 2, 30), paris)), "2026-03-28T01:30:00.000000Z");
  EXPECT_EQ(format_utc(gone_by(at(paris, 2026, 2, 27, 2, 30) + 24h * 30, paris)),
            format_utc(gone_by(at(paris, 2026, 3, 29, 3, 30), paris)));
  // 25 October 2026 has 02:30 twice: the first of the two.
  EXPECT_EQ(format_utc(gone_by(at(paris, 2026, 9, 25, 2, 30), paris)), "2026-10-25T00:30:00.000000Z");
}

// RULES L11, for every day of twelve years, at hours around midnight and the summer-time changes, in five zones.
TEST(Retention, NeverLongerThanThirtyDaysOrTheMonth) {
  for (const char* name : {"Europe/Paris", "America/Mexico_City", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}) {
    const Zone place = zone(name);
    const UtcTime first = *parse_utc("2023-01-01T00:00:00Z");
    for (int day = 0; day < 12 * 366; ++day) {
      for (const auto offset : {0h, 1h, 2h, 13h, 23h}) {
        const UtcTime start = first + days{day} + offset + 30min;
        const UtcTime end = gone_by(start, place);
        const LocalTime from = place.to_local(start), to = place.to_local(end);
        // A zone may move its clocks, and once a whole day (Apia never does again): at most one hour beyond 30 × 24 h.
        ASSERT_LE(end - start, 30 * 24h + 1h) << name << " " << format_utc(start);
        ASSERT_GE(end - start, 28 * 24h - 1h) << name << " " << format_utc(start);
        const int months = (to.year - from.year) * 12 + to.month - from.month;
        ASSERT_TRUE(months == 0 || months == 1) << name << " " << format_utc(start);
        if (months == 1) {
          ASSERT_LE(to.day, from.day) << name << " " << format_utc(start);
        }
        ASSERT_LE(gone_by(start, place, days{3}), end);
      }
    }
  }
}

class RetentionPlanTest : public testing::Test {
 protected:
  city::SegmentRow segment(UtcTime start, std::optional<UtcTime> protected_until = {}) {
    city::SegmentRow row;
    row.id = format_utc(start);
    row.camera = "camera:1";
    row.span = {start, start + 1min};
    row.state = city::SegmentRow::State::closed;
    row.bytes = 100;
    row.digest = "ab";
    row.protected_until = protected_until;
    return row;
  }
  std::vector<std::string> plan(const std::vector<city::SegmentRow>& segments, std::uint64_t free_bytes = 1'000'000) {
    std::vector<std::string> said;
    for (const Deletion& deletion : plan_retention(rules_, paris_, now_, segments, free_bytes))
      said.push_back(paris_.format(deletion.segment.span.from).substr(5, 5) + " " + deletion.reason);
    return said;
  }
  using Said = std::vector<std::string>;
  const Zone paris_ = zone();
  RetentionRules rules_{days{30}, days{7}, 10min, 1000};
  const UtcTime now_ = at(paris_, 2026, 3, 31);
};

TEST_F(RetentionPlanTest, OrdinaryAndMaximum) {
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 30)), segment(at(paris_, 2026, 3, 20)), segment(at(paris_, 2026, 3, 1))}),
            (Said{"03-01 retention.maximum", "03-20 retention.ordinary"}));
}

TEST_F(RetentionPlanTest, TheMaximumIsNeverMissedByARunnerThatComesByNowAndThen) {
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 1, 12, 9))}), (Said{"03-01 retention.maximum"}));
}

TEST_F(RetentionPlanTest, ProtectionBeatsOrdinaryAndDiskButNeverTheMaximum) {
  const UtcTime until = now_ + 24h * 365;
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 20), until)}), Said{});
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 20), until)}, 0), Said{});
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 1), until)}), (Said{"03-01 retention.maximum"}));
  EXPECT_EQ(plan({segment(at(paris_, 2026, 3, 20), now_ - 1s)}), (Said{"03-20 retention.ordinary"})) << "a protection that is over";
  const auto row = segment(at(paris_, 2026, 3, 20));
  EXPECT_EQ(bounded_protection(until, row, rules_, paris_), gone_by(row.span.from, paris_));
  EXPECT_EQ(bounded_protection(now_ + 1h, row, rules_, paris_), now_ + 1h);
}

TEST_F(RetentionPlanTest, UnderDiskPressureTheOldestUnprotectedGo) {
  const std::vector<city::SegmentRow> segments{segment(at(paris_, 2026, 3, 30)), segment(at(paris_, 2026, 3, 28)),
                                               segment(at(paris_, 2026, 3, 27), now_ + 24h), segment(at(paris_, 2026, 3, 26))};
  EXPECT_EQ(plan(segments, 850), (Said{"03-26 retention.disk", "03-28 retention.disk"}));
  EXPECT_EQ(plan(segments, 1000), Said{});
  EXPECT_EQ(plan(segments, 0).size(), 3u);
}

TEST_F(RetentionPlanTest, AnOpenSegmentStaysUnlessItIsBeyondTheMaximum) {
  auto recording = segment(at(paris_, 2026, 3, 20)), forgotten = segment(at(paris_, 2026, 2, 1));
  recording.state = forgotten.state = city::SegmentRow::State::open;
  EXPECT_EQ(plan({recording, forgotten}, 0), (Said{"02-01 retention.maximum"}));
  recording.state = city::SegmentRow::State::deleted;
  EXPECT_EQ(plan({recording}, 0), Said{});
}

TEST_F(RetentionPlanTest, ReceiptsNameEverySegmentOncePerCamera) {
  auto other = segment(at(paris_, 2026, 3, 2));
  other.camera = "camera:2";
  const auto deleted =
      plan_retention(rules_, paris_, now_, {segment(at(paris_, 2026, 3, 1)), segment(at(paris_, 2026, 3, 20)), other}, 1'000'000);
  const city::Commit receipts = deletion_receipts(deleted, paris_, now_);
  ASSERT_EQ(receipts.facts.size(), 2u);
  ASSERT_EQ(receipts.audit.size(), 2u);
  EXPECT_EQ(receipts.facts[0].schema, "recording.deleted");
  EXPECT_EQ(receipts.facts[0].body["camera"], "camera:1");
  EXPECT_EQ(receipts.facts[0].body["segments"].size(), 2u);
  EXPECT_EQ(receipts.facts[0].body["segments"][0]["reason"], "retention.maximum");
  EXPECT_EQ(receipts.facts[0].source_key, deletion_receipts(deleted, paris_, now_ + 1h).facts[0].source_key) << "the same receipt again";
  EXPECT_TRUE(deletion_receipts({}, paris_, now_).facts.empty());
}

}  // namespace
}  // namespace vigie::law
