#include "numerics/clustered_poisson.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace vigie::foresight {

Result<ClusteredFit> fit_clustered_poisson(const Eigen::MatrixXd& design, const Eigen::VectorXd& counts,
                                           const std::vector<std::size_t>& cluster) {
  constexpr std::size_t fewest_clusters = 10;
  constexpr int most_rounds = 50;
  const Eigen::Index rows = design.rows(), size = design.cols();
  const std::size_t clusters = cluster.empty() ? 0 : *std::max_element(cluster.begin(), cluster.end()) + 1;
  if (clusters < fewest_clusters || rows <= size || !(counts.sum() > 0))
    return fail(ErrorKind::unavailable, "too little to fit a regression to");
  ClusteredFit fit;
  // From the counts themselves, as usual for a canonical link (McCullagh & Nelder 1989, §2.5).
  Eigen::VectorXd mean = counts.array().max(0.1), linear = mean.array().log();
  fit.beta = Eigen::VectorXd::Zero(size);
  Eigen::MatrixXd information;
  Eigen::LDLT<Eigen::MatrixXd> solver;
  bool settled = false;
  for (int round = 0; round < most_rounds && !settled; ++round) {
    information = design.transpose() * mean.asDiagonal() * design;
    const Eigen::VectorXd working = linear.array() + (counts - mean).array() / mean.array();
    solver.compute(information);
    const auto diagonal = solver.vectorD();
    if (solver.info() != Eigen::Success || !(diagonal.minCoeff() > 1e-9 * diagonal.maxCoeff()))
      return fail(ErrorKind::unavailable, "two factors say the same, or one never varies: leave one out");
    const Eigen::VectorXd next = solver.solve(design.transpose() * (mean.array() * working.array()).matrix());
    if (!next.allFinite()) return fail(ErrorKind::unavailable, "the regression has no finite solution");
    settled = (next - fit.beta).cwiseAbs().maxCoeff() < 1e-9;
    fit.beta = next;
    linear = (design * fit.beta).array().max(-30.0).min(20.0);
    mean = linear.array().exp();
  }
  if (!settled) return fail(ErrorKind::unavailable, "the regression does not settle: a factor may have days without any event only");
  const Eigen::VectorXd error = counts - mean;
  Eigen::MatrixXd scores = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(clusters), size);
  for (Eigen::Index row = 0; row < rows; ++row)
    scores.row(static_cast<Eigen::Index>(cluster[static_cast<std::size_t>(row)])) += error[row] * design.row(row);
  const double small = static_cast<double>(clusters) / static_cast<double>(clusters - 1);
  const Eigen::MatrixXd bread = solver.solve(Eigen::MatrixXd::Identity(size, size));
  fit.covariance = small * bread * (scores.transpose() * scores) * bread;
  fit.spread = (error.array().square() / mean.array()).sum() / static_cast<double>(rows - size);
  return fit;
}

}  // namespace vigie::foresight
