#pragma once
// The day-book: numbered entries that are never edited (a correction is a new entry that names the one it corrects), what
// partners were told about an entry or an incident, and how an entry ended.
//
// Facts folded: entry.{written,told,settled}, incident.told. Numbers are the order of commit. Thread-safe; owned by the Board,
// which hands it every fact once.

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "city/fact.h"

namespace vigie::operations {

// "The police were told at 22:14; their reference is 4711."
struct PartnerTold {
  std::string partner;    // one of `partners` (words.h)
  std::string name;       // who it was, of partner "other"
  std::string reference;  // theirs
  UtcTime at{};
  std::string by, by_name;
};

struct Entry {
  std::string id;
  std::uint64_t number = 0;
  city::Fact written;
  std::string outcome;                    // given when written or later
  std::vector<std::string> corrected_by;  // entries, oldest first

  // Somebody still has to see to it: urgent, without outcome, neither corrected nor handed to an incident.
  bool open() const;
};

class DayBook {
 public:
  void apply(const city::Fact& fact);

  std::optional<Entry> entry(const std::string& id) const;
  struct Filter {
    std::optional<city::Interval> entered;  // by the time of entry
    std::string kind;                       // empty: all
    bool open_only = false;
  };
  std::vector<Entry> entries(const Filter& filter, std::size_t limit) const;  // newest first

  // The forms of docs/api.md. Null when unknown; a list, maybe empty.
  Json entry_json(const std::string& id) const;
  Json told_json(const std::string& subject) const;
  Json entries_of(const std::string& incident) const;  // [{id, number}], oldest first

  struct Count {
    std::uint64_t entries = 0, calls = 0;
  };
  Count count_since(UtcTime since) const;

 private:
  Json told_locked(const std::string& subject) const;

  mutable std::shared_mutex mutex_;
  std::uint64_t numbers_ = 0;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> order_;
  std::map<std::string, std::vector<PartnerTold>> told_;         // by entry or incident
  std::map<std::string, std::vector<std::string>> of_incident_;  // incident → entries
};

}  // namespace vigie::operations
