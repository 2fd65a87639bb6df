// Any bytes as a file of daily factors: read or refused without a crash.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foresight/factors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vigie::foresight::DailyFactors factors;
  (void)vigie::foresight::add_factors({reinterpret_cast<const char*>(data), size}, factors);
  return 0;
}
