#pragma once
// The situations of a scene, from tracks: presence in a zone (`intrusion`), more people than allowed (`occupancy`), crossing a line
// the forbidden way (`direction`). Nothing here asks who it is, or how long somebody stays.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alert_life.h"
#include "line_crossing.h"
#include "perception/scene.h"
#include "tracker.h"

namespace vigie::perception {

struct RuleSettings {
  double person_heights_per_s = 8;    // faster than this a track is a mistake of the tracker and counts for nothing:
  double vehicle_heights_per_s = 40;  // some 14 m/s on foot, 60 m/s on wheels
  LifeSettings intrusion{.pictures = 3, .hold_s = 0.15, .quiet_s = 2, .longest_s = 600};
  LifeSettings occupancy{.pictures = 5, .hold_s = 1, .quiet_s = 3, .longest_s = 1800};
  LifeSettings direction{.pictures = 1, .hold_s = 0, .quiet_s = 1, .longest_s = 10};  // the crossing itself took several pictures
};

// What a rule says; the caller adds what it knows (model, clock).
struct RuleAlert {
  bool ended = false;
  std::uint32_t number = 0;  // pairs raised and ended
  std::string kind, place;
  double start_s = 0, raised_at_s = 0, end_s = 0;
  Box box;  // of the instant it was raised
  ObjectClass object = ObjectClass::person;
  double confidence = 0;
};

class SceneRules {
 public:
  // `kinds`: alert kinds that may be computed at all.
  SceneRules(const Scene& scene, const std::vector<std::string>& kinds, RuleSettings settings = {}, std::uint32_t first_number = 1);
  // Once per picture, with the tracks seen in it. `crossings`: by line name.
  std::vector<RuleAlert> update(const std::vector<Track>& tracks, const std::vector<std::pair<std::string, LineCrossing>>& crossings,
                                double now_s);
  // Ends what is open: the source is gone or its basis ended.
  std::vector<RuleAlert> stop(double now_s);
  // The kinds that can be raised in this scene.
  std::vector<std::string> active() const;
  // Tracks that move no faster than their kind can.
  std::vector<Track> plausible(const std::vector<Track>& tracks) const;
  const RuleSettings& settings() const { return settings_; }
  std::uint32_t next_number() const { return next_number_; }

 private:
  struct Watch {
    std::string kind;
    std::optional<SceneZone> zone;  // of intrusion and occupancy
    std::string place;
    AlertLife life;
    RuleAlert alert;
    std::optional<std::uint64_t> track;  // of direction: whose crossing it was; forgotten with the alert
  };
  struct Seen {
    bool holds = false;
    Box box;
    ObjectClass object = ObjectClass::person;
    double confidence = 0;
  };
  Seen look(const Watch& watch, const std::vector<Track>& tracks) const;
  void observe(Watch& watch, const Seen& seen, double now_s, std::vector<RuleAlert>& told);
  void begin_direction(const LineCrossing& crossing, const std::string& line, double now_s, std::vector<RuleAlert>& told);

  Scene scene_;
  RuleSettings settings_;
  bool direction_allowed_ = false;
  std::vector<Watch> zone_watches_, crossing_watches_;
  std::uint32_t next_number_;
};

}  // namespace vigie::perception
