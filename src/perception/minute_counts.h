#pragma once
// Numbers per minute: how many people and vehicles on average, in the picture and in each zone, and how many crossed each line.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "line_crossing.h"
#include "perception/scene.h"
#include "tracker.h"

namespace vigie::perception {

// One number over a span of at most a minute; `place` empty: the whole picture.
struct MinuteCount {
  double from_s = 0, to_s = 0;
  std::string place;
  enum class Kind { present, crossed } kind = Kind::present;
  ObjectClass object = ObjectClass::person;
  std::optional<Crossing> way;
  double value = 0;  // present: mean over the pictures; crossed: how many
};

class MinuteCounts {
 public:
  explicit MinuteCounts(const Scene& scene);
  // Once per picture. Returns the minute that ended before it, if one did.
  std::vector<MinuteCount> add(const std::vector<Track>& tracks, const std::vector<std::pair<std::string, LineCrossing>>& crossings,
                               double now_s);
  // What is left of the last minute.
  std::vector<MinuteCount> finish();

 private:
  using PerClass = std::array<double, kObjectClassNames.size()>;
  std::vector<MinuteCount> close(double to_s);

  const std::vector<SceneZone> zones_;
  const std::vector<SceneLine> lines_;
  std::map<std::string, PerClass> present_;  // by place: sum over pictures
  std::map<std::pair<std::string, Crossing>, PerClass> crossed_;
  std::int64_t minute_ = 0, pictures_ = 0;
  double from_s_ = 0, last_s_ = 0;
};

}  // namespace vigie::perception
