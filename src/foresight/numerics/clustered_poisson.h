#pragma once
// Poisson regression with a logarithmic link whose errors do not trust the Poisson law: the covariance is the sandwich over
// clusters of rows that may resemble each other, here weeks (Liang & Zeger 1986; Cameron & Miller 2015, "CR1").

#include <Eigen/Core>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

struct ClusteredFit {
  Eigen::VectorXd beta;  // in the order of the design's columns
  Eigen::MatrixXd covariance;
  double spread = 1;  // Pearson's χ² per degree of freedom: 1 would be Poisson
};

// `cluster` by row, numbered from 0. Fails (unavailable) with fewer than ten clusters, or columns that say the same.
Result<ClusteredFit> fit_clustered_poisson(const Eigen::MatrixXd& design, const Eigen::VectorXd& counts,
                                           const std::vector<std::size_t>& cluster);

}  // namespace vigie::foresight
