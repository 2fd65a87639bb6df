#include "operations/entities.h"

namespace vigie::operations {

const char* to_string(Alert::State state) {
  switch (state) {
    case Alert::State::raised: return "raised";
    case Alert::State::taken: return "taken";
    case Alert::State::escalated: return "escalated";
    case Alert::State::confirmed: return "confirmed";
    case Alert::State::dismissed: return "dismissed";
  }
  return "raised";
}

void Alert::apply(const city::Fact& fact) {
  ++facts;
  const UtcTime at = fact.occurred.from;
  const std::string by = text_or(fact.body, "by", fact.source);
  history.push_back({fact.schema, at, by});
  if (fact.schema == "alert.raised") {
    id = fact.subject;
    raised = fact;
    untaken_since = fact.received;
  } else if (fact.schema == "alert.called") {
    call = {text_or(fact.body, "step"), {}, at};
    for (const Json& desk : fact.body.value("desks", Json::array()))
      if (desk.is_string()) call.desks.push_back(desk.get<std::string>());
  } else if (fact.schema == "alert.taken") {
    state = State::taken;
    taken_by = by;
    taken_by_name = text_or(fact.body, "by_name");
    taken_at = at;
    if (first_taken_at == UtcTime{}) first_taken_at = at;
  } else if (fact.schema == "alert.released") {
    state = was_escalated ? State::escalated : State::raised;
    last_taken_by = taken_by;
    untaken_since = at;
    call = {};  // called out from the first step again
    taken_by.clear();
    taken_by_name.clear();
  } else if (fact.schema == "alert.escalated") {
    was_escalated = true;
    state = State::escalated;
    taken_by.clear();
    taken_by_name.clear();
  } else if (fact.schema == "alert.confirmed" || fact.schema == "alert.dismissed") {
    const bool confirmed = fact.schema == "alert.confirmed";
    state = confirmed ? State::confirmed : State::dismissed;
    verdict = Verdict{by, text_or(fact.body, "by_name"), at, text_or(fact.body, confirmed ? "how" : "reason"), text_or(fact.body, "words"), fact.id};
    if (confirmed) incident = text_or(fact.body, "incident");
  } else if (fact.schema == "alert.undone") {
    // Back in the hands of who gave the verdict.
    state = State::taken;
    taken_by = by;
    taken_by_name = text_or(fact.body, "by_name");
    taken_at = at;
    verdict.reset();
    incident.clear();
  } else if (fact.schema == "alert.ended") {
    ended = at;
  } else if (fact.schema == "alert.not_seen") {
    not_seen = true;
  }
}

}  // namespace vigie::operations
