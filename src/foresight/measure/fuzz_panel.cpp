// Any bytes as a panel: reading and judging it must neither crash nor hang.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foresight/measure.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::foresight;
  const auto panel = parse_panel({reinterpret_cast<const char*>(data), size});
  if (!panel || panel->counts.size() > 2000) return 0;
  (void)evaluate_measure(*panel, {{panel->units.front()}, panel->dates[panel->dates.size() / 2], {}, {}});
  return 0;
}
