#pragma once
// One head's turn: connection, the newest order, and whether it arrived. Used by that head's thread alone.

#include "base/metrics.h"
#include "connectors/onvif.h"
#include "operations/ptz_desk.h"

namespace vigie::app {

// Whether a position is that of a preset, as the camera tells both. Cameras round and wear: 2 % of the space either way.
bool same_place(const connectors::OnvifPosition& told, const connectors::OnvifPosition& wanted);

class HeadDrive {
 public:
  static constexpr std::chrono::milliseconds between_looks{250};

  using Credentials = std::function<std::optional<std::string>(const std::string& secret)>;
  HeadDrive(std::string camera, operations::PtzDesk& desk, const Clock& clock, Metrics& metrics, Credentials credentials,
            std::stop_token stop);
  // `asked`: somebody ordered or looks, so that the camera is connected and its presets are fresh. False: there was nothing to do.
  bool turn(bool asked);

 private:
  struct Going {
    operations::PtzOrder order;
    SteadyTime until{};
    int still = 0;  // looks in a row at which it did not move
  };
  Status connect(const operations::Head& head);
  Status send(const operations::PtzOrder& order);
  Status read_presets();
  void look_whether_arrived();
  void give_up(const Error& error);

  const std::string camera_;
  operations::PtzDesk& desk_;
  const Clock& clock_;
  Metrics& metrics_;
  const Credentials credentials_;
  const std::stop_token stop_;
  operations::Head head_;
  std::unique_ptr<connectors::OnvifDevice> device_;
  std::string profile_;
  std::vector<connectors::OnvifPreset> presets_;
  SteadyTime presets_read_{};
  std::optional<Going> going_;
};

}  // namespace vigie::app
