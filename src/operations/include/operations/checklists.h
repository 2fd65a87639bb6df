#pragma once
// What has to be done about a kind of incident, in what order: who must be told, what must be checked. The duty officer writes
// it, each change is a new version; a step is ticked on the incident with time and name.
//
// Facts folded: checklist.defined, incident.{opened,ticked,unticked}. A tick carries the step's words as they stood, so that a later
// version does not change what was done. Thread-safe; owned by the Board.

#include <map>
#include <shared_mutex>
#include <string>
#include <vector>

#include "city/fact.h"

namespace vigie::operations {

struct ChecklistStep {
  std::string id;  // given by the desk; kept from version to version while the step stays
  std::string text;
};

struct Checklist {
  std::string kind;  // of incident
  int version = 0;   // 0: none was written yet
  std::vector<ChecklistStep> steps;
  UtcTime defined_at{};
  std::string by, by_name;
};

class Checklists {
 public:
  void apply(const city::Fact& fact);

  Checklist of_kind(const std::string& kind) const;
  // The forms of docs/api.md.
  Json json(const std::string& kind) const;
  Json all_json() const;
  // The list of an incident's kind with its ticks, and under `earlier` ticks of steps that a newer version no longer has.
  Json of_incident(const std::string& incident) const;
  bool ticked(const std::string& incident, const std::string& step) const;

 private:
  struct Tick {
    std::string step, text;
    int version = 0;
    UtcTime at{};
    std::string by, by_name;
  };
  Json json_locked(const Checklist& list) const;

  mutable std::shared_mutex mutex_;
  std::map<std::string, Checklist> lists_;          // by kind
  std::map<std::string, std::string> kinds_;        // incident → kind
  std::map<std::string, std::vector<Tick>> ticks_;  // by incident, in order of commit
};

}  // namespace vigie::operations
