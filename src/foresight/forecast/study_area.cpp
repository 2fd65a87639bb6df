#include "forecast/study_area.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace vigie::foresight {
namespace {
constexpr std::int64_t largest_box = 16'000'000;  // cells; 64 MB
}

StudyArea::StudyArea(const geo::Grid& grid, std::span<const Event> events, int start) : grid_(grid) {
  std::map<geo::Cell, int> since;
  std::unordered_set<geo::Cell> seen;  // events come by day: a cell's later ones change nothing
  for (const auto& event : events) {
    if (event.day >= start) break;
    const auto cell = grid_.cell_of({event.x_m, event.y_m});
    if (!cell || !seen.insert(*cell).second) continue;
    for (const auto& one : {*cell, geo::Cell{cell->x + 1, cell->y}, geo::Cell{cell->x - 1, cell->y}, geo::Cell{cell->x, cell->y + 1},
                            geo::Cell{cell->x, cell->y - 1}})
      since.try_emplace(one, event.day);
  }
  if (since.empty()) return;
  corner_ = since.begin()->first;
  geo::Cell end = corner_;
  for (const auto& [cell, day] : since) {
    cells_.push_back(cell);
    known_since_.push_back(day);
    corner_ = {std::min(corner_.x, cell.x), std::min(corner_.y, cell.y)};
    end = {std::max(end.x, cell.x), std::max(end.y, cell.y)};
  }
  width_ = std::int64_t{end.x} - corner_.x + 1;
  height_ = std::int64_t{end.y} - corner_.y + 1;
  const bool small = height_ <= largest_box / width_;
  if (small) dense_.assign(static_cast<std::size_t>(width_ * height_), -1);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (small)
      dense_[static_cast<std::size_t>((cells_[i].x - corner_.x) * height_ + (cells_[i].y - corner_.y))] = static_cast<std::int32_t>(i);
    else
      scattered_.emplace(cells_[i], static_cast<int>(i));
  }
}

int StudyArea::find(const geo::Cell& cell) const {
  if (dense_.empty()) {
    const auto at = scattered_.find(cell);
    return at == scattered_.end() ? -1 : at->second;
  }
  const std::int64_t x = std::int64_t{cell.x} - corner_.x, y = std::int64_t{cell.y} - corner_.y;
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return -1;
  return dense_[static_cast<std::size_t>(x * height_ + y)];
}

int StudyArea::cell_of(const Event& event) const {
  const auto cell = grid_.cell_of({event.x_m, event.y_m});
  return cell ? find(*cell) : -1;
}

std::uint64_t StudyArea::tie(int cell) const {
  const auto& at = cells_[static_cast<std::size_t>(cell)];
  std::uint64_t z = (std::uint64_t{static_cast<std::uint32_t>(at.x)} << 32 | static_cast<std::uint32_t>(at.y)) + 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;  // the mixer of SplitMix64 (Steele, Lea, Flood 2014)
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace vigie::foresight
