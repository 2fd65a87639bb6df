#pragma once

#include <string>

#include "base/clock.h"

namespace vigie::law {

// Who does it, and the request it belongs to: the key makes a repeat harmless.
struct Act {
  std::string actor;  // subject id: "account:anna", "server"
  std::string key;    // unique for this request; becomes the fact's source key
  std::string zone = "UTC";
  UtcTime now{};
};

}  // namespace vigie::law
