// What every back-end of city::Series must do. A new one (ClickHouse) is added to the table below and nothing else changes.
#include <gtest/gtest.h>

#include "storage/sqlite_series.h"

namespace vigie::storage {
namespace {

using namespace std::chrono_literals;

struct SeriesBackEnd {
  const char* name;
  Result<std::unique_ptr<city::Series>> (*open)(const std::filesystem::path& folder);
};

const SeriesBackEnd back_ends[] = {
    {"sqlite",
     [](const std::filesystem::path& folder) -> Result<std::unique_ptr<city::Series>> { return SqliteSeries::open(folder / "series.db"); }},
};

class SeriesContract : public testing::TestWithParam<SeriesBackEnd> {
 protected:
  SeriesContract() : folder_(std::filesystem::path{testing::TempDir()} / ("series" + random_token(8))) {
    std::filesystem::create_directories(folder_);
    reopen();
  }
  ~SeriesContract() override {
    series_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    series_.reset();
    auto opened = GetParam().open(folder_);
    ASSERT_TRUE(opened) << opened.error().message;
    series_ = std::move(*opened);
  }
  city::Observation count(std::chrono::seconds at, double value, const std::string& kind = "count.person") {
    return {ids_.next(), "camera:1", kind, "square", "", {start_ + at, start_ + at + 60s}, value, true};
  }
  city::Position position(std::chrono::seconds at, const std::string& incident) {
    return {ids_.next(), "crew:1", start_ + at, {43.7, 7.4}, incident, true};
  }
  city::Batch batch(std::vector<city::Observation> observations, std::vector<city::Position> positions = {}) {
    return {ids_.next(), std::move(observations), std::move(positions)};
  }
  std::size_t seen() { return series_->observations("camera:1", "", {start_, start_ + 24h}, 1000)->size(); }

