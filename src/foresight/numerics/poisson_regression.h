#pragma once
// Poisson regression with logarithmic link, fitted by iteratively reweighted least squares (McCullagh & Nelder 1989, §2.5)
// with a ridge penalty on all but the intercept.

#include <Eigen/Core>
#include <span>

#include "base/result.h"

namespace vigie::foresight {

// A part of the rows, e.g. one week: a row per case, without the column of ones.
struct DesignBlock {
  Eigen::MatrixXf features;
  Eigen::VectorXf counts;
};

// `row_weights` hold for every block alike (0 leaves a row out). The answer begins with the intercept. `ridge` is per event.
// Fails (unavailable) where the rows cannot be fitted: no event, or numbers that do not stay finite.
Result<Eigen::VectorXd> fit_poisson(std::span<const DesignBlock* const> blocks, const Eigen::VectorXd& row_weights, double ridge);

}  // namespace vigie::foresight
