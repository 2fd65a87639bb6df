#include "cameras/camera_discovery.h"

namespace vigie::app {

Json to_json(const std::vector<connectors::FoundCamera>& found) {
  Json list = Json::array();
  for (const auto& camera : found)
    list.push_back({{"address", camera.address},
                    {"name", camera.name},
                    {"hardware", camera.hardware},
                    {"location", camera.location},
                    {"endpoint", camera.endpoint},
                    {"answered_from", camera.answered_from}});
  return {{"found", std::move(list)}};
}

}  // namespace vigie::app
