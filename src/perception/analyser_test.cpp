#include "perception/analyser.h"

#include <gtest/gtest.h>

#include "law/lease.h"

namespace vigie::perception {
namespace {

using city::Processing;

// One person who walks to the right, 2 px a picture, always seen.
class WalkerDetector final : public Detector {
 public:
  Result<std::vector<Detection>> detect(const cv::Mat&) override {
    x_ += 2;
    return std::vector<Detection>{{{x_, 40, 20, 40}, ObjectClass::person, 0.9}, {{200, 200, 60, 40}, ObjectClass::truck, 0.8}};
  }
  const std::string& model_version() const override { return version_; }

 private:
  double x_ = 0;
  std::string version_ = "walker 1 000000000000";
};

class AnalyserBehindTheGate : public testing::Test {
 protected:
  city::Permit permit(Processing processing, const std::vector<std::string>& kinds) {
    const Json lease{{"type", "lease"},
                     {"ttl_s", 30},
                     {"basis", {{"id", "test"}, {"version", 1}}},
                     {"regime", "exercise"},
                     {"processing", city::to_string(processing)},
                     {"source", "camera:1"},
                     {"kinds", kinds}};
    auto made = leases_.receive(lease);
    EXPECT_TRUE(made) << made.error().message;
    return *made;
  }
  static Scene scene() {
    Scene scene;
    scene.zones.push_back({"square", {{30, 0}, {200, 0}, {200, 200}, {30, 200}}, {"intrusion"}, {}});
    SceneLine line{.name = "gate", .from = {100, 200}, .to = {100, 0}, .classes = {}, .legal = Crossing::b_to_a};
    scene.lines.push_back(line);
    return scene;
  }
  Result<Analysis> picture(const city::Permit& permit) {
    at_ += std::chrono::milliseconds{100};
    clock_.advance(std::chrono::milliseconds{100});
    return analyser_.analyse(permit, "camera:1", cv::Mat(240, 320, CV_8UC3), at_);
  }

  const std::vector<std::string> everything_{"intrusion", "direction", "count.person", "count.vehicle", "line.person", "occupancy"};
  ManualClock clock_{*parse_utc("2026-11-22T10:00:00Z")};
  UtcTime at_ = clock_.utc_now();
  law::LeaseBook leases_{clock_};
  WalkerDetector detector_;
  Analyser analyser_{detector_, scene(), everything_};
};

TEST_F(AnalyserBehindTheGate, TellsOfBoxesAlertsAndNumbersWithoutAnyTrack) {
  const auto allowed = permit(Processing::analyse, everything_);
  std::vector<SceneAlert> alerts;
  for (int i = 0; i < 70; ++i) {
    const auto analysis = picture(allowed);
    ASSERT_TRUE(analysis) << analysis.error().message;
    EXPECT_EQ(analysis->boxes.size(), i == 0 ? 0u : 2u);
    alerts.insert(alerts.end(), analysis->alerts.begin(), analysis->alerts.end());
  }
  ASSERT_EQ(alerts.size(), 2u);
  EXPECT_EQ(alerts[0].kind, "intrusion");
  EXPECT_EQ(alerts[0].model, "walker 1 000000000000");
  EXPECT_EQ(alerts[0].rule, "intrusion/1");
  EXPECT_EQ(alerts[1].kind, "direction");
  const auto end = analyser_.finish();
  ASSERT_EQ(end.alerts.size(), 2u) << "what is open always ends";
  EXPECT_EQ(end.alerts[0].phase, SceneAlert::Phase::ended);
  std::map<std::string, double> values;
  for (const auto& measurement : end.measurements) values[measurement.kind + measurement.direction] = measurement.value;
  EXPECT_NEAR(values["count.person"], 1, 0.05);
  EXPECT_NEAR(values["count.vehicle"], 1, 0.05);
  EXPECT_EQ(values["line.persona_to_b"], 1);
}

TEST_F(AnalyserBehindTheGate, ComputesNothingWithoutALivePermitForThisSource) {
  const auto allowed = permit(Processing::analyse, everything_);
  ASSERT_TRUE(picture(allowed));
  EXPECT_EQ(analyser_.analyse(allowed, "camera:2", cv::Mat(240, 320, CV_8UC3), at_).error().code, "permit.other_source");
  EXPECT_EQ(analyser_.analyse(permit(Processing::view, {}), "camera:1", cv::Mat(240, 320, CV_8UC3), at_).error().code,
            "permit.other_processing");
  clock_.advance(std::chrono::seconds{31});
  EXPECT_EQ(picture(allowed).error().code, "lease.expired");
}

TEST_F(AnalyserBehindTheGate, UnderStatisticsThereAreNumbersAndNoAlert) {
  const auto allowed = permit(Processing::statistics, everything_);
  for (int i = 0; i < 70; ++i) EXPECT_TRUE(picture(allowed)->alerts.empty());
  EXPECT_FALSE(analyser_.finish().measurements.empty());
}

TEST_F(AnalyserBehindTheGate, AKindThatThePermitDoesNotNameIsNotTold) {
  const auto allowed = permit(Processing::analyse, {"direction", "count.person"});
  for (int i = 0; i < 70; ++i)
    if (const auto analysis = picture(allowed); analysis && !analysis->alerts.empty()) {
      EXPECT_EQ(analysis->alerts[0].kind, "direction");
    }
  const auto end = analyser_.finish();
  ASSERT_EQ(end.measurements.size(), 1u);
  EXPECT_EQ(end.measurements[0].kind, "count.person");
}

TEST_F(AnalyserBehindTheGate, ASceneThatDoesNotFitThePictureIsRefused) {
  EXPECT_EQ(analyser_.analyse(permit(Processing::analyse, everything_), "camera:1", cv::Mat(100, 100, CV_8UC3), at_).error().kind,
            ErrorKind::invalid_input);
}

}  // namespace
}  // namespace vigie::perception
