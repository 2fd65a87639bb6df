#include "feedback/weighted_draw.h"

#include <algorithm>
#include <bit>

namespace vigie::foresight {

WeightedDraw::WeightedDraw(std::size_t count, double weight) : weights_(count, 0.0), sums_(count + 1, 0.0) {
  for (std::size_t i = 0; i < count; ++i) set(i, weight);
}

void WeightedDraw::set(std::size_t at, double weight) {
  const double change = weight - weights_[at];
  weights_[at] = weight;
  for (std::size_t i = at + 1; i < sums_.size(); i += i & (~i + 1)) sums_[i] += change;
}

double WeightedDraw::total() const {
  double sum = 0;
  for (std::size_t i = weights_.size(); i > 0; i -= i & (~i + 1)) sum += sums_[i];
  return sum;
}

std::size_t WeightedDraw::draw(double uniform) const {
  double left = uniform * total();
  std::size_t at = 0;
  for (std::size_t step = std::bit_floor(weights_.size()); step > 0; step /= 2)
    if (at + step < sums_.size() && sums_[at + step] <= left) {
      at += step;
      left -= sums_[at];
    }
  return std::min(at, weights_.size() - 1);
}

}  // namespace vigie::foresight
