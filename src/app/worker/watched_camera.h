#pragma once
// One camera's health: its newest picture is looked at while its recording is permitted, and faults are reported as alerts to
// the technical crew. Used by the health thread alone.

#include "perception/camera_faults.h"
#include "video/picture.h"
#include "worker/worker_camera.h"

namespace vigie::app {

class WatchedCamera {
 public:
  WatchedCamera(std::shared_ptr<WorkerCamera> pictures, ReportDesk& desk, const Clock& clock);
  void take_turn();
  void finish();  // what is open ends

 private:
  void report(const std::vector<perception::FaultAlert>& told);
  void raise(const perception::FaultAlert& alert);
  void end(const perception::FaultAlert& alert);

  const std::shared_ptr<WorkerCamera> pictures_;
  const city::Camera camera_;
  const std::optional<std::string> view_;  // see Configure::One
  ReportDesk& desk_;
  const Clock& clock_;
  video::LuminanceReader luminance_;
  perception::CameraFaults faults_;
  std::optional<city::Permit> permit_;  // the last live one: an alert that ends stands on what it was raised on
  struct Open {
    std::string episode;
    city::BasisRef basis;
  };
  std::map<std::uint32_t, Open> open_;
  UtcTime restarted_{};
  double now_s_ = 0;  // does not go back
  std::string said_;  // the last trouble, so that it is logged once
};

}  // namespace vigie::app
