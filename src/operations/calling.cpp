#include "operations/calling.h"

#include <algorithm>

#include "law/profile.h"

namespace vigie::operations {
namespace {

int step_of(std::string_view step) {
  static constexpr std::array<std::string_view, 4> steps{"", "first_desk", "again", "other_desk"};
  return static_cast<int>(std::find(steps.begin(), steps.end(), step) - steps.begin());
}

}  // namespace

NextCall next_call(const Alert& alert, const CallingTimes& times, UtcTime now) {
  if (!alert.open()) return NextCall::none;
  if (alert.state == Alert::State::taken) return now - alert.taken_at >= times.free_after ? NextCall::free : NextCall::none;
  const bool never_taken = alert.first_taken_at == UtcTime{};
  if (never_taken && alert.ended && now - alert.raised.received >= alert_max_life) return NextCall::not_seen;
  const int step = step_of(alert.call.step);
  if (law::is_maintenance(text_or(alert.raised.body, "kind"))) return step == 0 ? NextCall::first_desk : NextCall::none;
  if (alert.was_escalated) return NextCall::none;
  const auto waited = now - alert.untaken_since;
  if (waited >= times.officer) return NextCall::officer;
  if (waited >= times.other_desk && step < step_of("other_desk")) return NextCall::other_desk;
  if (step == 0) return NextCall::first_desk;
  if (waited >= times.again && step < step_of("again")) return NextCall::again;
  return NextCall::none;
}

std::string desk_for(const std::string& camera, std::span<const std::string> desks, std::span<const Alert> open,
                     const std::string& passed_over) {
  const std::string* best = nullptr;
  std::pair<bool, std::size_t> least{};
  for (const auto& desk : desks) {
    if (desk == passed_over && desks.size() > 1) continue;
    bool elsewhere = true;
    std::size_t waiting = 0;
    for (const auto& alert : open) {
      const bool mine =
          alert.taken_by == desk || (alert.taken_by.empty() && alert.call.desks.size() == 1 && alert.call.desks.front() == desk);
      if (!mine) continue;
      ++waiting;
      if (text_or(alert.raised.body, "camera") == camera) elsewhere = false;
    }
    if (best && std::pair{elsewhere, waiting} >= least) continue;
    least = {elsewhere, waiting};
    best = &desk;
  }
  return best ? *best : std::string{};
}

}  // namespace vigie::operations
