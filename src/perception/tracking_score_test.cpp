#include "perception/tracking_score.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace vigie::perception {
namespace {

std::vector<MotRow> rows(std::string_view text) {
  auto parsed = parse_mot(text);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed ? *parsed : std::vector<MotRow>{};
}

TEST(TrackingScore, APerfectResultIsOne) {
  const auto truth = rows("1,1,0,0,10,20,1\n1,2,50,0,10,20,1\n2,1,2,0,10,20,1\n2,2,52,0,10,20,1\n");
  const auto score = score_tracking(truth, truth);
  EXPECT_DOUBLE_EQ(*score.mota, 1);
  EXPECT_DOUBLE_EQ(*score.idf1, 1);
  EXPECT_DOUBLE_EQ(*score.hota, 1);
  EXPECT_DOUBLE_EQ(*score.recall, 1);
  EXPECT_DOUBLE_EQ(*score.precision, 1);
}

TEST(TrackingScore, ASwitchIsCountedOnceAndRemembersAcrossAGap) {
  // Four frames; the result loses the person in frame 3 and comes back under another name.
  const auto truth = rows("1,1,0,0,10,20,1\n2,1,0,0,10,20,1\n3,1,0,0,10,20,1\n4,1,0,0,10,20,1\n");
  const auto result = rows("1,7,0,0,10,20\n2,7,0,0,10,20\n4,8,0,0,10,20\n");
  const auto score = score_tracking(truth, result);
  EXPECT_EQ(score.misses, 1);
  EXPECT_EQ(score.false_positives, 0);
  EXPECT_EQ(score.switches, 1);
  EXPECT_DOUBLE_EQ(*score.mota, 1 - 2.0 / 4);
  EXPECT_DOUBLE_EQ(*score.idf1, 2.0 * 2 / (4 + 3));
}

TEST(TrackingScore, AnOldPairIsKeptWhileItOverlapsEvenIfAnotherFitsBetter) {
  const auto truth = rows("1,1,0,0,10,20,1\n2,1,0,0,10,20,1\n");
  const auto result = rows("1,7,0,0,10,20\n2,7,3,0,10,20\n2,8,0,0,10,20\n");
  const auto score = score_tracking(truth, result);
  EXPECT_EQ(score.switches, 0);
  EXPECT_EQ(score.false_positives, 1);
}

TEST(TrackingScore, FlaggedTruthIsRemovedSoThatAResultOnItIsFalse) {
  const auto truth = rows("1,1,0,0,10,20,1\n1,2,50,0,10,20,0\n");
  const auto score = score_tracking(truth, truth);
  EXPECT_EQ(score.false_positives, 1);
  EXPECT_EQ(score.misses, 0);
  EXPECT_DOUBLE_EQ(*score.mota, 0);
}

TEST(TrackingScore, HalfOverlapCountsAndLessDoesNot) {
  // 20 wide against 10 wide inside it: exactly 0.5.
  EXPECT_EQ(score_tracking(rows("1,1,0,0,20,10,1"), rows("1,1,0,0,10,10,1")).misses, 0);
  EXPECT_EQ(score_tracking(rows("1,1,0,0,20.1,10,1"), rows("1,1,0,0,10,10,1")).misses, 1);
}

TEST(TrackingScore, NothingToDivideByIsAbsentAndNeverNan) {
  const auto truth = rows("1,1,0,0,10,20,1");
  const auto empty_result = to_json(score_tracking(truth, {}));
  EXPECT_EQ(empty_result["mota"], 0);
  EXPECT_TRUE(empty_result["precision"].is_null());
  EXPECT_EQ(empty_result["hota"], 0);
  const auto empty_truth = to_json(score_tracking({}, truth));
  EXPECT_TRUE(empty_truth["mota"].is_null());
  EXPECT_EQ(empty_truth["fp"], 1);
  EXPECT_TRUE(to_json(score_tracking({}, {}))["idf1"].is_null());
}

TEST(TrackingScore, FramesOutsideTheTruthAreFalsePositives) {
  EXPECT_EQ(score_tracking(rows("5,1,0,0,10,20,1"), rows("5,1,0,0,10,20\n900,1,0,0,10,20\n")).false_positives, 1);
}

TEST(TrackingScore, HotaOfAHandWorkedCase) {
  // One person over two frames, two ids in the result, boxes exact: DetA = 1; for each of the two matches A = 1/(2+1-1) = 1/2.
  const auto score = score_tracking(rows("1,1,0,0,10,20,1\n2,1,0,0,10,20,1\n"), rows("1,1,0,0,10,20\n2,2,0,0,10,20\n"));
  EXPECT_NEAR(*score.hota, std::sqrt(0.5), 1e-12);
}

struct Published {
  const char* clip;
  double mota, idf1;
  std::int64_t false_positives, misses, switches;
};

class PublishedScores : public testing::TestWithParam<Published> {};

TEST_P(PublishedScores, AreReproduced) {
  const auto& published = GetParam();
  const auto folder = std::filesystem::path(VIGIE_SHARED_DIR) / "data/mot15_scorer_check" / published.clip;
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  const auto truth = read_mot(folder / "gt.txt");
  const auto result = read_mot(folder / "test.txt");
  ASSERT_TRUE(truth && result);
  const auto score = score_tracking(*truth, *result);
  EXPECT_NEAR(*score.mota, published.mota, 0.0005);
  EXPECT_NEAR(*score.idf1, published.idf1, 0.0005);
  EXPECT_EQ(score.false_positives, published.false_positives);
  EXPECT_EQ(score.misses, published.misses);
  EXPECT_EQ(score.switches, published.switches);
}

INSTANTIATE_TEST_SUITE_P(Mot15, PublishedScores,
                         testing::Values(Published{"TUD-Campus", 0.526, 0.558, 13, 150, 7},
                                         Published{"TUD-Stadtmitte", 0.564, 0.645, 45, 452, 7}),
                         [](const auto& tested) { return std::string(tested.param.clip + 4); });

TEST(MotText, SaysWhereItIsWrong) {
  EXPECT_NE(parse_mot("1,1,0,0,10,20\n1,x,0,0,10,20\n").error().message.find("line 2"), std::string::npos);
  EXPECT_NE(parse_mot("1,1,0,0,10\n").error().message.find("line 1"), std::string::npos);
  EXPECT_NE(parse_mot("1,1,0,0,10,20\n\n1,1,5,5,10,20\n").error().message.find("line 3: id 1 is there twice"), std::string::npos);
  EXPECT_FALSE(parse_mot("1,1,0,0,nan,20\n"));
  EXPECT_FALSE(parse_mot("1.5,1,0,0,10,20\n"));
}

TEST(MotText, ReadsTheUsualDialectsAndWhatItWrites) {
  const auto blanks = rows("1 2 3.5 4 5 6\r\n");
  ASSERT_EQ(blanks.size(), 1u);
  EXPECT_EQ(blanks[0].id, 2);
  EXPECT_EQ(blanks[0].confidence, 1);
  EXPECT_EQ(rows("1.0e+00,+2,3,4,5,6,-1,-1,-1,-1")[0].confidence, -1);
  MotRow row{.frame = 3, .id = 4, .box = {1.5, 2.25, 3, 4}, .confidence = 0.5};
  EXPECT_EQ(rows(format_mot(row))[0].box, row.box);
}

}  // namespace
}  // namespace vigie::perception
