#include "measure/contrast.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace vigie::foresight {
namespace {

// Added to every sum, so that an empty window gives a large ratio and not an infinite one (Anscombe, Biometrika 1956).
constexpr double half = 0.5;

// The nearest point of the simplex (Duchi et al., ICML 2008).
Eigen::VectorXd onto_simplex(const Eigen::VectorXd& values) {
  std::vector<double> sorted(values.data(), values.data() + values.size());
  std::sort(sorted.rbegin(), sorted.rend());
  double sum = 0, shift = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / static_cast<double>(i + 1);
    if (sorted[i] - candidate > 0) shift = candidate;
  }
  return (values.array() - shift).max(0).matrix();
}

}  // namespace

Sums::Sums(const Panel& panel) : stride_(panel.dates.size() + 1), sums_(panel.units.size() * stride_, 0) {
  for (std::size_t unit = 0; unit < panel.units.size(); ++unit)
    for (std::size_t date = 0; date < panel.dates.size(); ++date)
      sums_[unit * stride_ + date + 1] = sums_[unit * stride_ + date] + panel.count(unit, date);
}

Contrast Sums::contrast(std::span<const std::size_t> group, std::span<const std::size_t> others, const Windows& w) const {
  Contrast one;
  for (const auto unit : group) one.treated_pre += of(unit, w.pre_begin, w.pre_end), one.treated_post += of(unit, w.post_begin, w.post_end);
  for (const auto unit : others) one.other_pre += of(unit, w.pre_begin, w.pre_end), one.other_post += of(unit, w.post_begin, w.post_end);
  const double a = one.treated_post + half, b = one.treated_pre + half, c = one.other_post + half, d = one.other_pre + half;
  one.log_ratio = std::log(a / b) - std::log(c / d);
  one.scale = 1 / a + 1 / b + 1 / c + 1 / d;
  return one;
}

std::optional<double> synthetic_control_effect(const Panel& panel, std::span<const std::size_t> group, std::span<const std::size_t> others,
                                               const Windows& w) {
  const auto periods = static_cast<Eigen::Index>(w.pre_end - w.pre_begin), n = static_cast<Eigen::Index>(others.size());
  const auto series = [&](std::span<const std::size_t> units) {
    Eigen::VectorXd values = Eigen::VectorXd::Zero(periods);
    for (const auto unit : units)
      for (Eigen::Index t = 0; t < periods; ++t) values[t] += panel.count(unit, w.pre_begin + static_cast<std::size_t>(t));
    return values;
  };
  Eigen::VectorXd target = series(group);
  if (target.sum() <= 0) return std::nullopt;
  target /= target.mean();
  // Each unit against its own mean, so that a small zone can follow a large one.
  Eigen::MatrixXd donors(periods, n);
  std::vector<double> means(others.size());
  for (Eigen::Index i = 0; i < n; ++i) {
    const Eigen::VectorXd one = series(others.subspan(static_cast<std::size_t>(i), 1));
    means[static_cast<std::size_t>(i)] = one.mean();
    donors.col(i) = one.mean() > 0 ? Eigen::VectorXd(one / one.mean()) : Eigen::VectorXd::Zero(periods);
  }
  // The start is in proportion to events, as in the pooled comparison; the pull is the donors' own variance.
  Eigen::VectorXd start = Eigen::Map<const Eigen::VectorXd>(means.data(), n);
  if (start.sum() <= 0) return std::nullopt;
  start /= start.sum();
  const double pull = (donors.rowwise() - donors.colwise().mean()).squaredNorm() / static_cast<double>(n);
  const Eigen::MatrixXd products = donors.transpose() * donors;
  const Eigen::VectorXd aim = donors.transpose() * target + pull * start;
  const double step = 1 / (products.trace() + pull);
  Eigen::VectorXd weights = start, ahead = start;
  double momentum = 1;
  for (int round = 0; round < 500; ++round) {  // accelerated projected gradient (Beck, Teboulle, SIAM J. Imaging Sci. 2009)
    const Eigen::VectorXd next = onto_simplex(ahead - step * (products * ahead + pull * ahead - aim));
    const double next_momentum = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
    ahead = next + (momentum - 1) / next_momentum * (next - weights);
    momentum = next_momentum;
    weights = next;
  }
  double after = 0, group_after = 0, group_before = 0;
  const double pre = static_cast<double>(w.pre_end - w.pre_begin), post = static_cast<double>(w.post_end - w.post_begin);
  const auto mean_after = [&](std::size_t unit) {
    double sum = 0;
    for (std::size_t t = w.post_begin; t < w.post_end; ++t) sum += panel.count(unit, t);
    return sum / post;
  };
  double covered = 0;
  for (Eigen::Index i = 0; i < n; ++i)
    if (const double mean = means[static_cast<std::size_t>(i)]; mean > 0)
      after += weights[i] * mean_after(others[static_cast<std::size_t>(i)]) / mean, covered += weights[i];
  for (const auto unit : group) {
    group_after += mean_after(unit);
    for (std::size_t t = w.pre_begin; t < w.pre_end; ++t) group_before += panel.count(unit, t) / pre;
  }
  if (after <= 0 || covered <= 0) return std::nullopt;
  return group_after / group_before / (after / covered) - 1;
}

}  // namespace vigie::foresight
