#include "footfall/regression.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace vigie::foresight {
namespace {

// Chosen on Leeds 2013–2014 (docs/decisions/0055): ridge in units of a row of mean weight, half-life of what was learnt.
constexpr double ridge = 1;
constexpr double half_life_days = 1500;
constexpr double least_surprise = 0.1;
constexpr double most_departure = 2;

}  // namespace

struct Regression::Hour {
  Eigen::MatrixXd products;
  Eigen::VectorXd targets, coefficients;
  double weight = 0, rows = 0;
  bool solved = false;
};

Regression::Regression(std::size_t features) : features_(features), hours_(24) {
  const auto n = static_cast<Eigen::Index>(features);
  for (auto& hour : hours_) {
    hour.products = Eigen::MatrixXd::Zero(n, n);
    hour.targets = hour.coefficients = Eigen::VectorXd::Zero(n);
  }
}

Regression::~Regression() = default;

double Regression::predict(int hour, const double* features) const {
  const auto& one = hours_[static_cast<std::size_t>(hour)];
  if (!one.solved) return 0;
  const Eigen::Map<const Eigen::VectorXd> x(features, static_cast<Eigen::Index>(features_));
  return std::clamp(one.coefficients.dot(x), -most_departure, most_departure);
}

bool Regression::ready(int hour) const { return hours_[static_cast<std::size_t>(hour)].solved; }

void Regression::learn(int hour, const std::vector<double>& features, const std::vector<double>& departures,
                       const std::vector<double>& people) {
  auto& one = hours_[static_cast<std::size_t>(hour)];
  const auto rows = static_cast<Eigen::Index>(departures.size());
  if (rows == 0) return;
  const Eigen::Map<const Eigen::MatrixXd> x(features.data(), static_cast<Eigen::Index>(features_), rows);
  Eigen::VectorXd y(rows), w(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    y[i] = std::clamp(departures[at], -most_departure, most_departure);
    // One step of iteratively reweighted least squares, from the forecast that was made before the row was seen.
    const double surprise = one.solved ? std::abs(y[i] - one.coefficients.dot(x.col(i))) : least_surprise;
    w[i] = people[at] * least_surprise / std::max(surprise, least_surprise);
  }
  const Eigen::MatrixXd scaled = x * w.cwiseSqrt().asDiagonal();
  one.products.selfadjointView<Eigen::Lower>().rankUpdate(scaled);
  one.targets.noalias() += x * w.cwiseProduct(y);
  one.weight += w.sum();
  one.rows += static_cast<double>(rows);
}

void Regression::solve() {
  for (auto& one : hours_) {
    if (one.rows < 2.0 * static_cast<double>(features_)) continue;  // too little to tell the features apart
    Eigen::MatrixXd system = one.products;
    system.diagonal().array() += ridge * one.weight / one.rows;
    one.coefficients = system.selfadjointView<Eigen::Lower>().ldlt().solve(one.targets);
    one.solved = one.coefficients.allFinite();
  }
}

void Regression::age_by_a_day() {
  const double keep = std::exp2(-1 / half_life_days);
  for (auto& one : hours_) {
    one.products *= keep;
    one.targets *= keep;
    one.weight *= keep;
    one.rows *= keep;
  }
}

}  // namespace vigie::foresight
