#pragma once
// What is already known near a place and a moment, so that a second call about the same thing joins it instead of becoming a
// second incident. A proposal only: a person chooses.

#include "operations/board.h"

namespace vigie::operations {

inline constexpr double nearby_metres = 300;
inline constexpr std::chrono::minutes nearby_window{30};  // before and after, for alerts; an open incident is never too old

// {incidents: [{id, number, kind, place, metres, opened_at}], alerts: [{id, number, kind, camera_name, metres, occurred_from}]},
// nearest first, at most ten of each; open ones only.
Json nearby(const Board& board, geo::LatLon where, UtcTime at);

}  // namespace vigie::operations
