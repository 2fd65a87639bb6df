#include "forecast/expert_blend.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

constexpr int memory_weeks = 104;
constexpr int rounds = 150;  // EM from equal weights, stopped early: experts that say the same keep sharing their weight
constexpr std::size_t fewest_to_fit = 50;

void to_shares(std::vector<double>& values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  for (auto& value : values) value /= total;
}

}  // namespace

ExpertBlend::ExpertBlend(const StudyArea& area, int keep_every) : area_(area), keep_every_(keep_every) {
  for (auto& list : observed_) list.assign(static_cast<std::size_t>(area.size()), 0.0);
  expected_ = observed_;
  weights_.fill(1.0 / experts);
}

std::array<std::vector<double>, ExpertBlend::experts> ExpertBlend::shares_of_experts(const std::vector<double>& model,
                                                                                     const DecayedMaps& maps) const {
  std::array<std::vector<double>, experts> out;
  std::size_t next = 0;
  for (std::size_t h = 0; h < half_lives_weeks.size(); ++h)
    for (const double prior : prior_events) {
      auto& shares = out[next++];
      shares = model;
      for (std::size_t cell = 0; cell < shares.size(); ++cell) shares[cell] *= (prior + observed_[h][cell]) / (prior + expected_[h][cell]);
      to_shares(shares);
    }
  out[next++] = model;
  for (const int map : plain_maps) {
    auto& shares = out[next++];
    shares.resize(model.size());
    // A tenth from the model, not from a uniform map: that would fill the emptiest cells.
    for (std::size_t cell = 0; cell < shares.size(); ++cell)
      shares[cell] = 0.9 * maps.relative(map, static_cast<int>(cell)) + 0.1 * model[cell] * static_cast<double>(shares.size());
    to_shares(shares);
  }
  return out;
}

void ExpertBlend::learn(int first_day, std::span<const Event> events, const std::vector<double>& model, const DecayedMaps& maps) {
  const auto said = shares_of_experts(model, maps);
  const double cells = static_cast<double>(area_.size());
  std::vector<double> counts(model.size());
  double all = 0;
  for (const auto& event : events) {
    const int cell = area_.cell_of(event);
    if (cell < 0) continue;
    counts[static_cast<std::size_t>(cell)] += 1;
    all += 1;
    // Only cells that an area made then would have had: the others are in the area because of this very event.
    if (area_.known_since(cell) >= first_day || events_++ % keep_every_ != 0) continue;
    Seen seen{first_day, {}};
    for (std::size_t i = 0; i < experts; ++i) seen.relative[i] = static_cast<float>(said[i][static_cast<std::size_t>(cell)] * cells);
    seen_.push_back(seen);
  }
  while (!seen_.empty() && seen_.front().first_day <= first_day - 7 * memory_weeks) seen_.pop_front();
  for (std::size_t h = 0; h < half_lives_weeks.size(); ++h) {
    const double keep = std::exp2(-1 / half_lives_weeks[h]);
    for (std::size_t cell = 0; cell < model.size(); ++cell) {
      if (area_.known_since(static_cast<int>(cell)) >= first_day) continue;
      observed_[h][cell] = keep * observed_[h][cell] + counts[cell];
      expected_[h][cell] = keep * expected_[h][cell] + model[cell] * all;
    }
  }
}

void ExpertBlend::refit() {
  if (seen_.size() < fewest_to_fit) return;
  weights_.fill(1.0 / experts);
  for (int round = 0; round < rounds; ++round) {
    std::array<double, experts> next{};
    for (const auto& seen : seen_) {
      double sum = 0;
      for (std::size_t i = 0; i < experts; ++i) sum += weights_[i] * static_cast<double>(seen.relative[i]);
      for (std::size_t i = 0; i < experts; ++i) next[i] += weights_[i] * static_cast<double>(seen.relative[i]) / sum;
    }
    for (std::size_t i = 0; i < experts; ++i) weights_[i] = next[i] / static_cast<double>(seen_.size());
  }
}

std::vector<double> ExpertBlend::blend(const std::vector<double>& model, const DecayedMaps& maps) const {
  if (seen_.empty()) return model;  // nothing has judged the experts yet
  const auto said = shares_of_experts(model, maps);
  std::vector<double> out(model.size());
  for (std::size_t i = 0; i < experts; ++i)
    for (std::size_t cell = 0; cell < out.size(); ++cell) out[cell] += weights_[i] * said[i][cell];
  return out;
}

}  // namespace vigie::foresight
