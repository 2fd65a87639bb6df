#include "forecast/score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vigie::foresight {
namespace {

void add_to(std::vector<double>& to, const std::vector<double>& from) {
  if (to.empty()) to.assign(from.size(), 0.0);
  std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>());
}

// All cells and weeks in the order of their forecast, cut into ten bins of equal expected count.
void fill_bins(const TestWeeks& truth, const std::vector<std::vector<float>>& expected, WeekScores& out) {
  struct Case {
    float expected;
    int week, cell;
  };
  std::vector<Case> cases;
  double total = 0;
  for (std::size_t week = 0; week < expected.size(); ++week)
    for (std::size_t cell = 0; cell < expected[week].size(); ++cell) {
      cases.push_back({expected[week][cell], static_cast<int>(week), static_cast<int>(cell)});
      total += static_cast<double>(expected[week][cell]);
    }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) {
    return a.expected != b.expected ? a.expected < b.expected : a.week != b.week ? a.week < b.week : a.cell < b.cell;
  });
  double before = 0;
  for (const auto& one : cases) {
    const auto bin = std::min(calibration_bins - 1, static_cast<std::size_t>(before / total * static_cast<double>(calibration_bins)));
    const auto week = static_cast<std::size_t>(one.week);
    out.bin_expected[bin][week] += static_cast<double>(one.expected);
    out.bin_observed[bin][week] += truth.counts[week][static_cast<std::size_t>(one.cell)];
    before += static_cast<double>(one.expected);
  }
}

// Ten strips from west to east of equal expected count (the area's cells are in order of x).
void fill_parts(const TestWeeks& truth, const std::vector<std::vector<float>>& expected, WeekScores& out) {
  std::vector<double> by_cell(expected[0].size());
  for (const auto& week : expected)
    for (std::size_t cell = 0; cell < week.size(); ++cell) by_cell[cell] += static_cast<double>(week[cell]);
  const double total = std::accumulate(by_cell.begin(), by_cell.end(), 0.0);
  double before = 0;
  for (std::size_t cell = 0; cell < by_cell.size(); ++cell) {
    const auto part = std::min(calibration_bins - 1, static_cast<std::size_t>(before / total * static_cast<double>(calibration_bins)));
    for (std::size_t week = 0; week < expected.size(); ++week) {
      out.part_expected[part][week] += static_cast<double>(expected[week][cell]);
      out.part_observed[part][week] += truth.counts[week][cell];
    }
    before += by_cell[cell];
  }
}

}  // namespace

void WeekScores::add(const WeekScores& other) {
  for (std::size_t q = 0; q < hits.size(); ++q) {
    add_to(hits[q], other.hits[q]);
    top_area[q] += other.top_area[q];
  }
  add_to(gain, other.gain);
  add_to(events, other.events);
  add_to(all_events, other.all_events);
  if (!other.inside.empty()) add_to(inside, other.inside);
  for (std::size_t bin = 0; bin < calibration_bins; ++bin) {
    add_to(bin_expected[bin], other.bin_expected[bin]);
    add_to(bin_observed[bin], other.bin_observed[bin]);
    add_to(part_expected[bin], other.part_expected[bin]);
    add_to(part_observed[bin], other.part_observed[bin]);
  }
}

TestWeeks count_test_weeks(const StudyArea& area, std::span<const Event> events, int start, int weeks) {
  TestWeeks truth{std::vector(static_cast<std::size_t>(weeks), std::vector<int>(static_cast<std::size_t>(area.size()))),
                  std::vector<int>(static_cast<std::size_t>(weeks))};
  for (const auto& event : events) {
    if (event.day < start || event.day >= start + 7 * weeks) continue;
    const auto week = static_cast<std::size_t>((event.day - start) / 7);
    if (const int cell = area.cell_of(event); cell >= 0)
      ++truth.counts[week][static_cast<std::size_t>(cell)];
    else
      ++truth.outside[week];
  }
  return truth;
}

WeekScores score(const StudyArea& area, const TestWeeks& truth, const std::vector<std::vector<float>>& expected,
                 const std::vector<WeeklyTotal>& totals) {
  const std::size_t weeks = expected.size(), cells = static_cast<std::size_t>(area.size());
  WeekScores out;
  for (auto* list : {&out.hits[0], &out.hits[1], &out.hits[2], &out.gain, &out.events, &out.all_events}) list->assign(weeks, 0.0);
  for (std::size_t bin = 0; bin < calibration_bins; ++bin)
    for (auto* list : {&out.bin_expected[bin], &out.bin_observed[bin], &out.part_expected[bin], &out.part_observed[bin]})
      list->assign(weeks, 0.0);
  std::vector<int> order(cells);
  for (std::size_t week = 0; week < weeks; ++week) {
    const auto& lambda = expected[week];
    const auto& counts = truth.counts[week];
    std::iota(order.begin(), order.end(), 0);
    const auto last =
        std::min<std::ptrdiff_t>(std::llround(top_shares.back() * static_cast<double>(cells)), static_cast<std::ptrdiff_t>(cells));
    std::partial_sort(order.begin(), order.begin() + last, order.end(), [&](int a, int b) {
      const float left = lambda[static_cast<std::size_t>(a)], right = lambda[static_cast<std::size_t>(b)];
      return left != right ? left > right : area.tie(a) < area.tie(b);
    });
    for (std::size_t q = 0; q < top_shares.size(); ++q) {
      const auto top = std::llround(top_shares[q] * static_cast<double>(cells));
      out.top_area[q] = static_cast<double>(top) / static_cast<double>(cells);
      for (long long i = 0; i < top; ++i) out.hits[q][week] += counts[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])];
    }
    const double total =
        std::accumulate(lambda.begin(), lambda.end(), 0.0, [](double sum, float one) { return sum + static_cast<double>(one); });
    // Σ[y·ln λ − λ] minus the same for λ = total / cells: both sums of λ are the total and cancel.
    const double uniform = std::log(total / static_cast<double>(cells));
    for (std::size_t cell = 0; cell < cells; ++cell)
      if (counts[cell] > 0) {
        out.gain[week] += counts[cell] * (std::log(static_cast<double>(lambda[cell])) - uniform);
        out.events[week] += counts[cell];
      }
    out.all_events[week] = out.events[week] + truth.outside[week];
  }
  if (!totals.empty())
    for (std::size_t week = 0; week < weeks; ++week)
      out.inside.push_back(out.events[week] >= totals[week].low && out.events[week] <= totals[week].high ? 1.0 : 0.0);
  fill_bins(truth, expected, out);
  fill_parts(truth, expected, out);
  return out;
}

}  // namespace vigie::foresight
