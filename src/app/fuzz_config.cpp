// The configuration is written by hand: whatever the bytes, an answer; what is accepted is within its bounds.
#include <cstdlib>

#include "config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = vigie::app::parse_config({reinterpret_cast<const char*>(data), size}, "/etc/vigie/config.toml");
  if (config && (config->port < 0 || config->port > 65535 || config->retention_days > 30 || config->workers < 1)) std::abort();
  return 0;
}
