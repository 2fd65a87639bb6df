#pragma once
// What a person drew over a camera's picture: zones, lines, calibration, masks. Pixels of the picture.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "city/camera.h"
#include "perception/box.h"
#include "perception/object_class.h"

namespace vigie::perception {

using Polygon = std::vector<PicturePoint>;

struct SceneZone {
  std::string name;
  Polygon points;
  std::vector<std::string> situations;    // alert kinds wanted here
  std::optional<double> occupancy_above;  // people; `occupancy` is raised above it
  bool wants(std::string_view situation) const;
};

// "a" is left of the line seen from its first point to its second, "b" right of it.
enum class Crossing { a_to_b, b_to_a };
const char* to_string(Crossing crossing);

struct SceneLine {
  std::string name;
  PicturePoint from, to;
  std::vector<ObjectClass> classes;  // counted here; empty: all six
  std::optional<Crossing> legal;     // the other way raises `direction`
  bool counts(ObjectClass kind) const;
};

struct SceneCalibration {
  std::vector<PicturePoint> pixels, metres;  // pairs
};

struct Scene {
  std::vector<SceneZone> zones;
  std::vector<SceneLine> lines;
  std::optional<SceneCalibration> calibration;
  std::vector<Polygon> masks;
};

// TOML as in docs/formats.md. Unknown keys are refused; says where and what to do.
Result<Scene> parse_scene(std::string_view toml);
Result<Scene> read_scene(const std::filesystem::path& path);
// The zones and lines of a camera's preset as the city configures them, from fractions to pixels. Masks are not taken over: the
// video room has burnt them in before a picture comes here.
Result<Scene> scene_of_camera(const city::Camera& camera, const std::string& preset, int width_px, int height_px);
// invalid_input, naming it, when something was drawn outside a picture of this size.
Status check_inside(const Scene& scene, int width_px, int height_px);

bool contains(const Polygon& polygon, PicturePoint point);

}  // namespace vigie::perception
