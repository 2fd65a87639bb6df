#pragma once
// One camera's turn at the worker's detector: takes its newest picture, analyses it under its permit, and reports what was
// found. Tracks stay in here; what leaves are counts, alerts to verify and boxes of one instant.
//
// Used by the analysis thread alone, but for `numbers`.

#include <deque>

#include "perception/analyser.h"
#include "video/picture.h"
#include "worker/worker_camera.h"

namespace vigie::app {

class AnalysedCamera {
 public:
  // Borrows link and desk for life. `view`: see Configure::One; away from a known one nothing is analysed, because every zone and
  // line is drawn on a view. Another view is another AnalysedCamera.
  AnalysedCamera(std::shared_ptr<WorkerCamera> pictures, city::Camera configured, std::optional<std::string> view, Link& link, ReportDesk& desk, const Clock& clock);

  // False when there was no new picture.
  bool take_turn(perception::Detector& detector);
  // Asks the permit even while no picture comes; without one, what is open ends.
  void check_permit();
  // Gives out what was counted so far and ends what is open.
  void finish();
  void leave();  // finishes and takes no further turn

  struct Numbers {
    bool analysing = false;
    double per_second = 0, age_ms_p50 = 0, age_ms_p95 = 0;
    std::uint64_t drops = 0;
  };
  Numbers numbers() const;  // any thread

 private:
  struct OpenAlert {
    std::string episode;
    std::optional<city::BasisRef> basis;
  };
  Status prepare(perception::Detector& detector, const city::Permit& permit, const video::Picture& picture);
  void report(const perception::Analysis& found, const std::optional<city::BasisRef>& basis);
  void report_measurements(const std::vector<perception::Measurement>& measurements, const std::optional<city::BasisRef>& basis);
  void report_alert(const perception::SceneAlert& alert, const std::optional<city::BasisRef>& basis);
  void send_boxes(const perception::Analysis& found, UtcTime at);
  void note_age(std::chrono::steady_clock::duration age);

  const std::shared_ptr<WorkerCamera> pictures_;
  const city::Camera camera_;
  const std::optional<std::string> view_;
  Link& link_;
  ReportDesk& desk_;
  const Clock& clock_;
  video::BgrConverter to_bgr_;
  cv::Mat bgr_;
  std::optional<perception::Analyser> analyser_;
  std::vector<std::string> kinds_;  // that the analyser was made for
  int width_px_ = 0, height_px_ = 0;
  std::optional<city::BasisRef> basis_;  // of the last live permit: what is given out at the end stands on it
  std::map<std::uint32_t, OpenAlert> open_;
  UtcTime last_{}, restarted_{};
  SteadyTime due_{};  // of the next analysis
  bool left_ = false;
  std::string said_;  // the last trouble, so that it is logged once

  mutable std::mutex numbers_mutex_;
  bool analysing_ = false;
  std::uint64_t drops_ = 0;
  std::deque<std::pair<SteadyTime, double>> ages_ms_;  // of the last pictures, by time of detection
};

}  // namespace vigie::app
