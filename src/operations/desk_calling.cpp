// The server's own acts on alerts that nobody answers: calls, freeing, "not seen". Each is a fact with its audit entry.
#include <algorithm>

#include "operations/calling.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {

bool is_one_of_desks(std::span<const std::string> desks, const std::string& desk) {
  return std::find(desks.begin(), desks.end(), desk) != desks.end();
}

bool all_gone(const AlertCall& call, std::span<const std::string> desks) {
  return !call.desks.empty() &&
         std::none_of(call.desks.begin(), call.desks.end(), [&](const auto& desk) { return is_one_of_desks(desks, desk); });
}

}  // namespace

Status Desk::call_out(std::span<const std::string> desks, const CallingTimes& times) {
  std::lock_guard lock(mutex_);
  const UtcTime now = clock_.utc_now();
  auto open = board_.open_alerts();
  for (auto& alert : open) {
    NextCall due = next_call(alert, times, now);
    // Its desk has closed or lost its screen: whoever is there hears it now, not in a minute.
    const bool waiting = alert.state == Alert::State::raised;
    if (due == NextCall::none && waiting && !desks.empty() && all_gone(alert.call, desks)) due = NextCall::other_desk;
    if (due == NextCall::none) continue;
    const Actor server{"server", "", "", alert.raised.simulated};
    const auto called = [&](const char* step, std::vector<std::string> to) {
      return judge(server, alert, "alert.called", "alert.call", {{"step", step}, {"desks", to}}, step, std::nullopt);
    };
    const std::vector<std::string> all{desks.begin(), desks.end()};
    Done done;
    switch (due) {
      case NextCall::none:
        continue;
      case NextCall::first_desk: {
        const std::string desk = desk_for(text_or(alert.raised.body, "camera"), desks, open, alert.last_taken_by);
        done = called("first_desk", desk.empty() ? all : std::vector{desk});
        break;
      }
      case NextCall::again:
        done = called("again", all_gone(alert.call, desks) ? all : alert.call.desks);
        break;
      case NextCall::other_desk:
        done = called("other_desk", all);
        break;
      case NextCall::officer:
        done = judge(server, alert, "alert.escalated", "alert.escalate", {{"because", "nobody took it"}}, "alert.untaken", std::nullopt);
        break;
      case NextCall::free:
        done =
            judge(server, alert, "alert.released", "alert.release", {{"because", "no verdict in time"}}, "alert.no_verdict", std::nullopt);
        break;
      case NextCall::not_seen:
        done = judge(server, alert, "alert.not_seen", "alert.not_seen", Json::object(), {}, std::nullopt);
        break;
    }
    if (!done && done.error().kind == ErrorKind::conflict) continue;  // a person was quicker
    if (!done) return tl::make_unexpected(done.error());
    if (const auto changed = board_.alert(alert.id)) alert = *changed;  // so that the next one of its camera goes to the same desk
  }
  return {};
}

}  // namespace vigie::operations
