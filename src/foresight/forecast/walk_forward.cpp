#include "forecast/walk_forward.h"

#include <algorithm>

#include "forecast/share_model.h"

namespace vigie::foresight {
namespace {

constexpr int longest_history_weeks = 1040;  // what is older counts as of the first week: a date of 1900 must not cost hours
constexpr int mixture_every_weeks = 13;
constexpr int regression_every_weeks = 52;
constexpr int judged_weeks = 104;  // before the test: forecast and judged silently, so that the blend knows its experts
constexpr int first_weeks = 26;    // of the history, too young to be forecast

std::vector<float> times(const std::vector<double>& shares, double total) {
  std::vector<float> out;
  out.reserve(shares.size());
  for (const double share : shares) out.push_back(static_cast<float>(share * total));
  return out;
}

}  // namespace

WalkForward walk_forward(const StudyArea& area, std::span<const Event> events, int start, int weeks) {
  const auto before = [](const Event& event, int day) { return event.day < day; };
  const auto past = static_cast<double>(std::lower_bound(events.begin(), events.end(), start, before) - events.begin());
  const int history = std::clamp((start - events.front().day + 6) / 7, 1, longest_history_weeks);
  const KindGroups groups(events, start);
  ShareModel model(area, groups, past / history);
  TotalModel total(groups.size());
  const int first_judged = -std::clamp(history - first_weeks, 0, judged_weeks);
  PlainMaps plain_maps(area, events);
  WalkForward out;
  auto next = events.begin();
  for (int week = -history; week < weeks; ++week) {
    const int day = start + 7 * week;
    model.weigh(total.rates());
    if (week >= first_judged) {
      if (week % regression_every_weeks == 0 || week == first_judged) model.refit_regression(day);
      if (week % mixture_every_weeks == 0 || week == first_judged) {
        model.refit_mixture(day);
        model.refit_blend();
      }
    }
    if (week >= 0) {
      out.totals.push_back(total.forecast());
      out.forecast.push_back(times(model.shares(), out.totals.back().expected));
      const BaselineWeek plain = plain_maps.week(day);
      for (std::size_t map = 0; map < plain.shares.size(); ++map)
        out.baselines[map].push_back(times(plain.shares[map], plain.weekly_total));
    }
    const auto end = std::lower_bound(next, events.end(), day + 7, before);
    const std::span<const Event> happened(next, end);
    model.learn(day, happened, week >= first_judged);
    std::vector<double> counts(groups.size());
    for (const auto& event : happened)
      if (area.cell_of(event) >= 0) counts[groups.of(event)] += 1;
    total.learn(counts);
    next = end;
  }
  return out;
}

}  // namespace vigie::foresight
