#pragma once
// Draws a number with a probability proportional to its weight, where one weight changes at a time: partial sums in a binary
// indexed tree (Fenwick 1994), both in the logarithm of how many there are.

#include <cstddef>
#include <vector>

namespace vigie::foresight {

class WeightedDraw {
 public:
  WeightedDraw(std::size_t count, double weight);
  void set(std::size_t at, double weight);
  double total() const;
  std::size_t draw(double uniform) const;  // from [0, 1)
  const std::vector<double>& weights() const { return weights_; }

 private:
  std::vector<double> weights_, sums_;
};

}  // namespace vigie::foresight
