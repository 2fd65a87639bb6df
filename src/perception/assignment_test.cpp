#include "assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace vigie::perception {
namespace {

double cost_of(const CostTable& costs, const Pairs& pairs) {
  return std::accumulate(pairs.begin(), pairs.end(), 0.0,
                         [&](double sum, const auto& pair) { return sum + costs.at(pair.first, pair.second); });
}

double best_by_trying_all(const CostTable& costs) {  // needs rows ≤ columns
  std::vector<std::size_t> columns(costs.columns());
  std::iota(columns.begin(), columns.end(), 0u);
  double best = 1e9;
  do {
    double sum = 0;
    for (std::size_t row = 0; row < costs.rows(); ++row) sum += costs.at(row, columns[row]);
    best = std::min(best, sum);
  } while (std::next_permutation(columns.begin(), columns.end()));
  return best;
}

TEST(Assignment, IsTheCheapestOfAllInBothShapes) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> cost(-1, 1);
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = 1 + random() % 5, columns = rows + random() % 3;
    CostTable costs(rows, columns), turned(columns, rows);
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t column = 0; column < columns; ++column) turned.at(column, row) = costs.at(row, column) = cost(random);
    const double best = best_by_trying_all(costs);
    EXPECT_NEAR(cost_of(costs, assign_least_cost(costs)), best, 1e-9);
    EXPECT_NEAR(cost_of(turned, assign_least_cost(turned)), best, 1e-9);
    EXPECT_EQ(assign_least_cost(turned).size(), rows);
  }
}

TEST(Assignment, WithinALimitTakesMorePairsBeforeCheaperOnes) {
  CostTable costs(2, 2);
  costs.at(0, 0) = 0.0;
  costs.at(0, 1) = 0.4;
  costs.at(1, 0) = 0.4;
  costs.at(1, 1) = 0.9;
  const Pairs both{{0, 1}, {1, 0}};
  EXPECT_EQ(assign_within(costs, 0.5), both);
  const Pairs one{{0, 0}};
  EXPECT_EQ(assign_within(costs, 0.3), one);
  EXPECT_TRUE(assign_within(CostTable(0, 3), 0.5).empty());
}

}  // namespace
}  // namespace vigie::perception
