#include "operations/advice.h"

#include <algorithm>
#include <cmath>

namespace vigie::operations {

Json advise(const Board& board, const Incident& incident, const TravelTimes& travel, UtcTime now) {
  const geo::LatLon target{number_or(incident.opened.body, "lat", 0), number_or(incident.opened.body, "lon", 0)};
  Json excluded = Json::array();
  std::vector<Unit> free;
  std::vector<geo::LatLon> starts;
  std::vector<UtcTime> seen;
  for (const auto& unit : board.units()) {
    const auto position = board.position(unit.id);
    const char* why = !unit.on_duty               ? "unit.off_duty"
                      : !unit.assignment.empty()  ? "unit.busy"
                      : !position                 ? "unit.no_position"
                      : now - position->at > position_max_age ? "unit.old_position"
                                                  : nullptr;
    if (why) {
      excluded.push_back({{"unit", unit.id}, {"name", unit.name}, {"why", why}});
    } else {
      free.push_back(unit);
      starts.push_back(position->where);
      seen.push_back(position->at);
    }
  }
  const auto times = travel(starts, target);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < free.size(); ++i) {
    if (i < times.size() && times[i].reachable)
      order.push_back(i);
    else
      excluded.push_back({{"unit", free[i].id}, {"name", free[i].name}, {"why", "unit.unreachable"}});
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return times[a].seconds < times[b].seconds; });
  Json units = Json::array();
  for (const std::size_t i : order) {
    Json route = Json::array();
    for (const auto& point : times[i].route) route.push_back({point.lon, point.lat});
    Json why = Json::array({times[i].by_straight_line ? "advice.straight_line" : "advice.road_time", "advice.free"});
    if (units.empty()) why.push_back("advice.nearest");
    units.push_back({{"unit", free[i].id},
                     {"name", free[i].name},
                     {"kind", free[i].kind},
                     {"seconds", std::round(times[i].seconds)},
                     {"metres", std::round(times[i].metres)},
                     {"by_straight_line", times[i].by_straight_line},
                     {"position_age_s", std::chrono::duration_cast<std::chrono::seconds>(now - seen[i]).count()},
                     {"why", std::move(why)},
                     {"route", std::move(route)}});
  }
  return {{"units", std::move(units)}, {"excluded", std::move(excluded)}};
}

}  // namespace vigie::operations
