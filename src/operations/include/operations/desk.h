#pragma once
// What people and workers do, each as one commit: fact(s) + audit + outbox, then the board is brought up to date. Nothing
// here sends a crew by itself: `assign` needs an actor, and an alert leads to an incident only by a person's `confirm`.
//
// Thread-safe; actions are taken one at a time, and each commit also carries the optimistic lock of its subject, so that two
// desks or two servers can't both win. `reply` (idempotency) goes into the same commit; its body is set to
// {"subject": …} and a repeat renders that subject anew.
//
// Errors carry catalogue codes: alert.unknown, alert.taken, alert.closed, undo.late, undo.assigned, incident.unknown,
// incident.closed, unit.unknown, unit.busy, unit.off_duty, assignment.unknown, assignment.order, entry.unknown, entry.settled,
// checklist.step, handover.same_person, handover.unknown, handover.signed, instruction.unknown, instruction.ended, state.moved_on, field.*.

#include "operations/board.h"
#include "operations/calling.h"

namespace vigie::operations {

// What a worker says when a situation begins. Boxes are fractions of the picture.
struct RaisedAlert {
  std::string camera;
  std::string episode;  // the worker's own key of this situation: the same again is the same alert
  std::string kind, place;
  UtcTime occurred{};
  double x = 0, y = 0, width = 0, height = 0, confidence = 0, threshold = 0;
  std::string model, model_version, rule, rule_version;
  city::BasisRef basis;
  bool exercise = false, simulated = false;
};

struct NewIncident {
  std::string kind, place, words, origin;
  geo::LatLon where;
  int urgency = 2;
  std::vector<std::string> cameras;
  UtcTime occurred{};  // when the fact happened, as far as known; zero: now
};

struct NewTold {
  std::string partner, name, reference;
  UtcTime at{};  // zero: now
};

// A recording that was protected when the entry was written.
struct ProtectedClip {
  std::string camera;
  city::Interval span;
};

struct NewEntry {
  std::string origin, kind, place, words, incident, corrects, outcome;
  std::optional<geo::LatLon> where;
  int urgency = 3;
  std::vector<std::string> cameras, units;
  std::vector<NewTold> partners;
  std::optional<ProtectedClip> clip;
  bool opens_incident = false;  // in the same commit; needs `where`
  UtcTime occurred{};
};

// A button, panel or door that another system reports as pressed, opened or forced.
struct ButtonPress {
  std::string channel, device;  // "panic", "school-3": together the button
  std::string key;              // the panel's own name of this press: the same again is the same press
  std::string kind, place;      // of the incident that it opens
  std::optional<geo::LatLon> where;
  UtcTime at{};
  std::optional<city::BasisRef> basis;
  bool exercise = false;
};

struct Pressed {
  std::vector<std::string> opened;         // incidents
  std::uint64_t joined = 0, repeated = 0;  // presses of a button whose incident is open; presses known already
};

class Desk {
 public:
  // All borrowed for life. `exercise`: everything done here is marked (the profile is one of exercise).
  Desk(city::Ledger& ledger, Board& board, const Clock& clock, UuidSource& ids, std::string zone, bool exercise);

  // Every action returns the subject it changed ("alert:…"), for rendering by the board.
  using Done = Result<std::string>;
  using MaybeReply = std::optional<city::Reply>;

  Done raise(const RaisedAlert& alert);                                             // from a worker
  Done end_alert(const std::string& camera, const std::string& episode, UtcTime at);  // from a worker; unknown episodes are ignored
  Status end_stale_alerts();                                                        // housekeeping, see alert_max_life
  // Housekeeping, about once a second: calls out what nobody has taken, frees what lies taken, writes down what nobody saw.
  // `desks`: accounts of operators whose screen is open now.
  Status call_out(std::span<const std::string> desks, const CallingTimes& times);

  Done take(const Actor& actor, const std::string& alert, MaybeReply reply);
  Done release(const Actor& actor, const std::string& alert, MaybeReply reply);
  Done escalate(const Actor& actor, const std::string& alert, MaybeReply reply);
  // Opens an incident, or joins `incident` when given.
  Done confirm(const Actor& actor, const std::string& alert, const std::string& how, const std::string& words, const std::string& incident, MaybeReply reply);
  Done dismiss(const Actor& actor, const std::string& alert, const std::string& reason, const std::string& words, MaybeReply reply);
  Done undo(const Actor& actor, const std::string& alert, MaybeReply reply);

