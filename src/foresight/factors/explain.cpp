#include <algorithm>
#include <cmath>

#include "factors/allowed.h"
#include "factors/design.h"
#include "numerics/clustered_poisson.h"

namespace vigie::foresight {
namespace {

constexpr std::size_t fewest_events = 200;
constexpr int fewest_days = 7 * 20;
constexpr int most_days = 366 * 50;
constexpr double normal_975 = 1.959963984540054;

std::string sentence(const Effect& effect, double ratio, double low, double high) {
  if (low <= 1 && high >= 1)
    return fmt::format("{}: no difference from {} can be told (95 %: {:+.0f} to {:+.0f} %), the other factors held equal.", effect.level,
                       effect.against, 100 * (low - 1), 100 * (high - 1));
  return fmt::format("{}: goes with {:.0f} % {} events than {} (95 %: {:+.0f} to {:+.0f} %), the other factors held equal.", effect.level,
                     100 * std::abs(ratio - 1), ratio > 1 ? "more" : "fewer", effect.against, 100 * (low - 1), 100 * (high - 1));
}

}  // namespace

Status add_factors(std::string_view csv, DailyFactors& factors) {
  CsvReader reader(csv);
  Fields header;
  VIGIE_TRY(const bool any, reader.next(header));
  if (!any) return fail(ErrorKind::invalid_input, "the file is empty");
  std::vector<std::string> names{"date"};
  for (const auto& field : header) {
    const std::string name(trimmed(field));
    if (name == "date" || name.empty()) continue;
    VIGIE_CHECK(allowed_factor(name));
    if (factors.contains(name)) return fail(ErrorKind::invalid_input, fmt::format("factor '{}' is given twice", name));
    names.push_back(name);
  }
  std::vector<std::map<Day, double>> values(names.size());
  VIGIE_CHECK(for_each_row(csv, names, [&](std::size_t line, const Fields& fields) -> Status {
    const auto day = parse_day(trimmed(fields[0]));
    if (!day)
      return fail(ErrorKind::invalid_input,
                  fmt::format("line {}: '{}' is no date; write 2016-12-26 or 26/12/2016", line, fields[0].substr(0, 40)));
    for (std::size_t i = 1; i < names.size(); ++i)
      if (const auto value = parse_number(trimmed(fields[i]))) values[i][*day] = *value;
    return {};
  }));
  for (std::size_t i = 1; i < names.size(); ++i)
    if (!values[i].empty()) factors.emplace(names[i], std::move(values[i]));
  return {};
}

Result<Json> explain(const EventSet& set, const DailyFactors& factors, const Holidays& holidays, const FactorOptions& options) {
  if (set.events.size() < fewest_events)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} usable events of {} read are too few: at least {} are needed", set.events.size(), set.read, fewest_events));
  const int from = options.from.value_or(set.events.front().day), to = options.to.value_or(set.events.back().day + 1);
  if (to - from < fewest_days || to - from > most_days)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} days are asked about: between {} and {} are needed", to - from, fewest_days, most_days));
  const auto design = factor_design(set, factors, holidays, from, to);
  if (design.days < fewest_days)
    return fail(ErrorKind::invalid_input,
                fmt::format("only {} days have a value of every factor: at least {} are needed", design.days, fewest_days));
  if (design.counts.sum() < static_cast<double>(fewest_events))
    return fail(ErrorKind::invalid_input, "too few events lie on the days that have a value of every factor");
  VIGIE_TRY(const auto fit, fit_clustered_poisson(design.columns, design.counts, design.week));
  Json told = Json::array();
  for (std::size_t i = 0; i < design.effects.size(); ++i) {
    const auto& effect = design.effects[i];
    if (!effect.told) continue;
    const auto at = static_cast<Eigen::Index>(i);
    const double error = std::sqrt(std::max(fit.covariance(at, at), 0.0));
    const double ratio = std::exp(fit.beta[at]), low = std::exp(fit.beta[at] - normal_975 * error),
                 high = std::exp(fit.beta[at] + normal_975 * error);
    told.push_back({{"factor", effect.factor},
                    {"level", effect.level},
                    {"against", effect.against},
                    {"ratio", ratio},
                    {"low", low},
                    {"high", high},
                    {"sentence", sentence(effect, ratio, low, high)}});
  }
  return Json{{"factors", std::move(told)},
              {"held_equal", {"season", "year"}},
              {"passed_over", design.passed_over},
              {"rows", design.by_hour ? "days and three hours" : "days"},
              {"days", design.days},
              {"days_left_out", design.days_left_out},
              {"events", design.counts.sum()},
              {"spread", fit.spread},
              {"errors", "robust, by week"},
              {"from", format_day(from)},
              {"to", format_day(to)},
              {"kinds", set.kinds},
              {"read", set.read},
              {"left_out", set.left_out},
              {"note", "A factor goes with more or fewer events; this does not say that it causes them."}};
}

}  // namespace vigie::foresight
