#include "tracker.h"

#include <utility>

#include "assignment.h"

namespace vigie::perception {

Tracker::Tracker(TrackerSettings settings) : settings_(settings) {}

Tracker::Group Tracker::group_of(ObjectClass kind) {
  if (kind == ObjectClass::person) return Group::people;
  return is_four_wheeled(kind) ? Group::four_wheelers : Group::two_wheelers;
}

std::vector<Track> Tracker::update(const std::vector<Detection>& detections, double media_time_s) {
  const double step_s = started_ ? std::max(0.0, media_time_s - last_time_s_) : 0;
  started_ = true;
  last_time_s_ = media_time_s;
  for (auto& followed : followed_) {
    followed.motion.predict(step_s);
    followed.seen_before = std::exchange(followed.seen_now, false);
  }
  for (std::size_t group = 0; group < kGroups; ++group) associate(static_cast<Group>(group), detections, media_time_s);

  // A track that nobody confirmed goes at its first miss; the others may be hidden for a while.
  std::erase_if(followed_, [&](const Followed& followed) {
    return !followed.seen_now && (!followed.confirmed || media_time_s - followed.track.last_seen_s > settings_.forget_after_s);
  });
  std::vector<Track> told;
  for (auto& followed : followed_) {
    followed.track.box = followed.motion.box();
    followed.track.velocity_per_s = followed.motion.velocity_per_s();
    if (followed.confirmed && followed.seen_now) told.push_back(followed.track);
  }
  return told;
}

void Tracker::associate(Group group, const std::vector<Detection>& detections, double media_time_s) {
  Candidates strong, weak;
  for (const auto& detection : detections) {
    if (group_of(detection.kind) != group) continue;
    if (detection.confidence >= settings_.strong)
      strong.push_back(&detection);
    else if (detection.confidence >= settings_.weak)
      weak.push_back(&detection);
  }
  Pool confirmed, unconfirmed;
  for (auto& followed : followed_)
    if (group_of(followed.track.kind) == group) (followed.confirmed ? confirmed : unconfirmed).push_back(&followed);

  match(confirmed, strong, settings_.strong_overlap, media_time_s);
  // Weak detections continue only what was in sight a frame ago: a hidden person's predicted place is too vague for them.
  std::erase_if(confirmed, [](const Followed* followed) { return !followed->seen_before; });
  match(confirmed, weak, settings_.weak_overlap, media_time_s);
  match(unconfirmed, strong, settings_.begin_overlap, media_time_s);
  for (const Detection* detection : strong)
    if (detection->confidence >= settings_.begin(detection->kind)) begin(*detection, media_time_s);
}

// Matched tracks and detections leave their lists.
void Tracker::match(Pool& tracks, Candidates& detections, double least_overlap, double media_time_s) {
  CostTable costs(tracks.size(), detections.size());
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    const Box predicted = tracks[t]->motion.box();
    for (std::size_t d = 0; d < detections.size(); ++d) costs.at(t, d) = 1 - intersection_over_union(predicted, detections[d]->box);
  }
  for (const auto& [t, d] : assign_within(costs, 1 - least_overlap)) {
    see(*tracks[t], *detections[d], media_time_s);
    tracks[t] = nullptr;
    detections[d] = nullptr;
  }
  std::erase(tracks, nullptr);
  std::erase(detections, nullptr);
}

void Tracker::see(Followed& followed, const Detection& detection, double media_time_s) {
  followed.motion.correct(detection.box, detection.confidence);
  auto& track = followed.track;
  followed.votes[static_cast<std::size_t>(detection.kind)] += detection.confidence;
  track.kind = static_cast<ObjectClass>(std::max_element(followed.votes.begin(), followed.votes.end()) - followed.votes.begin());
  track.confidence = detection.confidence;
  track.last_seen_s = media_time_s;
  followed.seen_now = true;
  ++track.sightings;
  followed.confirmed = followed.confirmed || track.sightings >= settings_.confirm_after;
}

void Tracker::begin(const Detection& detection, double media_time_s) {
  Followed followed{.track = {}, .motion = BoxMotion(detection.box, settings_.motion)};
  followed.track.id = next_id_++;
  followed.track.first_seen_s = media_time_s;
  see(followed, detection, media_time_s);
  followed_.push_back(std::move(followed));
}

}  // namespace vigie::perception
