#include "assignment.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace vigie::perception {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// Needs rows ≤ columns. Row by row, the cheapest way to make room for one row more is searched as in Dijkstra's algorithm;
// potentials keep the reduced costs from going below zero.
std::vector<std::size_t> columns_of_rows(const CostTable& costs) {
  const std::size_t rows = costs.rows(), columns = costs.columns();
  std::vector<double> row_potential(rows, 0), column_potential(columns, 0), distance(columns);
  std::vector<std::size_t> row_of(columns, kNone), column_of(rows, kNone), came_from(columns);
  std::vector<char> settled(columns);
  for (std::size_t start = 0; start < rows; ++start) {
    std::fill(distance.begin(), distance.end(), std::numeric_limits<double>::infinity());
    std::fill(settled.begin(), settled.end(), 0);
    std::fill(came_from.begin(), came_from.end(), start);
    std::size_t row = start, free_column = kNone;
    double travelled = 0;
    while (free_column == kNone) {
      std::size_t nearest = kNone;
      for (std::size_t column = 0; column < columns; ++column) {
        if (settled[column]) continue;
        const double reached = travelled + costs.at(row, column) - row_potential[row] - column_potential[column];
        if (reached < distance[column]) {
          distance[column] = reached;
          came_from[column] = row;
        }
        if (nearest == kNone || distance[column] < distance[nearest]) nearest = column;
      }
      assert(nearest < columns);  // rows ≤ columns: while a row is unpaired, some column is not settled
      settled[nearest] = 1;
      travelled = distance[nearest];
      if (row_of[nearest] == kNone)
        free_column = nearest;
      else
        row = row_of[nearest];
    }
    for (std::size_t column = 0; column < columns; ++column) {
      if (!settled[column] || column == free_column) continue;
      column_potential[column] += distance[column] - travelled;
      row_potential[row_of[column]] += travelled - distance[column];
    }
    row_potential[start] += travelled;
    for (std::size_t column = free_column;;) {
      const std::size_t giver = came_from[column];
      row_of[column] = giver;
      std::swap(column_of[giver], column);
      if (giver == start) break;
    }
  }
  return column_of;
}

}  // namespace

Pairs assign_least_cost(const CostTable& costs) {
  Pairs pairs;
  if (costs.rows() == 0 || costs.columns() == 0) return pairs;
  if (costs.rows() <= costs.columns()) {
    const auto columns = columns_of_rows(costs);
    for (std::size_t row = 0; row < columns.size(); ++row) pairs.emplace_back(row, columns[row]);
    return pairs;
  }
  CostTable turned(costs.columns(), costs.rows());
  for (std::size_t row = 0; row < costs.rows(); ++row)
    for (std::size_t column = 0; column < costs.columns(); ++column) turned.at(column, row) = costs.at(row, column);
  const auto rows = columns_of_rows(turned);
  for (std::size_t column = 0; column < rows.size(); ++column) pairs.emplace_back(rows[column], column);
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

Pairs assign_within(const CostTable& costs, double limit) {
  // One forbidden pair costs more than any set of allowed ones, so that as few as possible are taken.
  const double forbidden = (limit + 1) * static_cast<double>(std::min(costs.rows(), costs.columns()) + 1);
  CostTable bounded = costs;
  for (std::size_t row = 0; row < costs.rows(); ++row)
    for (std::size_t column = 0; column < costs.columns(); ++column)
      if (!(costs.at(row, column) <= limit)) bounded.at(row, column) = forbidden;
  Pairs pairs = assign_least_cost(bounded);
  std::erase_if(pairs, [&](const auto& pair) { return !(costs.at(pair.first, pair.second) <= limit); });
  return pairs;
}

}  // namespace vigie::perception
