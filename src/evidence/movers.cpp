#include "movers.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vigie::evidence {
namespace {

using perception::Box;
using perception::PicturePoint;

double size_of(const Box& box) { return std::sqrt(std::max(1.0, box.area())); }
double distance(PicturePoint a, PicturePoint b) { return std::hypot(a.x - b.x, a.y - b.y); }

int group_of(const std::array<double, 6>& votes) {
  const auto best = std::max_element(votes.begin(), votes.end());
  if (*best <= 0) return -1;
  const auto kind = static_cast<perception::ObjectClass>(best - votes.begin());
  return !perception::is_vehicle(kind) ? 0 : perception::is_four_wheeled(kind) ? 1 : 2;
}

int group_of(perception::ObjectClass kind) { return !perception::is_vehicle(kind) ? 0 : perception::is_four_wheeled(kind) ? 1 : 2; }

}  // namespace

double Mover::travelled() const {
  double furthest = 0;
  for (const auto& one : sightings) furthest = std::max(furthest, distance(one.box.centre(), sightings.front().box.centre()));
  return furthest / size_of(sightings.front().box);
}

void MoverBook::see(Mover& mover, const Seen& seen) {
  if (!mover.sightings.empty()) {
    const auto& last = mover.sightings.back();
    const double step_s = std::max(1e-3, seen.sighting.at_s - last.at_s);
    const PicturePoint now{(seen.sighting.box.centre().x - last.box.centre().x) / step_s,
                           (seen.sighting.box.centre().y - last.box.centre().y) / step_s};
    const double keep = mover.sightings.size() == 1 ? 0 : 0.5;
    mover.velocity_per_s = {keep * mover.velocity_per_s.x + (1 - keep) * now.x, keep * mover.velocity_per_s.y + (1 - keep) * now.y};
  }
  if (seen.velocity_per_s) {
    const double keep = mover.sightings.empty() ? 0 : 0.5;
    mover.velocity_per_s = {keep * mover.velocity_per_s.x + (1 - keep) * seen.velocity_per_s->x,
                            keep * mover.velocity_per_s.y + (1 - keep) * seen.velocity_per_s->y};
  }
  mover.sightings.push_back(seen.sighting);
  if (seen.kind) mover.votes[static_cast<std::size_t>(*seen.kind)] += seen.sighting.confidence;
  if (seen.hint) mover.votes[static_cast<std::size_t>(seen.hint->kind)] += seen.hint->confidence;
  if (seen.colour.weight > 0) mover.colour.add(seen.colour);
  mover.looks += seen.looked;
  mover.explained += seen.explained;
}

// Nearest first: with a handful of objects in reach of each other, the best assignment differs from this in none of our clips.
void MoverBook::update(double at_s, const std::vector<Seen>& seen) {
  struct Pair {
    double cost;
    std::size_t mover, seen;
  };
  std::vector<Pair> pairs;
  for (std::size_t m = 0; m < moving_.size(); ++m) {
    const Mover& mover = moving_[m];
    const auto& last = mover.sightings.back();
    const double gap_s = at_s - last.at_s;
    const PicturePoint expected{last.box.centre().x + mover.velocity_per_s.x * gap_s, last.box.centre().y + mover.velocity_per_s.y * gap_s};
    for (std::size_t s = 0; s < seen.size(); ++s) {
      if (seen[s].kind && group_of(mover.votes) != group_of(*seen[s].kind)) continue;
      const Box& box = seen[s].sighting.box;
      const double size = (size_of(last.box) + size_of(box)) / 2;
      double away = distance(expected, box.centre()) / size;
      if (const auto& velocity = seen[s].velocity_per_s) {
        const PicturePoint was{box.centre().x - velocity->x * gap_s, box.centre().y - velocity->y * gap_s};
        away = (away + distance(was, last.box.centre()) / size) / 2;
      }
      const double resized = std::abs(std::log(std::max(1.0, box.area()) / std::max(1.0, last.box.area())));
      if (away <= settings_.reach_in_sizes && resized < 1.6) pairs.push_back({away + 0.4 * resized, m, s});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.cost < b.cost; });
  std::vector<bool> mover_used(moving_.size()), seen_used(seen.size());
  for (const auto& pair : pairs) {
    if (mover_used[pair.mover] || seen_used[pair.seen]) continue;
    mover_used[pair.mover] = seen_used[pair.seen] = true;
    see(moving_[pair.mover], seen[pair.seen]);
  }
  for (std::size_t s = 0; s < seen.size(); ++s) {
    if (seen_used[s] || seen[s].sighting.confidence < settings_.begin_confidence) continue;
    see(moving_.emplace_back(), seen[s]);
  }
  const auto gone = std::stable_partition(
      moving_.begin(), moving_.end(), [&](const Mover& mover) { return at_s - mover.sightings.back().at_s <= settings_.forget_after_s; });
  std::move(gone, moving_.end(), std::back_inserter(ended_));
  moving_.erase(gone, moving_.end());
}

std::vector<Mover> MoverBook::take_ended() { return std::exchange(ended_, {}); }

void MoverBook::end_all() {
  std::move(moving_.begin(), moving_.end(), std::back_inserter(ended_));
  moving_.clear();
}

}  // namespace vigie::evidence
