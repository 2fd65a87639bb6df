#pragma once
// One look at a camera: right → permit → entry in the log, on the disk → only then pictures. There is no other way to them in this
// room: `pictures` and `clip` belong to a Consultation, and only `begin`, which has committed the entry, makes one (RULES L01, L13;
// live_door_test.cpp looks that no other file asks the door `Live` for pictures).

#include "api/doors.h"

namespace vigie::api {

struct Look {
  enum class Kind { pictures, clip, snapshot };
  Kind kind = Kind::pictures;
  city::SourceId camera;
  std::optional<UtcTime> from, to;  // no `from`: live
  city::StreamKind stream = city::StreamKind::main;
  bool boxes = false;
  double speed = 1;
  std::string reason, words;  // for what is older than ten minutes, and for every snapshot
  std::string object;         // what the entry is about, when not the camera itself: an alert
};

class Consultation {
 public:
  // May it be looked at, by right and reason? What `begin` asks first, without asking for a permit or writing anything.
  static Status admissible(Doors& doors, const law::Account& account, const Look& look);
  // Also the permit; writes nothing. For who wants to know why a socket was refused.
  static Status permitted(Doors& doors, const law::Account& account, const Look& look);
  // Everything above, and the entry. Its errors carry codes: permission.missing, source.not_yours, reason.missing, camera.unknown, a
  // basis's code (then the refusal is in the log), or the disk's.
  static Result<Consultation> begin(Doors& doors, const law::Account& account, const Look& wanted);

  Result<std::unique_ptr<city::Viewing>> pictures(std::shared_ptr<city::FragmentSink> sink) const;
  Result<Bytes> clip() const;  // from..to of the look
  const city::Permit& permit() const { return permit_; }
  const std::string& id() const { return id_; }  // "view" in the details of its entries
  // Writes how long it was looked at (RULES L36). Once; a consultation of no length (a clip) needs none.
  void end() const;

 private:
  Consultation(Doors& doors, std::string actor, Look look, city::Permit permit, std::string id, std::string action);
  Doors* doors_;
  std::string actor_;
  Look look_;
  city::Permit permit_;
  std::string id_, action_;
  SteadyTime began_;
};

}  // namespace vigie::api
