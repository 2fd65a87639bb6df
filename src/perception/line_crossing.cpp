#include "line_crossing.h"

#include <cmath>

namespace vigie::perception {
namespace {

constexpr int kPicturesAcross = 2;
constexpr double kForgetAfterS = 5;
// A foot this near to the line is on neither side: boxes tremble by a few hundredths of their height.
constexpr double kMarginInHeights = 0.03, kMarginPx = 1.5;

double turn(PicturePoint a, PicturePoint b, PicturePoint c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

}  // namespace

double LineWatch::distance_from_line(PicturePoint point) const {
  return turn(line_.from, line_.to, point) / std::hypot(line_.to.x - line_.from.x, line_.to.y - line_.from.y);
}

bool LineWatch::cuts_line(PicturePoint from, PicturePoint to) const {
  return (turn(line_.from, line_.to, from) > 0) != (turn(line_.from, line_.to, to) > 0) &&
         (turn(from, to, line_.from) > 0) != (turn(from, to, line_.to) > 0);
}

std::vector<LineCrossing> LineWatch::update(const std::vector<Track>& tracks, double now_s) {
  std::vector<LineCrossing> crossings;
  for (const auto& track : tracks) {
    const PicturePoint foot = track.box.foot_in_image();
    const double distance = distance_from_line(foot);
    if (std::abs(distance) < std::max(kMarginPx, kMarginInHeights * track.box.height)) continue;
    const Side side = distance < 0 ? Side::a : Side::b;
    const auto [found, first] = passages_.try_emplace(track.id, Passage{side, foot, now_s, 0});
    Passage& passage = found->second;
    if (passage.side != side && ++passage.across < kPicturesAcross) continue;
    if (passage.side != side && cuts_line(passage.foot, foot) && line_.counts(track.kind))
      crossings.push_back({track, side == Side::b ? Crossing::a_to_b : Crossing::b_to_a, passage.at_s});
    passage = {side, foot, now_s, 0};
  }
  std::erase_if(passages_, [&](const auto& entry) { return now_s - entry.second.at_s > kForgetAfterS; });
  return crossings;
}

}  // namespace vigie::perception
