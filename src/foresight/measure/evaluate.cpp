#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "measure/contrast.h"

namespace vigie::foresight {
namespace {

constexpr double level = 0.05;
constexpr double power = 0.8;
constexpr std::size_t draws = 1500;
// With fewer different placebos than this no rank can be as rare as one in twenty.
constexpr std::size_t least_placebos = 20;
constexpr std::size_t least_controls = 4;
constexpr double least_events = 20;  // in the treated units before the measure, and as many expected after it
// A test that cannot even see a halving must not say "no detectable effect".
constexpr double useless_above = 0.5;

using Units = std::vector<std::size_t>;

using Placebos = std::vector<Contrast>;

// Variance = chance × scale + drift. Chance (1 would be Poisson) and drift are what the placebos show, never assumed: chance from the
// regression of squared contrasts on their scale, both at least 0. Sizes differ between units; this puts them on one footing.
struct Noise {
  double chance = 1, drift = 0;
  double variance(double scale) const { return chance * scale + drift; }
};

Noise noise_of(const Placebos& placebos) {
  Noise noise;
  // Weighted least squares with weights 1/variance², renewed three times: variance of a square grows with its square.
  for (int round = 0; round < 4; ++round) {
    double w_ = 0, x_ = 0, y_ = 0, xx = 0, xy = 0;
    for (const auto& one : placebos) {
      const double v = noise.variance(one.scale), w = 1 / (v * v), y = one.log_ratio * one.log_ratio;
      w_ += w, x_ += w * one.scale, y_ += w * y, xx += w * one.scale * one.scale, xy += w * one.scale * y;
    }
    const double spread = xx - x_ * x_ / w_;
    double slope = spread > 1e-12 * xx ? (xy - x_ * y_ / w_) / spread : y_ / x_;
    double constant = (y_ - slope * x_) / w_;
    if (constant < 0 || spread <= 1e-12 * xx) constant = 0, slope = xy / xx;
    if (slope < 0) slope = 0, constant = y_ / w_;
    noise = {slope, constant};
    if (noise.variance(placebos.front().scale) <= 0) return {1, 0};
  }
  return noise;
}

double quantile(std::vector<double> values, double share) {
  // The ceil(share (n + 1))-th: never optimistic on few placebos.
  const auto n = values.size();
  const auto place = std::min(n, static_cast<std::size_t>(std::ceil(share * static_cast<double>(n + 1)))) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
  return values[place];
}

Result<Windows> windows_of(const Panel& panel, const MeasureQuestion& question) {
  const auto at = std::lower_bound(panel.dates.begin(), panel.dates.end(), question.start);
  if (at == panel.dates.end() || at == panel.dates.begin())
    return fail(ErrorKind::invalid_input,
                fmt::format("--start {}: the panel runs from {} to {}; the measure must start inside it", format_day(question.start),
                            format_day(panel.dates.front()), format_day(panel.dates.back())));
  const auto start = static_cast<std::size_t>(at - panel.dates.begin());
  // A start within a period makes that period neither before nor after.
  const std::size_t before = *at == question.start ? start : start - 1;
  if (before == 0)
    return fail(ErrorKind::invalid_input, fmt::format("--start {}: no whole period lies before it", format_day(question.start)));
  const auto length =
      std::max<std::int64_t>(1, (panel.dates.back() - panel.dates.front()).count() / static_cast<std::int64_t>(panel.dates.size() - 1));
  const auto year = static_cast<std::size_t>(std::max<std::int64_t>(1, 365 / length));
  const std::size_t there = panel.dates.size() - start;
  const std::size_t post = question.post.value_or(std::min(there, year));
  const std::size_t pre = question.pre.value_or(std::min(before, std::max(2 * post, year)));
  if (post == 0 || post > there)
    return fail(ErrorKind::invalid_input, fmt::format("--post {}: the panel has {} periods from the start on", post, there));
  if (pre == 0 || pre > before)
    return fail(ErrorKind::invalid_input, fmt::format("--pre {}: the panel has {} whole periods before the start", pre, before));
  return Windows{before - pre, before, start, start + post};
}

// How many different groups there are, or `enough` if more.
std::size_t groups_of(std::size_t units, std::size_t size, std::size_t enough) {
  double ways = 1;
  for (std::size_t i = 0; i < size && ways < static_cast<double>(enough); ++i)
    ways *= static_cast<double>(units - i) / static_cast<double>(i + 1);
  return static_cast<std::size_t>(std::min(ways + 0.5, static_cast<double>(enough)));
}

struct PlaceboCount {
  std::size_t different = 0;  // groups of units and times
  std::size_t freedom = 0;    // units that can differ from each other, over all times
};

// Random groups of as many units as were treated (at most half of those there are), each against all the rest: at the real date
// among the controls only, and in every earlier window that ends before the measure among all units.
Placebos placebos_of(const Sums& sums, const Units& treated, const Units& controls, const Windows& real, PlaceboCount& count) {
  std::vector<Windows> times{real};
  const std::size_t after = real.post_end - real.post_begin;
  for (std::size_t back = after; real.pre_begin >= back; back += after)
    if (real.post_end - back <= real.pre_end)
      times.push_back({real.pre_begin - back, real.pre_end - back, real.post_begin - back, real.post_end - back});
  Units everyone = controls;
  everyone.insert(everyone.end(), treated.begin(), treated.end());
  std::sort(everyone.begin(), everyone.end());
  const std::size_t size = std::min(treated.size(), controls.size() / 2);
  Placebos found;
  std::mt19937_64 random(20161225);  // any fixed seed: the same question has the same answer
  const std::size_t each = std::max<std::size_t>(1, draws / times.size());
  for (std::size_t t = 0; t < times.size(); ++t) {
    Units pool = t == 0 ? controls : everyone;
    const std::size_t ways = groups_of(pool.size(), size, each);
    count.different += ways;
    count.freedom += pool.size() - 1;
    // Whole partitions into groups, so that every unit is a placebo equally often.
    for (std::size_t made = 0; made < ways;) {
      for (std::size_t i = pool.size() - 1; i > 0; --i) std::swap(pool[i], pool[random() % (i + 1)]);
      for (std::size_t at = 0; at + size <= pool.size() && made < ways; at += size, ++made) {
        const std::span<const std::size_t> group(pool.data() + at, size);
        Units others(pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(at));
        others.insert(others.end(), pool.begin() + static_cast<std::ptrdiff_t>(at + size), pool.end());
        found.push_back(sums.contrast(group, others, times[t]));
      }
    }
  }
  return found;
}

// Groups of several units overlap: many placebos from few units know their own spread only as well as those few units do. The
// factor from the normal law to Student's at 5 %, by the expansion of Cornish and Fisher (Abramowitz, Stegun 26.7.5).
double student_factor(std::size_t freedom) {
  const double f = static_cast<double>(freedom), z = 1.96;
  return 1 + ((z * z * z + z) / (4 * f) + (5 * std::pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * f * f)) / z;
}

void judge(MeasureReport& report, const Contrast& real, const Placebos& placebos, double widening) {
  const auto noise = noise_of(placebos);
  std::vector<double> sizes, either;
  std::size_t as_far = 0;
  const double z = real.log_ratio / std::sqrt(noise.variance(real.scale));
  for (const auto& one : placebos) {
    const double size = widening * std::abs(one.log_ratio) / std::sqrt(noise.variance(one.scale));
    sizes.push_back(size);
    either.push_back(size), either.push_back(-size);
    if (size >= std::abs(z)) ++as_far;
  }
  const double critical = quantile(sizes, 1 - level), reserve = std::max(0.0, quantile(either, power));
  const double reach = critical * std::sqrt(noise.variance(real.scale));
  report.p = (1.0 + static_cast<double>(as_far)) / (1.0 + static_cast<double>(placebos.size()));
  report.effect = std::expm1(real.log_ratio);
  report.low = std::expm1(real.log_ratio - reach);
  report.high = std::expm1(real.log_ratio + reach);
  // Without the measure the treated units would have gone as the others did; a fall leaves fewer events and so more noise.
  const double usual = (real.treated_pre + 0.5) * (real.other_post + 0.5) / (real.other_pre + 0.5);
  const double rest = 1 / (real.treated_pre + 0.5) + 1 / (real.other_pre + 0.5) + 1 / (real.other_post + 0.5);
  double fall = 0;
  for (int round = 0; round < 60; ++round)
    fall = std::min(20.0, (critical + reserve) * std::sqrt(noise.variance(rest + 1 / (usual * std::exp(-fall) + 0.5))));
  report.minimum_detectable_effect = -std::expm1(-fall);
  if (*report.p <= level)
    report.verdict = real.log_ratio < 0 ? Verdict::fewer : Verdict::more;
  else if (*report.minimum_detectable_effect <= useless_above)
    report.verdict = Verdict::no_detectable_effect;
  else
    report.reason =
        fmt::format("the smallest effect that could be seen is {:.0f} % fewer: too little data", 100 * *report.minimum_detectable_effect);
}

}  // namespace

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::fewer:
      return "fewer";
    case Verdict::more:
      return "more";
    case Verdict::no_detectable_effect:
      return "no_detectable_effect";
    case Verdict::cannot_tell:
      return "cannot_tell";
  }
  return "cannot_tell";
}

