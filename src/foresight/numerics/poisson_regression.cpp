#include "numerics/poisson_regression.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace vigie::foresight {

Result<Eigen::VectorXd> fit_poisson(std::span<const DesignBlock* const> blocks, const Eigen::VectorXd& row_weights, double ridge) {
  double events = 0;
  for (const auto* block : blocks) events += block->counts.cast<double>().dot(row_weights);
  const double rows = row_weights.sum() * static_cast<double>(blocks.size());
  if (!(events > 0) || !(rows > 0)) return fail(ErrorKind::unavailable, "no event to fit a regression to");
  const Eigen::Index size = blocks[0]->features.cols() + 1;
  Eigen::VectorXd penalty = Eigen::VectorXd::Constant(size, ridge * events);
  penalty[0] = 0;
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(size);
  beta[0] = std::log(events / rows);
  Eigen::MatrixXd design(row_weights.size(), size), scaled(row_weights.size(), size);
  design.col(0).setOnes();
  constexpr int most_rounds = 25;
  for (int round = 0; round < most_rounds; ++round) {
    Eigen::MatrixXd information = penalty.asDiagonal();
    Eigen::VectorXd gradient = -penalty.cwiseProduct(beta);
    for (const auto* block : blocks) {
      design.rightCols(size - 1) = block->features.cast<double>();
      // Bounds keep one wild step from overflowing; a fitted rate per cell and week is far inside them.
      const Eigen::VectorXd mean = (design * beta).array().max(-30.0).min(10.0).exp() * row_weights.array();
      gradient += design.transpose() * (block->counts.cast<double>().cwiseProduct(row_weights) - mean);
      scaled = mean.cwiseSqrt().asDiagonal() * design;
      information.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
    }
    const Eigen::LDLT<Eigen::MatrixXd, Eigen::Lower> solver(information);
    const Eigen::VectorXd step = solver.solve(gradient);
    if (solver.info() != Eigen::Success || !step.allFinite()) return fail(ErrorKind::unavailable, "the regression has no finite solution");
    beta += step;
    if (step.cwiseAbs().maxCoeff() < 1e-6) break;
  }
  return beta;
}

}  // namespace vigie::foresight
