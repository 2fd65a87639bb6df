// The desk's acts on the day-book: an entry, its outcome, what partners were told.
#include "desk_checks.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {

tl::unexpected<Error> wrong(const char* sentence, const char* code) { return fail(ErrorKind::invalid_input, sentence, code); }

// A clock of another desk may be a little ahead; a fact of tomorrow is a typing error.
constexpr std::chrono::minutes clocks_differ{5};
Status not_to_come(UtcTime at, UtcTime now) {
  return at > now + clocks_differ ? Status{wrong("the time lies in the future", "field.wrong")} : Status{};
}

Status check(const NewTold& told) {
  if (!is_one_of(partners, told.partner)) return wrong("'partner' is police, fire, medical or other", "field.choice");
  if (told.partner == "other" && told.name.empty()) return wrong("'name' says who was told", "field.missing");
  VIGIE_CHECK(check_text("name", told.name, 200, false));
  return check_text("reference", told.reference, 100, false);
}

Status check(const NewEntry& said) {
  VIGIE_CHECK(check_text("kind", said.kind, 64, true));
  VIGIE_CHECK(check_text("place", said.place, 400, false));
  VIGIE_CHECK(check_words("words", said.words, false));
  if (!is_one_of(origins, said.origin)) return wrong("'origin' is sight, call, radio, alert, citizen, partner or panel", "field.choice");
  if (said.urgency < 1 || said.urgency > 3) return wrong("'urgency' is 1, 2 or 3", "field.choice");
  if (!said.outcome.empty() && !is_one_of(outcomes, said.outcome))
    return wrong("'outcome' is settled, nothing_found, handed_over, false_alarm or other", "field.choice");
  if (said.where && !geo::valid(*said.where)) return wrong("the place has no valid latitude and longitude", "field.place");
  if (said.opens_incident && !said.where) return wrong("an incident needs a place on the map", "field.place");
  if (said.opens_incident && !said.incident.empty()) return wrong("an entry opens an incident or belongs to one, not both", "field.wrong");
  if (said.opens_incident && said.origin == "alert") return wrong("an incident of an alert is opened by confirming it", "field.choice");
  if (said.clip && said.clip->span.to <= said.clip->span.from) return wrong("the clip's end is after its beginning", "field.wrong");
  for (const auto& told : said.partners) VIGIE_CHECK(check(told));
  return {};
}

Json body_of(const NewEntry& said, const Actor& author, const std::string& incident) {
  Json body{{"origin", said.origin},    {"kind", said.kind},         {"place", said.place}, {"words", said.words},
            {"urgency", said.urgency},  {"cameras", said.cameras},   {"units", said.units}, {"outcome", said.outcome},
            {"author", author.account}, {"author_name", author.name}};
  if (said.where) {
    body["lat"] = said.where->lat;
    body["lon"] = said.where->lon;
  }
  if (!incident.empty()) body["incident"] = incident;
  if (!said.corrects.empty()) body["corrects"] = said.corrects;
  if (said.clip)
    body["clip"] = {{"camera", said.clip->camera}, {"from", format_utc(said.clip->span.from)}, {"to", format_utc(said.clip->span.to)}};
  return body;
}

Json body_of(const NewTold& told) { return {{"partner", told.partner}, {"name", told.name}, {"reference", told.reference}}; }

}  // namespace

Desk::Done Desk::write_entry(const Actor& actor, const NewEntry& said, MaybeReply reply) {
  VIGIE_CHECK(check(said));
  VIGIE_CHECK(not_to_come(said.occurred, clock_.utc_now()));
  for (const auto& told : said.partners) VIGIE_CHECK(not_to_come(told.at, clock_.utc_now()));
  std::lock_guard lock(mutex_);
  if (!said.corrects.empty() && !board_.day_book().entry(said.corrects)) return unknown("entry", said.corrects);
  if (!said.incident.empty() && !board_.incident(said.incident)) return unknown("incident", said.incident);
  const std::string id = "entry:" + ids_.next().str();
  const std::string incident = said.opens_incident ? "incident:" + ids_.next().str() : said.incident;
  city::Commit commit;
  const auto when = [&](city::Fact& fact, UtcTime at) {
    if (at != UtcTime{}) fact.occurred = {at, at};
  };
  if (said.opens_incident) {
    commit.facts.push_back(fact(actor, "incident.opened", incident,
                                {{"kind", said.kind},
                                 {"place", said.place},
                                 {"lat", said.where->lat},
                                 {"lon", said.where->lon},
                                 {"urgency", said.urgency},
                                 {"words", said.words},
                                 {"origin", said.origin},
                                 {"cameras", said.cameras}}));
    when(commit.facts.back(), said.occurred);
    commit.audit.push_back(audit(actor, "incident.open", incident, said.origin));
  }
  commit.facts.push_back(fact(actor, "entry.written", id, body_of(said, actor, incident)));
  when(commit.facts.back(), said.occurred);
  commit.audit.push_back(audit(actor, "entry.write", id));
  for (const auto& told : said.partners) {
    commit.facts.push_back(fact(actor, "entry.told", id, body_of(told)));
    when(commit.facts.back(), told.at);
    commit.audit.push_back(audit(actor, "partner.tell", id, told.partner));
  }
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::settle_entry(const Actor& actor, const std::string& id, const std::string& outcome, MaybeReply reply) {
  if (!is_one_of(outcomes, outcome)) return wrong("'outcome' is settled, nothing_found, handed_over, false_alarm or other", "field.choice");
  std::lock_guard lock(mutex_);
  const auto entry = board_.day_book().entry(id);
  if (!entry) return unknown("entry", id);
  if (!entry->outcome.empty())
    return fail(ErrorKind::conflict, fmt::format("entry {} has its outcome: correct it by a new entry", entry->number), "entry.settled");
  city::Commit commit;
  commit.facts.push_back(fact(actor, "entry.settled", id, {{"outcome", outcome}}));
  commit.audit.push_back(audit(actor, "entry.settle", id, outcome));
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::tell_partner(const Actor& actor, const std::string& subject, const NewTold& told, MaybeReply reply) {
  VIGIE_CHECK(check(told));
  VIGIE_CHECK(not_to_come(told.at, clock_.utc_now()));
  std::lock_guard lock(mutex_);
  const bool of_incident = subject.starts_with("incident:");
  if (of_incident && !board_.incident(subject)) return unknown("incident", subject);
  if (!of_incident && !board_.day_book().entry(subject)) return unknown("entry", subject);
  city::Commit commit;
  commit.facts.push_back(fact(actor, of_incident ? "incident.told" : "entry.told", subject, body_of(told)));
  if (told.at != UtcTime{}) commit.facts.back().occurred = {told.at, told.at};
  commit.audit.push_back(audit(actor, "partner.tell", subject, told.partner));
  return this->commit(subject, std::move(commit), std::move(reply));
}

}  // namespace vigie::operations
