#include "perception/alert_score.h"

#include <gtest/gtest.h>

namespace vigie::perception {
namespace {

AlertTruth truth_of(const std::string& alerts, double seconds = 3600) {
  auto truth = parse_alert_truth(fmt::format(R"({{"clip":"x.mp4","seconds":{},"alerts":[{}]}})", seconds, alerts));
  EXPECT_TRUE(truth) << truth.error().message;
  return *truth;
}
AlertClaims claims_of(const std::string& lines) {
  auto claims = parse_alert_lines(lines);
  EXPECT_TRUE(claims) << claims.error().message;
  return *claims;
}

constexpr const char* kTrue = R"({"kind":"abandoned_object","start":23.0,"end":39.0,"box":[456,365,46,46],"tolerance_s":2})";

TEST(AlertScore, AHitNeedsKindTimeAndPlace) {
  const auto truth = truth_of(kTrue);
  const auto hit =
      score_alerts(truth, claims_of(R"({"kind":"abandoned_object","start":40,"raised_at":40.5,"end":45,"box":[450,360,50,50]})"));
  EXPECT_EQ(hit.at("abandoned_object").hits, 1u);
  EXPECT_DOUBLE_EQ(*hit.at("abandoned_object").delay_s, 17.5);
  const auto late =
      score_alerts(truth, claims_of(R"({"kind":"abandoned_object","start":41.5,"raised_at":42,"end":45,"box":[450,360,50,50]})"));
  EXPECT_EQ(late.at("abandoned_object").misses, 1u);
  EXPECT_EQ(late.at("abandoned_object").false_alerts, 1u);
  const auto elsewhere = score_alerts(truth, claims_of(R"({"kind":"abandoned_object","start":30,"end":45,"box":[0,0,50,50]})"));
  EXPECT_EQ(elsewhere.at("abandoned_object").hits, 0u);
  const auto other = score_alerts(truth, claims_of(R"({"kind":"intrusion","start":30,"end":45,"box":[450,360,50,50]})"));
  EXPECT_EQ(other.at("abandoned_object").misses, 1u);
  EXPECT_EQ(other.at("intrusion").false_alerts, 1u);
}

TEST(AlertScore, OneAlertPerTruthAndTheOthersAreFalse) {
  const std::string line = R"({"kind":"abandoned_object","start":30,"raised_at":31,"end":45,"box":[456,365,46,46]})";
  const auto score = score_alerts(truth_of(kTrue), claims_of(line + "\n" + line)).at("abandoned_object");
  EXPECT_EQ(score.hits, 1u);
  EXPECT_EQ(score.false_alerts, 1u);
  EXPECT_NEAR(*score.false_per_hour_upper95, 4.7439, 1e-3);
}

TEST(AlertScore, TheCentreInTheZoneIsAHitWhenTruthOrSceneHasOne) {
  const std::string claim = R"({"kind":"intrusion","start":30,"end":45,"zone":"square","box":[20,20,10,10]})";
  const auto polygon =
      truth_of(R"({"kind":"intrusion","start":30,"end":40,"box":[400,400,10,10],"zone":[[0,0],[100,0],[100,100],[0,100]]})");
  EXPECT_EQ(score_alerts(polygon, claims_of(claim)).at("intrusion").hits, 1u);
  const auto named = truth_of(R"({"kind":"intrusion","start":30,"end":40,"zone":"square"})");
  Scene scene;
  scene.zones.push_back({"square", {{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {}, {}});
  EXPECT_EQ(score_alerts(named, claims_of(claim), scene).at("intrusion").hits, 1u);
  scene.zones[0].points = {{200, 200}, {300, 200}, {300, 300}};
  EXPECT_EQ(score_alerts(named, claims_of(claim), scene).at("intrusion").hits, 0u);
}

TEST(AlertScore, AnActiveKindThatSaidNothingHasABoundToo) {
  const auto score =
      score_alerts(truth_of("", 7200), claims_of(R"({"summary":{"frames":795,"situations_active":["intrusion"]}})")).at("intrusion");
  EXPECT_EQ(score.false_alerts, 0u);
  EXPECT_NEAR(*score.false_per_hour_upper95, 2.9957 / 2, 1e-4);
  EXPECT_FALSE(score.delay_s);
  EXPECT_TRUE(to_json({{"intrusion", score_alerts(truth_of("", 0), claims_of(R"({"kind":"intrusion","start":1})"))
                                         .at("intrusion")}})["intrusion"]["false_per_hour_upper95"]
                  .is_null());
}

TEST(AlertScore, PoissonBoundsAreThoseOfTheTables) {
  EXPECT_NEAR(poisson_upper95(0), 2.9957, 1e-4);
  EXPECT_NEAR(poisson_upper95(1), 4.7439, 1e-4);
  EXPECT_NEAR(poisson_upper95(10), 16.9622, 1e-4);
  EXPECT_NEAR(poisson_upper95(100), 118.0787, 1e-3);
}

TEST(AlertFiles, SayWhereTheyAreWrong) {
  EXPECT_NE(parse_alert_lines("{\"kind\":\"x\",\"start\":1}\n{\"kind\":\"x\"}").error().message.find("line 2"), std::string::npos);
  EXPECT_NE(parse_alert_truth(R"({"seconds":1,"alerts":[{"kind":"x","start":2,"end":1}]})").error().message.find("alert 1"),
            std::string::npos);
  EXPECT_FALSE(parse_alert_truth("[]"));
  EXPECT_FALSE(parse_alert_lines("3"));
  EXPECT_FALSE(parse_alert_lines(R"({"kind":"x","start":1,"box":[1,2,3]})"));
}

}  // namespace
}  // namespace vigie::perception