  // Opens an incident for each button that has none open, with the nearest cameras; one commit. Never assigns anybody.
  Result<Pressed> press(const std::vector<ButtonPress>& presses);
  Done open_incident(const Actor& actor, const NewIncident& incident, MaybeReply reply);
  Done close_incident(const Actor& actor, const std::string& incident, const std::string& outcome, const std::string& words, MaybeReply reply);
  Done assign(const Actor& actor, const std::string& incident, const std::string& unit, Json advice, MaybeReply reply);
  // state: acknowledged, en_route, on_scene, available. A crew moves only its own assignment. Steps may be skipped, never taken back.
  Done move(const Actor& actor, const std::string& assignment, const std::string& state, const std::string& words, MaybeReply reply);

  // The day-book (desk_daybook.cpp). An entry may open an incident or belong to one; `subject` of tell_partner is either.
  Done write_entry(const Actor& actor, const NewEntry& entry, MaybeReply reply);
  Done settle_entry(const Actor& actor, const std::string& entry, const std::string& outcome, MaybeReply reply);
  Done tell_partner(const Actor& actor, const std::string& subject, const NewTold& told, MaybeReply reply);

  // Checklists (desk_checklists.cpp). `version` is the one that was edited, 0 for the first; a step without id is new.
  Done define_checklist(const Actor& actor, const std::string& kind, std::vector<ChecklistStep> steps, int version);
  Done tick(const Actor& actor, const std::string& incident, const std::string& step, bool done, MaybeReply reply);

  // Hand-over (desk_handover.cpp). Both have signed in or given their password to whoever calls this; the same `id` again by the
  // same person changes nothing.
  Done give_instruction(const Actor& actor, const std::string& words, std::optional<UtcTime> until, MaybeReply reply);
  Done end_instruction(const Actor& actor, const std::string& instruction, MaybeReply reply);
  Done sign_hand_over(const Actor& leaving, const Actor& arriving, const Uuid& id, HandOverContext context, const std::string& words);
  Done read_hand_over(const Actor& actor, const std::string& hand_over, MaybeReply reply);

  Done configure_unit(const Actor& actor, const Unit& unit);
  // Commits a new version of a camera (fact camera.configured). A changed mask needs review by another person before it goes live:
  // `review` is reset to none unless the change keeps masks and review as they were.
  Done configure_camera(const Actor& actor, city::Camera camera, const std::string& reason, MaybeReply reply);
  Done review_camera(const Actor& actor, const std::string& camera, city::MaskReview review, const std::string& reason, MaybeReply reply);
  Done remove_camera(const Actor& actor, const std::string& camera, const std::string& reason);
  // A newcomer's own file, webcam or test camera: never a street camera. The actor's declaration, audited, stands in place of a
  // second person's review; they own it (`reviewed_by`).
  Done add_test_source(const Actor& actor, city::Camera camera, MaybeReply reply);

  const Board& board() const { return board_; }
  Board& board() { return board_; }

 private:
  city::Fact fact(const Actor& actor, std::string schema, std::string subject, Json body) const;
  city::AuditEntry audit(const Actor& actor, std::string action, std::string object, std::string reason = {}) const;
  Done commit(std::string subject, city::Commit commit, MaybeReply reply);
  Result<Alert> open_alert(const std::string& id) const;
  std::string open_incident_of(const std::string& button);  // empty: none; under the lock
  // One fact about an open alert, with its audit entry and its lock.
  Done judge(const Actor& actor, const Alert& alert, const char* schema, const char* action, Json body, std::string reason, MaybeReply reply);

  city::Ledger& ledger_;
  Board& board_;
  const Clock& clock_;
  UuidSource& ids_;
  const std::string zone_;
  const bool exercise_;
  std::mutex mutex_;
  std::map<std::string, std::string> buttons_;  // "channel/device" → the incident it opened; under the lock, like the next
  bool buttons_known_ = false;
};

// "alert:<uuid>" made from the camera and the worker's key, so that a resent alert names the same subject.
std::string alert_subject(const std::string& camera, const std::string& episode);

}  // namespace vigie::operations