  const UtcTime start_ = *parse_utc("2026-03-01T12:00:00Z");
  ManualClock clock_{start_};
  UuidSource ids_{clock_, 1};
  std::filesystem::path folder_;
  std::unique_ptr<city::Series> series_;
};

TEST_P(SeriesContract, ReadersSeePublishedBatchesOnly) {
  const auto one = batch({count(0s, 3), count(60s, 4)});
  ASSERT_TRUE(series_->append(one));
  EXPECT_EQ(seen(), 0u);
  reopen();
  EXPECT_EQ(*series_->unpublished(10), std::vector{one.id});
  ASSERT_TRUE(series_->publish(one.id));
  ASSERT_TRUE(series_->publish(one.id));
  EXPECT_EQ(*series_->observations("camera:1", "count.", {start_, start_ + 60s}, 10), std::vector{one.observations[0]});
  EXPECT_EQ(seen(), 2u);
  EXPECT_TRUE(series_->unpublished(10)->empty());
}

TEST_P(SeriesContract, TheSameBatchAgainChangesNothing) {
  const auto one = batch({count(0s, 3)});
  ASSERT_TRUE(series_->append(one));
  ASSERT_TRUE(series_->append(one));
  ASSERT_TRUE(series_->publish(one.id));
  ASSERT_TRUE(series_->append(one));
  EXPECT_EQ(seen(), 1u);
  EXPECT_FALSE(series_->publish(ids_.next())) << "a batch that never came cannot be shown";
}

TEST_P(SeriesContract, DropsOnlyWhatNobodyHasSeen) {
  const auto lost = batch({count(0s, 3)}), kept = batch({count(0s, 5)});
  ASSERT_TRUE(series_->append(lost));
  ASSERT_TRUE(series_->append(kept));
  ASSERT_TRUE(series_->publish(kept.id));
  ASSERT_TRUE(series_->drop(lost.id));
  ASSERT_TRUE(series_->drop(kept.id));
  EXPECT_EQ(seen(), 1u);
  EXPECT_FALSE(series_->publish(lost.id));
}

TEST_P(SeriesContract, BucketsAddUp) {
  city::Observation elsewhere = count(0s, 100);
  elsewhere.place = "gate";
  const auto one = batch({count(0s, 3), count(60s, 5), count(900s, 7), count(30s, 50, "count.vehicle"), elsewhere});
  ASSERT_TRUE(series_->append(one));
  ASSERT_TRUE(series_->publish(one.id));
  const auto buckets = *series_->buckets("camera:1", "count.person", "square", "", {start_, start_ + 1h}, 900s);
  ASSERT_EQ(buckets.size(), 2u);
  EXPECT_EQ(buckets[0].start, start_);
  EXPECT_EQ(buckets[0].sum, 8);
  EXPECT_EQ(buckets[0].min, 3);
  EXPECT_EQ(buckets[0].max, 5);
  EXPECT_EQ(buckets[0].samples, 2u);
  EXPECT_EQ(buckets[1].start, start_ + 900s);
  EXPECT_EQ(series_->buckets("camera:1", "count.person", "square", "", {start_, start_ + 24h * 30}, 1s).error().code, "series.range");
  EXPECT_FALSE(series_->buckets("camera:1", "count.person", "square", "", {start_, start_ + 1h}, 0s));
}

TEST_P(SeriesContract, ErasesByAge) {
  const auto one = batch({count(0s, 3), count(3600s, 4)}, {position(0s, ""), position(0s, "incident:1"), position(3600s, "")});
  ASSERT_TRUE(series_->append(one));
  ASSERT_TRUE(series_->publish(one.id));
  EXPECT_EQ(series_->positions("crew:1", {start_, start_ + 24h}, 10)->size(), 3u);
  EXPECT_EQ(*series_->erase(start_ + 10min, start_ + 10min, start_ - 24h), 2u);
  EXPECT_EQ(seen(), 1u);
  EXPECT_EQ(series_->positions("crew:1", {start_, start_ + 24h}, 10)->size(), 2u) << "a position with an incident lives longer";
  EXPECT_EQ(*series_->erase(start_, start_, start_ + 10min), 1u);
  ASSERT_TRUE(series_->append(one));
  EXPECT_EQ(seen(), 1u) << "a batch that comes again after its erasure stays erased";
}

city::Record collision(const std::string& key, UtcTime at, const std::string& details = "{}") {
  city::Record record;
  record.source = "records:collisions";
  record.source_key = key;
  record.kind = "collision";
  record.occurred = {at, at + 1h};
  record.zone = "Europe/Madrid";
  record.where = {41.4, 2.1};
  record.ground = {431085.5, 4582994.1};
  record.epsg = 25831;
  record.details = details;
  record.exercise = true;
  return record;
}

TEST_P(SeriesContract, RecordsAreKnownAgainAndReadWithTheirVersions) {
  using city::RecordMatch;
  const auto all = [&](city::RecordVersions versions) {
    return series_->records("records:collisions", {start_ - 24h, start_ + 24h}, versions, {}, 100).value();
  };
  city::Batch one{ids_.next(), {}, {}, {collision("a", start_ + 1h), collision("b", start_)}};
  for (auto& record : one.records) record.id = ids_.next();
  EXPECT_EQ(*series_->match(one.records), (std::vector{RecordMatch::fresh, RecordMatch::fresh}));
  ASSERT_TRUE(series_->append(one));
  EXPECT_TRUE(all(city::RecordVersions::all).empty()) << "readers see published batches only";
  const auto changed = collision("a", start_ + 1h, R"({"victims":2})");
  EXPECT_EQ(*series_->match(std::vector{one.records[0], changed}), (std::vector{RecordMatch::repeated, RecordMatch::new_version}))
      << "what waits is known already";
  ASSERT_TRUE(series_->publish(one.id));
  city::Batch two{ids_.next(), {}, {}, {changed}};
  two.records[0].id = ids_.next();
  ASSERT_TRUE(series_->append(two));
  EXPECT_EQ(all(city::RecordVersions::newest)[1].record, one.records[0]) << "an unpublished version hides nothing";
  ASSERT_TRUE(series_->publish(two.id));
  reopen();
  const auto newest = all(city::RecordVersions::newest);
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].record, one.records[1]) << "by time";
  EXPECT_EQ(newest[1].record, two.records[0]);
  EXPECT_EQ(newest[1].supersedes, one.records[0].id);
  EXPECT_EQ(all(city::RecordVersions::all).size(), 3u);
  EXPECT_EQ(*series_->record_sources(), std::vector<std::string>{"records:collisions"});
  // A page at a time.
  const auto first = *series_->records("records:collisions", {start_, start_ + 24h}, city::RecordVersions::newest, {}, 1);
  const auto second = *series_->records("records:collisions", {start_, start_ + 24h}, city::RecordVersions::newest, first[0].cursor, 1);
  EXPECT_EQ(second[0].record, two.records[0]);
  EXPECT_TRUE(series_->records("records:collisions", {start_, start_ + 24h}, city::RecordVersions::newest, second[0].cursor, 1)->empty());
}

TEST_P(SeriesContract, ADroppedBatchLeavesNoRecordBehind) {
  city::Batch lost{ids_.next(), {}, {}, {collision("a", start_), collision("b", start_)}};
  city::Batch kept{ids_.next(), {}, {}, {collision("c", start_)}};
  ASSERT_TRUE(series_->append(lost));
  ASSERT_TRUE(series_->append(kept));
  ASSERT_TRUE(series_->publish(kept.id));
  ASSERT_TRUE(series_->drop(lost.id));
  ASSERT_TRUE(series_->drop(kept.id)) << "a published one stays";
  EXPECT_EQ(*series_->match(std::vector{lost.records[0], kept.records[0]}), (std::vector{city::RecordMatch::fresh, city::RecordMatch::repeated}));
  EXPECT_EQ(series_->records("records:collisions", {start_, start_ + 24h}, city::RecordVersions::all, {}, 10)->size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(BackEnds, SeriesContract, testing::ValuesIn(back_ends),
                         [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace vigie::storage
