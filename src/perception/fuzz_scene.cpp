// A scene comes from a file that people edit: whatever the bytes, an answer; what is accepted can be asked about any place.
#include <cstdint>
#include <cstdlib>

#include "perception/scene.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::perception;
  const auto scene = parse_scene({reinterpret_cast<const char*>(data), size});
  if (!scene && scene.error().message.empty()) std::abort();
  if (!scene) return 0;
  (void)check_inside(*scene, 768, 576);
  for (const auto& zone : scene->zones) (void)contains(zone.points, {100, 100});
  return 0;
}
