#include "audit/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "forecast/score.h"

namespace vigie::foresight {
namespace {

// Ranks from 1, equal values at the mean of theirs.
std::vector<double> mean_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] != values[b] ? values[a] < values[b] : a < b; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t j = i; j < end; ++j) ranks[order[j]] = 0.5 * static_cast<double>(i + end + 1);
    i = end;
  }
  return ranks;
}

}  // namespace

std::vector<int> ranking(const StudyArea& area, const std::vector<double>& values) {
  std::vector<int> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const double left = values[static_cast<std::size_t>(a)], right = values[static_cast<std::size_t>(b)];
    return left != right ? left > right : area.tie(a) < area.tie(b);
  });
  return order;
}

RankingChange compare_rankings(const StudyArea& area, const std::vector<double>& before, const std::vector<double>& after) {
  RankingChange change;
  const auto first = mean_ranks(before), second = mean_ranks(after);
  const double mean = 0.5 * static_cast<double>(first.size() + 1);
  double both = 0, one = 0, other = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    both += (first[i] - mean) * (second[i] - mean);
    one += (first[i] - mean) * (first[i] - mean);
    other += (second[i] - mean) * (second[i] - mean);
  }
  if (one > 0 && other > 0) change.rank_correlation = both / std::sqrt(one * other);
  const auto top = ranking(area, before), now = ranking(area, after);
  for (const double share : top_shares) {
    const auto count = std::max<std::ptrdiff_t>(1, std::llround(share * static_cast<double>(top.size())));
    std::vector<int> left(top.begin(), top.begin() + count), right(now.begin(), now.begin() + count), kept;
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(kept));
    change.kept.push_back(static_cast<double>(kept.size()) / static_cast<double>(count));
  }
  return change;
}

}  // namespace vigie::foresight
