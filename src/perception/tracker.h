#pragma once
// Detections become tracks, in the manner of ByteTrack (Zhang et al. 2022): strong detections find their tracks first, then
// weak ones may continue a track that found none, but never begin one. Causal and deterministic.
//
// Private to this room: a track's id lives in one camera's tracker and is never shown outside (RULES L04). The lab alone
// reads this header, for labelled public sets.

#include <array>
#include <cstdint>
#include <vector>

#include "motion.h"
#include "perception/detector.h"

namespace vigie::perception {

// Those of people were chosen on frames 1–400 of vtest.avi (docs/decisions/0020-perception-tracker.md).
struct TrackerSettings {
  double strong = 0.45;        // confidence of a detection of the first stage
  double weak = 0.2;           // lowest confidence of the second stage
  double begin_person = 0.65;  // confidence that may begin a track
  double begin_vehicle = 0.5;
  double strong_overlap = 0.1;  // least IoU with the predicted box in the first stage
  double weak_overlap = 0.5;    // … in the second
  double begin_overlap = 0.3;   // … for a track that is not confirmed yet
  int confirm_after = 2;        // sightings in a row
  double forget_after_s = 2;    // since the last sighting
  double begin(ObjectClass kind) const { return is_vehicle(kind) ? begin_vehicle : begin_person; }
  MotionSettings motion;
};

struct Track {
  std::uint64_t id = 0;
  ObjectClass kind = ObjectClass::person;  // what most of its sightings said, by confidence
  Box box;                                 // corrected by this frame's detection
  double confidence = 0;                   // of the last detection
  PicturePoint velocity_per_s;
  double first_seen_s = 0, last_seen_s = 0;
  int sightings = 0;
};

class Tracker {
 public:
  explicit Tracker(TrackerSettings settings = {});
  // `detections`: of one frame, best first. Time must not go back. Returns the confirmed tracks of this frame, by id.
  std::vector<Track> update(const std::vector<Detection>& detections, double media_time_s);
  const TrackerSettings& settings() const { return settings_; }

 private:
  // People, two-wheelers and four-wheelers never take each other's tracks.
  enum class Group { people, two_wheelers, four_wheelers };
  static constexpr std::size_t kGroups = 3;
  static Group group_of(ObjectClass kind);

  struct Followed {
    Track track;
    BoxMotion motion;
    std::array<double, kObjectClassNames.size()> votes{};
    bool confirmed = false;
    bool seen_now = false, seen_before = false;  // in this frame, in the one before
  };
  using Candidates = std::vector<const Detection*>;
  using Pool = std::vector<Followed*>;

  void associate(Group group, const std::vector<Detection>& detections, double media_time_s);
  void match(Pool& tracks, Candidates& detections, double least_overlap, double media_time_s);
  void see(Followed& followed, const Detection& detection, double media_time_s);
  void begin(const Detection& detection, double media_time_s);

  TrackerSettings settings_;
  std::vector<Followed> followed_;
  std::uint64_t next_id_ = 1;
  double last_time_s_ = 0;
  bool started_ = false;
};

}  // namespace vigie::perception
