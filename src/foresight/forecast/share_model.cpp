#include "forecast/share_model.h"

#include <algorithm>
#include <cmath>

namespace vigie::foresight {
namespace {

// Chosen on Barcelona 2016–2017 and Charlottesville 10/2016–9/2017, before the published tests' first days (decision 0050).
constexpr int warm_up_weeks = 20;         // the youngest maps say nothing before
constexpr int mixture_weeks = 104;        // memory of the mixture's weights
constexpr int regression_weeks = 260;     // memory of the regression
constexpr double log_floor = 0.02;        // added to a relative rate before its logarithm
constexpr double ridge = 1e-3;            // per event
constexpr int mixture_rounds = 60;        // EM from equal weights, stopped early: similar maps keep sharing their weight
constexpr double uniform_share = 0.0005;  // keeps every cell possible
constexpr std::size_t fewest_to_fit = 50;
// Bounds on what is kept in memory.
constexpr int most_rows = 400'000;    // cells × snapshots
constexpr double most_seen = 60'000;  // events for the mixture

float feature(double relative) { return static_cast<float>(std::log(relative + log_floor)); }

}  // namespace

ShareModel::ShareModel(const StudyArea& area, const KindGroups& groups, double weekly_events)
    : area_(area),
      maps_(area, groups),
      snapshot_every_(std::clamp(regression_weeks * area.size() / most_rows + 1, 4, 32)),
      keep_every_(std::max(1, static_cast<int>(std::ceil(weekly_events * mixture_weeks / most_seen)))),
      blend_(area, keep_every_) {
  weights_.fill(1.0 / parts);
}

void ShareModel::learn(int first_day, std::span<const Event> events, bool judged) {
  if (weeks_ >= warm_up_weeks) {
    if (weeks_ % snapshot_every_ == 0) {
      Snapshot snapshot{first_day, {Eigen::MatrixXf(area_.size(), DecayedMaps::count), Eigen::VectorXf::Zero(area_.size())}};
      for (int map = 0; map < DecayedMaps::count; ++map)
        for (int cell = 0; cell < area_.size(); ++cell) snapshot.block.features(cell, map) = feature(maps_.relative(map, cell));
      for (const auto& event : events)
        if (const int cell = area_.cell_of(event); cell >= 0) snapshot.block.counts[cell] += 1;
      snapshots_.push_back(std::move(snapshot));
    }
    for (const auto& event : events) {
      const int cell = area_.cell_of(event);
      if (cell < 0 || events_++ % keep_every_ != 0) continue;
      Seen seen{first_day, {}};
      for (int map = 0; map < DecayedMaps::count; ++map)
        seen.relative[static_cast<std::size_t>(map)] = static_cast<float>(maps_.relative(map, cell));
      seen.relative.back() = 1;
      seen_.push_back(seen);
    }
  }
  while (!snapshots_.empty() && snapshots_.front().first_day <= first_day - 7 * regression_weeks) snapshots_.pop_front();
  while (!seen_.empty() && seen_.front().first_day <= first_day - 7 * mixture_weeks) seen_.pop_front();
  if (judged) blend_.learn(first_day, events, model(), maps_);
  maps_.add_week(events);
  ++weeks_;
}

void ShareModel::refit_mixture(int first_day) {
  while (!seen_.empty() && seen_.front().first_day < first_day - 7 * mixture_weeks) seen_.pop_front();
  if (seen_.size() < fewest_to_fit) return;
  weights_.fill(1.0 / parts);
  for (int round = 0; round < mixture_rounds; ++round) {
    std::array<double, parts> next{};
    for (const auto& seen : seen_) {
      double sum = 0;
      for (std::size_t k = 0; k < parts; ++k) sum += weights_[k] * static_cast<double>(seen.relative[k]);
      for (std::size_t k = 0; k < parts; ++k) next[k] += weights_[k] * static_cast<double>(seen.relative[k]) / sum;
    }
    for (std::size_t k = 0; k < parts; ++k) weights_[k] = next[k] / static_cast<double>(seen_.size());
  }
}

void ShareModel::refit_regression(int first_day) {
  std::vector<const DesignBlock*> blocks;
  int oldest = first_day;
  for (const auto& snapshot : snapshots_) {
    blocks.push_back(&snapshot.block);
    oldest = std::min(oldest, snapshot.first_day);
  }
  if (blocks.size() < 4 || seen_.size() < fewest_to_fit) return;
  // Only cells that an area made at the window's start would have had: the test's area is that old, too, when it is judged.
  // With hindsight every empty cell of the area but a neighbour would soon get an event.
  Eigen::VectorXd known(area_.size());
  for (int cell = 0; cell < area_.size(); ++cell) known[cell] = area_.known_since(cell) < oldest ? 1 : 0;
  if (auto fitted = fit_poisson(blocks, known, ridge)) beta_ = std::move(*fitted);
}

std::vector<double> ShareModel::model() const {
  const auto cells = static_cast<std::size_t>(area_.size());
  std::vector<double> mixture(cells), regression(cells);
  double mixture_sum = 0, regression_sum = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    double mixed = weights_.back(), linear = 0;
    for (int map = 0; map < DecayedMaps::count; ++map) {
      const double relative = maps_.relative(map, static_cast<int>(cell));
      mixed += weights_[static_cast<std::size_t>(map)] * relative;
      if (beta_.size() > 0) linear += beta_[map + 1] * std::log(relative + log_floor);
    }
    mixture_sum += mixture[cell] = mixed;
    regression_sum += regression[cell] = std::exp(std::clamp(linear, -30.0, 30.0));
  }
  const double half = beta_.size() > 0 ? 0.5 : 0.0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double mixed = mixture_sum > 0 ? mixture[cell] / mixture_sum : 1.0 / static_cast<double>(cells);
    mixture[cell] = (1 - half) * mixed + half * regression[cell] / regression_sum;
  }
  return mixture;
}

std::vector<double> ShareModel::shares() const {
  auto shares = blend_.blend(model(), maps_);
  for (auto& share : shares) share = (1 - uniform_share) * share + uniform_share / static_cast<double>(shares.size());
  return shares;
}

}  // namespace vigie::foresight
