#include "forecast/kind_groups.h"

#include <algorithm>

namespace vigie::foresight {
namespace {
constexpr std::size_t most_followed = 7;  // bounds memory: each group keeps all maps of its own
constexpr long fewest_events = 100;
}  // namespace

KindGroups::KindGroups(std::span<const Event> events, int start) {
  std::vector<long> counts;
  for (const auto& event : events) {
    if (event.day >= start) break;
    if (event.kind >= counts.size()) counts.resize(event.kind + std::size_t{1});
    ++counts[event.kind];
  }
  std::vector<std::size_t> order;
  for (std::size_t kind = 0; kind < counts.size(); ++kind)
    if (counts[kind] >= fewest_events) order.push_back(kind);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  order.resize(std::min(order.size(), most_followed));
  size_ = order.size() + 1;  // the last: all others, and kinds that appear later
  group_.assign(counts.size(), size_ - 1);
  for (std::size_t group = 0; group < order.size(); ++group) group_[order[group]] = group;
}

}  // namespace vigie::foresight
