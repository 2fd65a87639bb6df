#pragma once
// What moves is followed from moment to moment inside one recording of one camera, only to say when a passage began and ended.
// Private to this room and forgotten with the passage: there is no id, and nothing of how anything looks is compared (DESIGN.md,
// "What the program never does", 1 and 2) but place, size and speed.

#include <vector>

#include "block.h"

namespace vigie::evidence {

struct Sighting {
  double at_s = 0;
  perception::Box box;
  double confidence = 0;  // of the detection; of a blob: the share of its box that differs
};

struct Mover {
  std::vector<Sighting> sightings;
  std::array<double, perception::kObjectClassNames.size()> votes{};  // confidence by class; none for a bare blob
  ColourVote colour;
  perception::PicturePoint velocity_per_s;
  int looks = 0, explained = 0;  // of a blob: moments with a detector's look, and those in which it named what is there
  double travelled() const;      // furthest from where it began, in its own sizes
};

struct Seen {
  Sighting sighting;
  std::optional<perception::ObjectClass> kind;
  ColourReading colour;
  bool looked = false, explained = false;
  std::optional<perception::Detection> hint = std::nullopt;               // of a blob: what the detector faintly took it for
  std::optional<perception::PicturePoint> velocity_per_s = std::nullopt;  // where it could be measured at this one moment
};

struct MoverSettings {
  double begin_confidence = 0;  // less may only continue
  double forget_after_s = 2;    // hidden for longer: another passage
  double reach_in_sizes = 1.2;  // from where it was expected
};

class MoverBook {
 public:
  explicit MoverBook(MoverSettings settings) : settings_(settings) {}
  // Time must not go back.
  void update(double at_s, const std::vector<Seen>& seen);
  std::vector<Mover> take_ended();
  void end_all();

 private:
  void see(Mover& mover, const Seen& seen);
  MoverSettings settings_;
  std::vector<Mover> moving_, ended_;
};

}  // namespace vigie::evidence
