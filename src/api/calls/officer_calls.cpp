// One look at the whole: what is open, who is where, what is down, what ends soon, how long things took.
#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {

using namespace std::chrono_literals;

Result<Response> show_officer(Call& call) {
  auto& doors = call.doors;
  auto& board = doors.desk.board();
  const UtcTime now = doors.clock.utc_now();
  Json incidents = Json::array(), units = Json::array();
  for (const auto& incident : board.incidents(true, 200)) incidents.push_back(board.incident_json(incident.id));
  for (const auto& unit : board.units()) units.push_back(board.unit_json(unit.id));
  const auto shift = board.shift_since(now - 8h);
  return json_response({{"open_incidents", std::move(incidents)},
                        {"units", std::move(units)},
                        {"cameras_down", cameras_down_form(doors)},
                        {"bases_ending", bases_ending_form(doors, now)},
                        {"times", board.times_since(now - 24h)},
                        {"simulated_share", simulated_share(board)},
                        {"shift",
                         {{"since", format_utc(now - 8h)},
                          {"alerts", shift.alerts},
                          {"confirmed", shift.confirmed},
                          {"dismissed", shift.dismissed},
                          {"not_seen", shift.not_seen},
                          {"incidents", shift.incidents}}}});
}

}  // namespace vigie::api
