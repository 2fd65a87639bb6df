#include "evidence/search_score.h"

#include <gtest/gtest.h>

namespace vigie::evidence {
namespace {

using perception::ObjectClass;

Finding seen(double start_s, double end_s) { return {start_s, end_s, {}, {}, {}, 0.5}; }
TruePassage truly(double start_s, double end_s) { return {start_s, end_s, {}, {}}; }

TEST(SearchScore, HalfOfAPassageOrBothEndsAreEnough) {
  const SearchTruth truth{0, 360, {truly(10, 20), truly(40, 41), truly(60, 80), truly(100, 100)}};
  const auto score = score_search(truth, {seen(15, 30), seen(37.5, 38.5), seen(60, 69), seen(99, 101)});
  EXPECT_EQ(score.found, 3u) << "the third covers 9 of 20 s and ends 11 s early";
  ASSERT_EQ(score.missed.size(), 1u);
  EXPECT_EQ(score.missed[0].start_s, 60);
  EXPECT_EQ(score.wrong.size(), 1u);
  EXPECT_DOUBLE_EQ(score.false_allowed(), 0.25 * 4 + 1);
}

TEST(SearchScore, OneFindingMatchesOnePassageAndAsManyPairsAsPossible) {
  const SearchTruth truth{0, 100, {truly(10, 20), truly(11, 21)}};
  EXPECT_EQ(score_search(truth, {seen(0, 50)}).found, 1u);
  // The first finding fits both passages and shares most with the second; the other one fits that alone.
  const SearchTruth apart{0, 100, {truly(10, 20), truly(18, 40)}};
  const auto score = score_search(apart, {seen(10, 40), seen(19, 39)});
  EXPECT_EQ(score.found, 2u);
  EXPECT_EQ(score_search(truth, {seen(10, 20), seen(11, 21), seen(12, 20)}).wrong.size(), 1u) << "told of twice is false once";
}

TEST(SearchScore, OutsideTheLabelledStretchNothingCounts) {
  const SearchTruth truth{50, 100, {truly(60, 70)}};
  const auto score = score_search(truth, {seen(10, 20), seen(60, 70)});
  EXPECT_EQ(score.findings, 1u);
  EXPECT_TRUE(score.wrong.empty());
}

TEST(SearchScore, ReadsFilesAndCountsColours) {
  const auto truth = parse_search_truth(
      R"({"clip":"x","seconds":100,"passages":[{"start":1,"end":5,"class":"car","colour":["blue","grey"]},{"start":20,"end":25,"class":"car","colour":"red"},
          {"start":40,"end":45,"class":"person"},{"start":60,"end":62,"class":"car","colour":"white"}]})");
  ASSERT_TRUE(truth) << truth.error().message;
  const auto findings = parse_findings(
      "{\"start\":1,\"end\":5,\"class\":\"truck\",\"colour\":\"grey\",\"confidence\":0.5}\n\n"
      "{\"start\":20,\"end\":25,\"class\":null,\"colour\":\"black\",\"confidence\":0.5}\n"
      "{\"start\":40,\"end\":45,\"class\":\"car\",\"colour\":null,\"confidence\":0.5}\n"
      "{\"start\":60,\"end\":62,\"class\":\"car\",\"colour\":null,\"confidence\":0.5}\n");
  ASSERT_TRUE(findings) << findings.error().message;
  const auto score = score_search(*truth, *findings);
  EXPECT_EQ(score.found, 4u);
  EXPECT_EQ(score.class_right, 2u) << "car, bus and truck are one to a detector";
  EXPECT_EQ(score.class_unnamed, 1u);
  EXPECT_EQ(score.class_wrong, 1u);
  EXPECT_EQ(score.colour_right, 1u);
  EXPECT_EQ(score.colour_wrong, 1u);
  EXPECT_EQ(score.colour_untold, 1u);
  EXPECT_NEAR(to_json(score)["colour"]["right_or_cannot_tell"].get<double>(), 2.0 / 3, 1e-9);
  const auto again = parse_search_truth(to_json(*truth, "x").dump());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->passages[0].colours, truth->passages[0].colours);
}

TEST(SearchScore, RefusesWithThePlace) {
  EXPECT_FALSE(parse_search_truth("{}"));
  EXPECT_NE(parse_search_truth(R"({"seconds":9,"passages":[{"start":5,"end":1}]})").error().message.find("passage 1"), std::string::npos);
  EXPECT_FALSE(parse_search_truth(R"({"seconds":9,"passages":[{"start":1,"end":2,"colour":"pink"}]})"));
  EXPECT_NE(parse_findings("{\"start\":1,\"end\":2}\n{\"start\":1}").error().message.find("line 2"), std::string::npos);
}

TEST(SearchTruth, OfTracksClosesShortGapsAndLeavesGlancesOut) {
  std::vector<perception::MotRow> rows;
  const auto walk = [&](std::int64_t id, std::int64_t from, std::int64_t to, double confidence) {
    for (auto frame = from; frame <= to; ++frame) rows.push_back({frame, id, {40, 20, 20, 30}, confidence});
  };
  walk(1, 11, 30, 1);  // 1.0 to 2.9 s
  walk(1, 41, 51, 1);  // 1.1 s later: the same passage
  walk(1, 81, 91, 1);  // 3 s later: another
  walk(2, 11, 12, 1);  // 0.1 s
  walk(3, 11, 99, 0);  // flagged
  const auto truth = passages_of_tracks(rows, {{0, 0}, {100, 0}, {100, 60}, {0, 60}}, 10, 20);
  ASSERT_EQ(truth.passages.size(), 2u);
  EXPECT_NEAR(truth.passages[0].start_s, 1, 1e-9);
  EXPECT_NEAR(truth.passages[0].end_s, 5, 1e-9);
  EXPECT_NEAR(truth.passages[1].start_s, 8, 1e-9);
}

}  // namespace
}  // namespace vigie::evidence
