// The desk's acts on checklists.
#include "desk_checks.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {
constexpr std::size_t most_steps = 30, step_characters = 200;
}

Desk::Done Desk::define_checklist(const Actor& actor, const std::string& kind, std::vector<ChecklistStep> steps, int version) {
  VIGIE_CHECK(check_text("kind", kind, 64, true));
  if (steps.size() > most_steps)
    return fail(ErrorKind::invalid_input, fmt::format("'steps' has more than {} lines", most_steps), "field.too_long");
  for (const auto& step : steps) VIGIE_CHECK(check_words("steps", step.text, true, step_characters));
  std::lock_guard lock(mutex_);
  const Checklist before = board_.checklists().of_kind(kind);
  if (before.version != version)
    return fail(ErrorKind::conflict,
                fmt::format("the checklist of '{}' is at version {}, not {}: look again", kind, before.version, version), "state.moved_on");
  // An id is kept only by the step that had it: ticks already made are of that very step.
  std::vector<std::string> known, used;
  for (const auto& step : before.steps) known.push_back(step.id);
  Json list = Json::array();
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::string id = steps[i].id;
    const bool kept = std::find(known.begin(), known.end(), id) != known.end() && std::find(used.begin(), used.end(), id) == used.end();
    if (!kept) id = fmt::format("{}.{}", version + 1, i + 1);
    used.push_back(id);
    list.push_back({{"id", id}, {"text", steps[i].text}});
  }
  const std::string subject = "checklist:" + kind;
  city::Commit commit;
  commit.facts.push_back(fact(actor, "checklist.defined", subject, {{"kind", kind}, {"steps", std::move(list)}}));
  commit.audit.push_back(audit(actor, "checklist.define", subject));
  commit.expected.push_back({subject, static_cast<std::uint64_t>(version)});
  return this->commit(subject, std::move(commit), std::nullopt);
}

Desk::Done Desk::tick(const Actor& actor, const std::string& incident_id, const std::string& step, bool done, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  const auto incident = board_.incident(incident_id);
  if (!incident) return unknown("incident", incident_id);
  const Checklist list = board_.checklists().of_kind(text_or(incident->opened.body, "kind"));
  const auto at = std::find_if(list.steps.begin(), list.steps.end(), [&](const auto& one) { return one.id == step; });
  if (at == list.steps.end()) return fail(ErrorKind::not_found, "this incident's checklist has no such step", "checklist.step");
  if (board_.checklists().ticked(incident_id, step) == done) return incident_id;  // two desks saw the same: one tick
  city::Commit commit;
  commit.facts.push_back(fact(actor, done ? "incident.ticked" : "incident.unticked", incident_id,
                              {{"step", step}, {"text", at->text}, {"version", list.version}}));
  commit.facts.back().exercise |= incident->opened.exercise;
  commit.audit.push_back(audit(actor, done ? "checklist.tick" : "checklist.untick", incident_id, step));
  return this->commit(incident_id, std::move(commit), std::move(reply));
}

}  // namespace vigie::operations
