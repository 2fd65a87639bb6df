#include "operations/nearby.h"

#include <algorithm>
#include <cmath>

namespace vigie::operations {
namespace {

constexpr std::size_t looked_at = 1000, most_told = 10;

std::optional<double> metres_to(const Json& form, geo::LatLon where) {
  if (!form["lat"].is_number() || !form["lon"].is_number()) return std::nullopt;
  const double metres = geo::distance_m(where, {form["lat"].get<double>(), form["lon"].get<double>()});
  return metres <= nearby_metres ? std::optional{std::round(metres)} : std::nullopt;
}

Json nearest(std::vector<Json> found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Json& a, const Json& b) { return a["metres"].get<double>() < b["metres"].get<double>(); });
  if (found.size() > most_told) found.resize(most_told);
  return found;
}

}  // namespace

Json nearby(const Board& board, geo::LatLon where, UtcTime at) {
  const auto pick = [](const Json& form, double metres, std::initializer_list<const char*> names) {
    Json one{{"metres", metres}};
    for (const char* name : names) one[name] = form[name];
    return one;
  };
  std::vector<Json> incidents, alerts;
  for (const auto& incident : board.incidents(true, looked_at)) {
    const Json form = board.incident_json(incident.id);
    if (const auto metres = metres_to(form, where))
      incidents.push_back(pick(form, *metres, {"id", "number", "kind", "place", "opened_at"}));
  }
  for (const auto& alert : board.alerts(true, looked_at)) {
    const auto apart = alert.raised.occurred.from > at ? alert.raised.occurred.from - at : at - alert.raised.occurred.from;
    if (apart > nearby_window) continue;
    const Json form = board.alert_json(alert.id);
    if (const auto metres = metres_to(form, where))
      alerts.push_back(pick(form, *metres, {"id", "number", "kind", "camera_name", "occurred_from"}));
  }
  return {{"incidents", nearest(std::move(incidents))}, {"alerts", nearest(std::move(alerts))}};
}

}  // namespace vigie::operations
