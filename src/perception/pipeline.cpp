#include "pipeline.h"

namespace vigie::perception {
namespace {

std::vector<LineWatch> watch_lines(const Scene& scene) {
  std::vector<LineWatch> watches;
  for (const auto& line : scene.lines) watches.emplace_back(line);
  return watches;
}

}  // namespace

Pipeline::Pipeline(Detector& detector, Scene scene, const std::vector<std::string>& kinds)
    : detector_(&detector), scene_(std::move(scene)), kinds_(kinds), lines_(watch_lines(scene_)), rules_(scene_, kinds_), counts_(scene_) {}

Result<PipelineStep> Pipeline::step(const cv::Mat& bgr, double now_s) {
  if (!fits_checked_) {
    VIGIE_CHECK(check_inside(scene_, bgr.cols, bgr.rows));
    fits_checked_ = true;
  }
  VIGIE_TRY(const auto detections, detector_->detect(bgr));
  last_s_ = now_s;
  PipelineStep step;
  step.tracks = tracker_.update(detections, now_s);
  const auto seen = rules_.plausible(step.tracks);
  std::vector<std::pair<std::string, LineCrossing>> crossings;
  for (auto& watch : lines_)
    for (auto& crossing : watch.update(seen, now_s)) crossings.emplace_back(watch.line().name, crossing);
  step.counts = counts_.add(seen, crossings, now_s);
  step.alerts = rules_.update(seen, crossings, now_s);
  return step;
}

PipelineStep Pipeline::stop() {
  PipelineStep step;
  step.alerts = rules_.stop(last_s_);
  step.counts = counts_.finish();
  tracker_ = Tracker(tracker_.settings());
  lines_ = watch_lines(scene_);
  return step;
}

std::vector<RuleAlert> Pipeline::permit(const std::vector<std::string>& kinds) {
  if (kinds == kinds_) return {};
  kinds_ = kinds;
  auto ended = rules_.stop(last_s_);
  rules_ = SceneRules(scene_, kinds_, rules_.settings(), rules_.next_number());
  return ended;
}

}  // namespace vigie::perception
