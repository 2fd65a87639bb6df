#pragma once
// One camera's way from pictures to facts: detect, track, scene rules. What leaves here is boxes of one instant, numbers and
// alerts to verify; no track and no id of one (RULES L04).

#include <memory>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <vector>

#include "city/permit.h"
#include "perception/detector.h"
#include "perception/scene.h"

namespace vigie::perception {

// A number over a span, one minute as a rule. Kinds: "count.person", "count.vehicle" (mean number in the picture),
// "occupancy" (mean number of people in the zone), "line.person", "line.vehicle" (crossings of a line).
struct Measurement {
  std::string kind;
  std::string place;      // zone or line; empty: the whole picture
  std::string direction;  // "a_to_b", "b_to_a" or empty
  city::Interval span{};
  double value = 0;
};

// An alert to verify. It is told of twice: when raised and when ended; `number` pairs the two and is no object's id.
struct SceneAlert {
  enum class Phase { raised, ended } phase = Phase::raised;
  std::uint32_t number = 0;  // of this analyser, from 1
  std::string kind;          // "intrusion", "occupancy", "direction"
  std::string place;         // zone or line
  UtcTime start{};           // first of the consistent pictures that led to it
  UtcTime raised_at{};
  UtcTime end{};          // of phase `ended`
  Box box;                // pixels, of the instant it was raised
  double confidence = 0;  // of the detections that led to it, mean
  double threshold = 0;   // the rule's: confidence of a detection that may begin a track
  std::string model;      // Detector::model_version()
  std::string rule;       // name and version of the rule, "intrusion/1"
};

struct Analysis {
  std::vector<Detection> boxes;  // confirmed objects of this picture
  std::vector<Measurement> measurements;
  std::vector<SceneAlert> alerts;
};

// One task at a time; the detector may be shared with other cameras of the same thread. Pictures come masked already.
class Analyser {
 public:
  // `detector` is borrowed for life. The scene must fit the pictures. `permitted_kinds`: kinds of alerts and measurements that the
  // caller may compute here; what it or the permit of a call does not name is not computed or not told.
  Analyser(Detector& detector, Scene scene, std::vector<std::string> permitted_kinds);
  ~Analyser();
  Analyser(Analyser&&) noexcept;
  Analyser& operator=(Analyser&&) noexcept;

  // denied when `permit` is not live, or is not for analysing or measuring `source`: then nothing is computed and the caller ends
  // what is open with `finish`. Under a permit for statistics numbers are computed and no alert.
  // `at`: when the picture was taken; it must not go back between two calls of `restart`.
  Result<Analysis> analyse(const city::Permit& permit, const city::SourceId& source, const cv::Mat& bgr, UtcTime at);

  // The source began anew (a file looped, a camera reconnected): tracks are forgotten, open alerts end, numbers so far are given out.
  Analysis restart();
  // The same, at the end.
  Analysis finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::perception
