#pragma once
// What the desk works on, each a fold of its facts (`apply`). Plain values; the Board owns them.
//
// Facts: alert.{raised,called,taken,released,escalated,confirmed,dismissed,undone,ended,not_seen}, incident.{opened,joined,withdrawn,closed},
// assignment.{told,acknowledged,en_route,on_scene,ended}, unit.configured, unit.duty. The day-book's are in daybook.h.

#include <map>

#include "city/fact.h"
#include "geo/point.h"
#include "operations/words.h"

namespace vigie::operations {

struct HistoryLine {
  std::string schema;
  UtcTime at{};
  std::string by;  // account or source
};

struct Verdict {
  std::string by, by_name;
  UtcTime at{};
  std::string reason;  // confirm way or dismiss reason
  std::string words;
  Uuid fact;
};

// Whom an untaken alert called last (calling.h).
struct AlertCall {
  std::string step;                // first_desk, again, other_desk; empty: nobody yet
  std::vector<std::string> desks;  // accounts; empty: none was there, every desk that opens hears it
  UtcTime at{};
};

struct Alert {
  enum class State { raised, taken, escalated, confirmed, dismissed };
  std::string id;  // "alert:<uuid>"
  std::uint64_t number = 0;
  city::Fact raised;  // envelope and body as the worker said it
  State state = State::raised;
  bool was_escalated = false;
  std::string taken_by, taken_by_name;
  UtcTime taken_at{}, first_taken_at{};
  std::string last_taken_by;   // who had it before it was given back
  UtcTime untaken_since{};     // came or was given back
  AlertCall call;
  bool not_seen = false;       // its end came and nobody had taken it; it may still be answered
  std::optional<Verdict> verdict;
  std::string incident;
  std::optional<UtcTime> ended;
  std::uint64_t facts = 0;  // of this subject: the optimistic lock
  std::vector<HistoryLine> history;

  bool judged() const { return state == State::confirmed || state == State::dismissed; }
  bool open() const { return !judged() && (!not_seen || state == State::taken); }
  void apply(const city::Fact& fact);
};
const char* to_string(Alert::State state);

struct Assignment {
  std::string id, incident, unit;
  std::string state;  // told, acknowledged, en_route, on_scene, ended
  std::map<std::string, std::pair<UtcTime, std::string>> times;  // state → when, and who said so (operator, crew, simulation)
  Json advice;
  std::uint64_t facts = 0;
  bool active() const { return state != "ended"; }
};

struct Incident {
  std::string id;
  std::uint64_t number = 0;
  city::Fact opened;
  bool closed = false;
  std::string outcome, words_at_close;
  UtcTime closed_at{};
  std::string closed_source;
  std::vector<std::string> alerts, assignments;
  std::uint64_t facts = 0;
  std::vector<HistoryLine> history;
};

struct Unit {
  std::string id, name, kind;
  bool on_duty = true, radio_only = false, simulated = false, exercise = false;
  std::string assignment;  // the active one
  geo::LatLon home;
  std::uint64_t facts = 0;
};

}  // namespace vigie::operations
