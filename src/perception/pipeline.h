#pragma once
// One camera's pictures through detector, tracker and rules, with nothing hidden: tracks are visible here. Private to this room;
// vigie-lab reads it too, for labelled public sets. What others may use is Analyser, which stands behind the gate and drops the tracks.

#include <opencv2/core/mat.hpp>

#include "minute_counts.h"
#include "perception/detector.h"
#include "scene_rules.h"
#include "tracker.h"

namespace vigie::perception {

struct PipelineStep {
  std::vector<Track> tracks;  // confirmed ones of this picture
  std::vector<MinuteCount> counts;
  std::vector<RuleAlert> alerts;
};

class Pipeline {
 public:
  // `detector` is borrowed for life.
  Pipeline(Detector& detector, Scene scene, const std::vector<std::string>& kinds);

  // `now_s`: seconds on any one clock that does not go back; minutes are counted on it.
  Result<PipelineStep> step(const cv::Mat& bgr, double now_s);
  // Ends alerts, gives the last numbers, forgets tracks.
  PipelineStep stop();
  // Other kinds may be computed from now on; open alerts of the old ones end.
  std::vector<RuleAlert> permit(const std::vector<std::string>& kinds);

  std::vector<std::string> active_situations() const { return rules_.active(); }
  const Detector& detector() const { return *detector_; }
  const TrackerSettings& tracker_settings() const { return tracker_.settings(); }

 private:
  Detector* detector_;
  Scene scene_;
  std::vector<std::string> kinds_;
  bool fits_checked_ = false;
  Tracker tracker_;
  std::vector<LineWatch> lines_;
  SceneRules rules_;
  MinuteCounts counts_;
  double last_s_ = 0;
};

}  // namespace vigie::perception
