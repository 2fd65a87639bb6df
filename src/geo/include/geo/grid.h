#pragma once
// Squares of a metric plane. The city's cells are 250 m wide and start at multiples of 250 m of its projection; an
// origin shifts the whole grid (the backtests try several).

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/result.h"
#include "geo/point.h"

namespace vigie::geo {

struct Cell {
  std::int32_t x = 0;  // floor((east − origin) / size): −1 is the cell just west of the origin
  std::int32_t y = 0;
  auto operator<=>(const Cell&) const = default;
};

class Grid {
 public:
  static constexpr double usual_cell_m = 250;

  Grid() = default;  // 250 m, origin (0, 0)
  static Result<Grid> with(double cell_m, const GroundPoint& origin = {});

  double cell_m() const { return cell_m_; }
  GroundPoint origin() const { return origin_; }

  // A cell holds its west and south edges, not its east and north ones. Empty for a point that is not finite or so far
  // away that its cell has no number.
  std::optional<Cell> cell_of(const GroundPoint& point) const;
  GroundPoint south_west(const Cell& cell) const;
  GroundPoint centre(const Cell& cell) const;
  // Counter-clockwise from the south-west corner, not closed.
  std::array<GroundPoint, 4> outline(const Cell& cell) const;

 private:
  double cell_m_ = usual_cell_m;
  GroundPoint origin_;
};

}  // namespace vigie::geo

template <>
struct std::hash<vigie::geo::Cell> {
  std::size_t operator()(const vigie::geo::Cell& cell) const noexcept {
    const auto x = static_cast<std::uint32_t>(cell.x);
    const auto y = static_cast<std::uint32_t>(cell.y);
    return std::hash<std::uint64_t>{}((std::uint64_t{x} << 32 | y) * 0x9E3779B97F4A7C15ULL);
  }
};
