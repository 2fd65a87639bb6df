// Camera documents come from the API: whatever the bytes, parsing answers with a value or an error, and what it accepts round-trips.
#include <cstdlib>

#include "city/camera.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = vigie::parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  if (const auto camera = vigie::city::camera_from_json(*value)) {
    const auto again = vigie::city::camera_from_json(to_json(*camera));
    if (!again || vigie::city::to_json(*again) != to_json(*camera)) std::abort();
  }
  return 0;
}
