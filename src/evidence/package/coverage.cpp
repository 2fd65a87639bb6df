#include "evidence/coverage.h"

#include <algorithm>

namespace vigie::evidence {
namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 2s;
constexpr auto kOverlap = 500ms;  // less is the last picture's own duration

}  // namespace

std::vector<Pause> find_pauses(const city::Interval& span, const std::vector<city::Interval>& covered) {
  std::vector<Pause> pauses;
  UtcTime reached = span.from;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    const UtcTime first = std::max(covered[i].from, span.from), last = std::min(covered[i].to, span.to);
    if (first > reached + kPause) pauses.push_back({Pause::Kind::gap, {reached, first}, i});
    if (i > 0 && covered[i].from + kOverlap < covered[i - 1].to)
      pauses.push_back({Pause::Kind::clock_back, {covered[i].from, covered[i - 1].to}, i});
    reached = std::max(reached, last);
  }
  if (reached + kPause < span.to) pauses.push_back({Pause::Kind::gap, {reached, span.to}, covered.size()});
  return pauses;
}

}  // namespace vigie::evidence
