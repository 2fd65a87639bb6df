#pragma once
// The six things that are looked for. Nothing else a model may know leaves its decoding.

#include <array>
#include <optional>
#include <string_view>

namespace vigie::perception {

enum class ObjectClass { person, bicycle, car, motorcycle, bus, truck };

inline constexpr std::array<std::string_view, 6> kObjectClassNames{"person", "bicycle", "car", "motorcycle", "bus", "truck"};

inline constexpr std::string_view to_string(ObjectClass kind) { return kObjectClassNames[static_cast<std::size_t>(kind)]; }

inline std::optional<ObjectClass> parse_object_class(std::string_view name) {
  for (std::size_t i = 0; i < kObjectClassNames.size(); ++i)
    if (kObjectClassNames[i] == name) return static_cast<ObjectClass>(i);
  return std::nullopt;
}

// Detectors waver between these three for one and the same vehicle, so they compete with each other and are tracked as one.
inline constexpr bool is_four_wheeled(ObjectClass kind) {
  return kind == ObjectClass::car || kind == ObjectClass::bus || kind == ObjectClass::truck;
}
inline constexpr bool is_vehicle(ObjectClass kind) { return kind != ObjectClass::person; }

}  // namespace vigie::perception
