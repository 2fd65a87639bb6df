// Any bytes as a file of crew minutes: read or refused without a crash.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foresight/audit.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)vigie::foresight::parse_exposure({reinterpret_cast<const char*>(data), size}, 32631);
  return 0;
}
