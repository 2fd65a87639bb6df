#pragma once
// What an OnvifDevice is made of; shared by the files that hold its calls.

#include "onvif/session.h"

namespace vigie::connectors {

struct OnvifDevice::State {
  onvif::Session session;
  onvif::Services services;  // already at the configured host

  bool media2() const { return !services.media2.empty(); }
  Result<std::string> ptz() const;
  Result<std::string> events() const;
};

}  // namespace vigie::connectors
