#pragma once
// The assignment problem: rows to columns, each at most once, least total cost.

#include <cstddef>
#include <utility>
#include <vector>

namespace vigie::perception {

// Row-major table of costs.
class CostTable {
 public:
  CostTable(std::size_t rows, std::size_t columns, double fill = 0) : rows_(rows), columns_(columns), costs_(rows * columns, fill) {}
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  double& at(std::size_t row, std::size_t column) { return costs_[row * columns_ + column]; }
  double at(std::size_t row, std::size_t column) const { return costs_[row * columns_ + column]; }

 private:
  std::size_t rows_, columns_;
  std::vector<double> costs_;
};

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;  // (row, column), by row

// Shortest augmenting paths with potentials, O(n²m). Every row of the shorter side is paired; costs must be finite.
Pairs assign_least_cost(const CostTable& costs);

// Pairs only where the cost is at most `limit`: as many pairs as possible, among those the cheapest.
// Costs must not be negative.
Pairs assign_within(const CostTable& costs, double limit);

}  // namespace vigie::perception
