#include "forecast/figures.h"

#include <cmath>
#include <numeric>

#include "numerics/block_bootstrap.h"

namespace vigie::foresight {
namespace {

constexpr std::array<const char*, 3> top_names{"1", "2", "5"};

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
double ratio(double above, double below) { return below > 0 ? above / below : 0.0; }

double ratio_of(const std::vector<double>& above, const std::vector<double>& below, const std::vector<std::size_t>& weeks) {
  double a = 0, b = 0;
  for (const std::size_t week : weeks) {
    a += above[week];
    b += below[week];
  }
  return ratio(a, b);
}

Json calibration_of(const std::vector<double>& expected, const std::vector<double>& observed) {
  const auto interval = block_bootstrap(expected.size(), [&](const auto& weeks) { return ratio_of(observed, expected, weeks); });
  return {{"ratio", ratio(sum(observed), sum(expected))}, {"low", interval.low}, {"high", interval.high}};
}

}  // namespace

double gain_per_event(const WeekScores& scores) { return ratio(sum(scores.gain), sum(scores.events)); }

Json figures(const WeekScores& scores, std::size_t origins) {
  Json hit_rate, hit_rate_all, pai, bins = Json::array(), parts = Json::array();
  const double events = sum(scores.events), all = sum(scores.all_events), n = static_cast<double>(origins);
  for (std::size_t q = 0; q < top_names.size(); ++q) {
    const double hits = sum(scores.hits[q]);
    hit_rate[top_names[q]] = ratio(hits, events);
    hit_rate_all[top_names[q]] = ratio(hits, all);
    pai[top_names[q]] = ratio(ratio(hits, events), scores.top_area[q] / n);
  }
  for (std::size_t bin = 0; bin < calibration_bins; ++bin) {
    bins.push_back(calibration_of(scores.bin_expected[bin], scores.bin_observed[bin]));
    parts.push_back(calibration_of(scores.part_expected[bin], scores.part_observed[bin]));
  }
  Json calibration{{"bins", std::move(bins)}, {"parts", std::move(parts)}};
  if (!scores.inside.empty()) {
    const int weeks = static_cast<int>(scores.inside.size());
    const int inside = static_cast<int>(std::lround(sum(scores.inside) / n));
    calibration["weekly_total"] = {{"weeks", weeks}, {"inside_90", inside}, {"p", binomial_p(inside, weeks, 0.9)}};
  }
  return {{"hit_rate", std::move(hit_rate)},
          {"hit_rate_all", std::move(hit_rate_all)},
          {"pai", std::move(pai)},
          {"information_gain", gain_per_event(scores)},
          {"calibration", std::move(calibration)}};
}

Json advantage(const WeekScores& forecast, const WeekScores& plain) {
  const auto difference = [&](const std::vector<double>& ours, const std::vector<double>& theirs) {
    const auto interval = block_bootstrap(
        ours.size(), [&](const auto& weeks) { return ratio_of(ours, forecast.events, weeks) - ratio_of(theirs, plain.events, weeks); });
    return Json{{"mean", ratio(sum(ours), sum(forecast.events)) - ratio(sum(theirs), sum(plain.events))},
                {"low", interval.low},
                {"high", interval.high}};
  };
  return {{"information_gain", difference(forecast.gain, plain.gain)}, {"hit_rate_1", difference(forecast.hits[0], plain.hits[0])}};
}

}  // namespace vigie::foresight
