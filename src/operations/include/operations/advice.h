#pragma once
// Which crew is nearest by road, and why. Advice only: a person assigns.

#include <functional>
#include <span>

#include "operations/board.h"

namespace vigie::operations {

struct Travel {
  bool reachable = false;
  double seconds = 0, metres = 0;
  bool by_straight_line = false;
  std::vector<geo::LatLon> route;
};

// Travel from each start to one target; bound to geo's street network by `app`.
using TravelTimes = std::function<std::vector<Travel>(std::span<const geo::LatLon> from, geo::LatLon to)>;

// The form of GET /incidents/{id}/advice (docs/api.md): units on duty and free with a position not older than `position_max_age`,
// nearest first; the others under `excluded`, each with its reason (unit.busy, unit.off_duty, unit.no_position, unit.old_position, unit.unreachable).
inline constexpr std::chrono::minutes position_max_age{10};
Json advise(const Board& board, const Incident& incident, const TravelTimes& travel, UtcTime now);

}  // namespace vigie::operations
