#pragma once
// The cells a test is about: every cell with an event before its start, and their four neighbours; fixed for the test.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "foresight/events.h"
#include "geo/grid.h"

namespace vigie::foresight {

class StudyArea {
 public:
  // `events` by day; `start` is the test's first day.
  StudyArea(const geo::Grid& grid, std::span<const Event> events, int start);

  int size() const { return static_cast<int>(cells_.size()); }
  const geo::Grid& grid() const { return grid_; }
  const std::vector<geo::Cell>& cells() const { return cells_; }
  int find(const geo::Cell& cell) const;  // −1: not in the area
  int cell_of(const Event& event) const;
  // The day from which the cell would have belonged to an area made then: models learn on areas as they looked at the time.
  int known_since(int cell) const { return known_since_[static_cast<std::size_t>(cell)]; }
  // Breaks ties between equal forecasts: a fixed hash of the cell's number.
  std::uint64_t tie(int cell) const;

 private:
  geo::Grid grid_;
  std::vector<geo::Cell> cells_;
  std::vector<int> known_since_;
  geo::Cell corner_;
  std::int64_t width_ = 0, height_ = 0;
  std::vector<std::int32_t> dense_;               // the bounding box, where it is small enough
  std::unordered_map<geo::Cell, int> scattered_;  // else: a damaged coordinate far away must not cost gigabytes
};

}  // namespace vigie::foresight
