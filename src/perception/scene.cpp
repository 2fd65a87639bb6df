#include "perception/scene.h"

#include <algorithm>

namespace vigie::perception {
namespace {

Status points_inside(const std::string& what, std::span<const PicturePoint> points, int width_px, int height_px) {
  for (const auto& point : points)
    if (!(point.x >= 0 && point.y >= 0 && point.x <= width_px && point.y <= height_px))
      return fail(ErrorKind::invalid_input, fmt::format("{} has a point ({:g}, {:g}) outside the picture of {}x{} pixels: draw it inside",
                                                        what, point.x, point.y, width_px, height_px));
  return {};
}

PicturePoint to_pixels(const std::pair<double, double>& fraction, int width_px, int height_px) {
  return {fraction.first * width_px, fraction.second * height_px};
}

}  // namespace

const char* to_string(Crossing crossing) { return crossing == Crossing::a_to_b ? "a_to_b" : "b_to_a"; }

bool SceneZone::wants(std::string_view situation) const {
  return std::find(situations.begin(), situations.end(), situation) != situations.end();
}

bool SceneLine::counts(ObjectClass kind) const {
  return classes.empty() || std::find(classes.begin(), classes.end(), kind) != classes.end();
}

// Counts the edges that a ray to the right crosses.
bool contains(const Polygon& polygon, PicturePoint point) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const auto &a = polygon[i], &b = polygon[j];
    if ((a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

Status check_inside(const Scene& scene, int width_px, int height_px) {
  for (const auto& zone : scene.zones) VIGIE_CHECK(points_inside(fmt::format("zone '{}'", zone.name), zone.points, width_px, height_px));
  for (const auto& line : scene.lines) {
    const PicturePoint ends[] = {line.from, line.to};
    VIGIE_CHECK(points_inside(fmt::format("line '{}'", line.name), ends, width_px, height_px));
  }
  for (const auto& mask : scene.masks) VIGIE_CHECK(points_inside("a mask", mask, width_px, height_px));
  if (scene.calibration) VIGIE_CHECK(points_inside("the calibration", scene.calibration->pixels, width_px, height_px));
  return {};
}

Result<Scene> scene_of_camera(const city::Camera& camera, const std::string& preset, int width_px, int height_px) {
  Scene scene;
  for (const auto& area : camera.zones) {
    if (area.preset != preset) continue;
    SceneZone zone{.name = area.name, .points = {}, .situations = area.situations, .occupancy_above = std::nullopt};
    for (const auto& point : area.points) zone.points.push_back(to_pixels(point, width_px, height_px));
    if (area.occupancy_above > 0) zone.occupancy_above = area.occupancy_above;
    scene.zones.push_back(std::move(zone));
  }
  for (const auto& drawn : camera.lines) {
    if (drawn.preset != preset) continue;
    SceneLine line{.name = drawn.name,
                   .from = to_pixels(drawn.a, width_px, height_px),
                   .to = to_pixels(drawn.b, width_px, height_px),
                   .classes = {},
                   .legal = std::nullopt};
    for (const auto& name : drawn.classes) {
      const auto kind = parse_object_class(name);
      if (!kind)
        return fail(ErrorKind::invalid_input,
                    fmt::format("{}, line '{}': '{}' is not a class that can be counted", camera.id, drawn.name, name));
      line.classes.push_back(*kind);
    }
    if (drawn.legal == "a_to_b") line.legal = Crossing::a_to_b;
    if (drawn.legal == "b_to_a") line.legal = Crossing::b_to_a;
    scene.lines.push_back(std::move(line));
  }
  if (auto inside = check_inside(scene, width_px, height_px); !inside) return fail_in(camera.id, inside.error());
  return scene;
}

}  // namespace vigie::perception
