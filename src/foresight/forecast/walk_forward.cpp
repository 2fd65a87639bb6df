#include "forecast/walk_forward.h"

#include <algorithm>

#include "forecast/share_model.h"

namespace vigie::foresight {
namespace {

constexpr int longest_history_weeks = 1040;  // what is older counts as of the first week: a date of 1900 must not cost hours
constexpr int mixture_every_weeks = 13;
constexpr int regression_every_weeks = 52;

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
  ShareModel model(area, past / history);
  TotalModel total;
  WalkForward out;
  auto next = events.begin();
  for (int week = -history; week < weeks; ++week) {
    const int day = start + 7 * week;
    if (week >= 0) {
      if (week % regression_every_weeks == 0) model.refit_regression(day);
      if (week % mixture_every_weeks == 0) model.refit_mixture(day);
      out.totals.push_back(total.forecast());
      out.forecast.push_back(times(model.shares(), out.totals.back().expected));
      const BaselineWeek plain = baseline_week(area, events, day);
      for (std::size_t map = 0; map < plain.shares.size(); ++map)
        out.baselines[map].push_back(times(plain.shares[map], plain.weekly_total));
    }
    const auto end = std::lower_bound(next, events.end(), day + 7, before);
    const std::span<const Event> happened(next, end);
    model.learn(day, happened);
    total.learn(
        static_cast<double>(std::count_if(happened.begin(), happened.end(), [&](const Event& event) { return area.cell_of(event) >= 0; })));
    next = end;
  }
  return out;
}

}  // namespace vigie::foresight