Result<MeasureReport> evaluate_measure(const Panel& panel, const MeasureQuestion& question) {
  Units treated, controls;
  if (question.treated.empty()) return fail(ErrorKind::invalid_input, "--treated names no unit");
  for (const auto& unit : question.treated)
    if (!std::binary_search(panel.units.begin(), panel.units.end(), unit))
      return fail(ErrorKind::invalid_input, fmt::format("--treated: the panel has no unit '{}'", unit));
  for (std::size_t unit = 0; unit < panel.units.size(); ++unit)
    (question.treated.contains(panel.units[unit]) ? treated : controls).push_back(unit);
  if (controls.empty()) return fail(ErrorKind::invalid_input, "--treated names every unit of the panel; some must be left to compare with");
  VIGIE_TRY(const auto windows, windows_of(panel, question));
  const Sums sums(panel);
  // Units without an event in either window say nothing of how places vary; they would only make the placebos look quiet.
  std::erase_if(controls, [&](std::size_t unit) { return sums.of(unit, windows.pre_begin, windows.post_end) <= 0; });

  MeasureReport report;
  report.treated = treated.size();
  report.controls = controls.size();
  report.pre = windows.pre_end - windows.pre_begin;
  report.post = windows.post_end - windows.post_begin;
  const auto real = sums.contrast(treated, controls, windows);
  const double usual = real.other_pre > 0 ? real.treated_pre * real.other_post / real.other_pre : 0;
  if (real.treated_pre < least_events || usual < least_events) {
    report.reason =
        fmt::format("{:.0f} events in the treated units before, {:.0f} to be expected after: at least {:.0f} of each are needed",
                    real.treated_pre, usual, least_events);
    return report;
  }
  if (controls.size() < least_controls) {
    report.reason = fmt::format("{} units to compare with are too few; {} are needed", controls.size(), least_controls);
    return report;
  }
  PlaceboCount count;
  const auto placebos = placebos_of(sums, treated, controls, windows, count);
  report.placebos = placebos.size();
  if (count.different < least_placebos) {
    report.reason =
        fmt::format("only {} different placebos in space and time; {} are needed to call something rare", count.different, least_placebos);
    return report;
  }
  judge(report, real, placebos, treated.size() == 1 ? 1 : student_factor(count.freedom));
  report.synthetic_control_effect = synthetic_control_effect(panel, treated, controls, windows);
  return report;
}

}  // namespace vigie::foresight
