#pragma once
// One comparison: some units against the others, a window before against a window after.

#include <span>
#include <vector>

#include "foresight/measure.h"

namespace vigie::foresight {

struct Windows {
  std::size_t pre_begin, pre_end, post_begin, post_end;  // indices of dates, ends excluded
};

struct Contrast {
  double log_ratio = 0;  // (treated after / before) / (others after / before)
  double scale = 1;      // sum of the reciprocals of the four sums: how loud chance alone is, up to a factor
  double treated_pre = 0, treated_post = 0, other_pre = 0, other_post = 0;
};

class Sums {
 public:
  explicit Sums(const Panel& panel);
  double of(std::size_t unit, std::size_t begin, std::size_t end) const {
    return sums_[unit * stride_ + end] - sums_[unit * stride_ + begin];
  }
  // `group` against `others`.
  Contrast contrast(std::span<const std::size_t> group, std::span<const std::size_t> others, const Windows& windows) const;

 private:
  std::size_t stride_;
  std::vector<double> sums_;  // running sums of each unit
};

// Weights of the others, at least 0 and of sum 1, whose weighted series follows the group's before the measure (Abadie, Diamond,
// Hainmueller, JASA 2010), pulled towards equal weights as in synthetic difference in differences (Arkhangelsky et al., AER 2021).
// The effect is the ratio after over the ratio before, minus 1; nothing where the group or the others have no events before.
std::optional<double> synthetic_control_effect(const Panel& panel, std::span<const std::size_t> group, std::span<const std::size_t> others,
                                               const Windows& windows);

}  // namespace vigie::foresight
