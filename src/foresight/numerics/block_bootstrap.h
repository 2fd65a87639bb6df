#pragma once
// Intervals of ratios of sums over weeks, by resampling blocks of neighbouring weeks (circular block bootstrap, Politis & Romano
// 1992): weeks that follow each other resemble each other, so single weeks would make the interval too narrow.

#include <functional>
#include <vector>

namespace vigie::foresight {

struct Interval {
  double low = 0, high = 0;
};

// `figure` computes the figure from the weeks drawn. 95 %, fixed seed, the same weeks for every figure of the same length.
Interval block_bootstrap(std::size_t weeks, const std::function<double(const std::vector<std::size_t>&)>& figure);

// Two-sided exact binomial test: how likely is an outcome no more probable than `successes` of `trials`.
double binomial_p(int successes, int trials, double chance);

}  // namespace vigie::foresight
