#include "geo/grid.h"

#include <cmath>

namespace vigie::geo {

Result<Grid> Grid::with(double cell_m, const GroundPoint& origin) {
  if (!std::isfinite(cell_m) || cell_m < 1 || cell_m > 100000)
    return fail(ErrorKind::invalid_input, fmt::format("a cell of {} m is refused: 1 m to 100 km", cell_m));
  if (!valid(origin)) return fail(ErrorKind::invalid_input, "the grid's origin is not a point of the plane");
  Grid grid;
  grid.cell_m_ = cell_m;
  grid.origin_ = origin;
  return grid;
}

std::optional<Cell> Grid::cell_of(const GroundPoint& point) const {
  const double x = std::floor((point.x_m - origin_.x_m) / cell_m_);
  const double y = std::floor((point.y_m - origin_.y_m) / cell_m_);
  constexpr double limit = 1e9;  // well inside int32; also false for NaN
  if (!(std::abs(x) < limit && std::abs(y) < limit)) return std::nullopt;
  return Cell{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
}

GroundPoint Grid::south_west(const Cell& cell) const { return {origin_.x_m + cell.x * cell_m_, origin_.y_m + cell.y * cell_m_}; }

GroundPoint Grid::centre(const Cell& cell) const {
  const GroundPoint corner = south_west(cell);
  return {corner.x_m + cell_m_ / 2, corner.y_m + cell_m_ / 2};
}

std::array<GroundPoint, 4> Grid::outline(const Cell& cell) const {
  const auto [x, y] = south_west(cell);
  return {{{x, y}, {x + cell_m_, y}, {x + cell_m_, y + cell_m_}, {x, y + cell_m_}}};
}

}  // namespace vigie::geo
