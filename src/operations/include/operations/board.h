#pragma once
// The desk's picture of the present: all alerts, incidents, units, assignments and entries, folded from the ledger's facts in
// commit order. Rebuilt at start; numbers are the order of commit, so that a rebuilt board numbers alike.
//
// Thread-safe: `catch_up` takes a write lock for its batch, queries copy out under a read lock. Crew positions are not facts
// (they live 24 hours in Series): the newest of each unit is kept here beside the fold.

#include <shared_mutex>

#include "city/camera.h"
#include "city/ledger.h"
#include "operations/checklists.h"
#include "operations/daybook.h"
#include "operations/entities.h"
#include "operations/handover.h"

namespace vigie::operations {

struct UnitPosition {
  geo::LatLon where;
  UtcTime at{};
  bool simulated = false;
};

class Board {
 public:
  explicit Board(const Clock& clock) : clock_(clock) {}  // borrowed for life

  // Reads and applies every fact after the cursor reached so far. Any thread.
  Status catch_up(const city::Ledger& ledger);
  void apply(const city::RecordedFact& recorded);
  std::uint64_t cursor() const;

  std::optional<Alert> alert(const std::string& id) const;
  std::optional<Incident> incident(const std::string& id) const;
  std::optional<Assignment> assignment(const std::string& id) const;
  std::optional<Unit> unit(const std::string& id) const;
  std::optional<city::Camera> camera(const std::string& id) const;
  std::vector<Alert> alerts(bool open_only, std::size_t limit) const;        // newest first
  std::vector<Alert> open_alerts() const;                                    // all of them, oldest first
  std::vector<Incident> incidents(bool open_only, std::size_t limit) const;  // newest first
  std::vector<Unit> units() const;                                           // by name
  std::vector<city::Camera> cameras() const;                                 // by number, removed ones left out

  // Folds of their own, kept up to date with the rest; thread-safe.
  const DayBook& day_book() const { return day_book_; }
  const Checklists& checklists() const { return checklists_; }
  const HandOvers& hand_overs() const { return hand_overs_; }

  // Position of a unit on duty; off duty none is kept (RULES L31). False when the unit is unknown or off duty.
  bool set_position(const std::string& unit, UnitPosition position);
  std::optional<UnitPosition> position(const std::string& unit) const;

  // The forms of docs/api.md; null when the id is unknown. `entity_json` takes any subject.
  Json alert_json(const std::string& id) const;
  Json incident_json(const std::string& id) const;
  Json unit_json(const std::string& id) const;
  Json entity_json(const std::string& subject) const;

  struct Share {
    std::uint64_t simulated = 0, all = 0;
  };
  Share simulated_share() const;  // of alerts, incidents, assignments and entries

  struct Shift {  // since an instant
    std::uint64_t alerts = 0, confirmed = 0, dismissed = 0, not_seen = 0, incidents = 0;
  };
  Shift shift_since(UtcTime since) const;
  // fact or call → seen → told → acknowledged → on scene → closed of incidents opened since; unfinished ones are null.
  Json times_since(UtcTime since) const;

 private:
  void apply_locked(const city::RecordedFact& recorded);
  void apply_assignment(const city::Fact& fact);
  void apply_incident(const city::Fact& fact);
  Json unit_json_locked(const Unit& unit) const;
  Json assignment_json_locked(const Assignment& assignment) const;
  Json times_locked(const Incident& incident) const;
  Json alert_json_locked(const Alert& alert) const;
  Json incident_json_locked(const Incident& incident) const;

  const Clock& clock_;
  mutable std::shared_mutex mutex_;
  std::mutex catching_up_;  // one reader of the ledger at a time
  std::uint64_t cursor_ = 0;
  std::uint64_t alert_numbers_ = 0, incident_numbers_ = 0;
  Share share_;
  std::map<std::string, Alert> alerts_;
  std::map<std::uint64_t, std::string> open_alerts_;  // by number: what waits is found without walking the past
  std::map<std::string, Incident> incidents_;
  std::map<std::string, Assignment> assignments_;
  std::map<std::string, Unit> units_;
  std::map<std::string, city::Camera> cameras_;
  std::map<std::string, UnitPosition> positions_;
  std::vector<std::string> alert_order_, incident_order_;
  // Each has its own lock, always taken after this one.
  DayBook day_book_;
  Checklists checklists_;
  HandOvers hand_overs_;
};

}  // namespace vigie::operations
