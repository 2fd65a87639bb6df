#pragma once
// Boxes and points in the picture: pixels of the original picture, origin top left.

#include <algorithm>

namespace vigie::perception {

struct PicturePoint {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double area() const { return std::max(0.0, width) * std::max(0.0, height); }
  PicturePoint centre() const { return {x + width / 2, y + height / 2}; }
  // Where it stands on the ground: the middle of its lower edge.
  PicturePoint foot_in_image() const { return {x + width / 2, y + height}; }
  bool operator==(const Box&) const = default;
};

// 0 for boxes without area.
inline double intersection_over_union(const Box& a, const Box& b) {
  if (a.width <= 0 || a.height <= 0 || b.width <= 0 || b.height <= 0) return 0;
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const double shared = width * height;
  return shared / (a.area() + b.area() - shared);
}

}  // namespace vigie::perception
