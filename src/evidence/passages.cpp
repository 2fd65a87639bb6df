#include "passages.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"

namespace vigie::evidence {
namespace {

using perception::Crossing;
using perception::PicturePoint;

constexpr double kSurroundings = 0.15;  // of the picture: who comes is seen before
constexpr double kOutside_s = 1.5;      // shorter steps out of the area do not end a passage
constexpr double kLeastVehicleTravel = 0.5;
constexpr double kSureFrom = 0.45, kUnsureFrom = 0.3;
constexpr double kLeastClassShare = 0.3;
constexpr double kLeastPerson_s = 0.3;
constexpr double kUnnamedConfidence = 0.3;
constexpr double kLeastUnnamed_s = 0.6, kLasting_s = 6, kLeastUnnamedTravel = 0.8, kMostExplained = 0.34;
constexpr double kLeastFilled = 0.35, kLeastFilledStanding = 0.5, kLeastHints = 0.5, kHintShare = 0.6;
constexpr std::size_t kLeastUnnamedSightings = 5;

PicturePoint between(PicturePoint a, PicturePoint b, double share) { return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share}; }

struct Span {
  double start_s, end_s;
};

// Foot in the area, with the way between two sightings walked in steps, so that a fast one is not missed between them.
std::vector<Span> inside(const std::vector<Sighting>& sightings, const perception::Polygon& area) {
  if (area.empty()) return {{sightings.front().at_s, sightings.back().at_s}};
  constexpr int kSteps = 8;
  std::vector<Span> spans;
  const auto visit = [&](double at_s, PicturePoint foot) {
    if (!perception::contains(area, foot)) return;
    if (!spans.empty() && at_s - spans.back().end_s <= kOutside_s)
      spans.back().end_s = at_s;
    else
      spans.push_back({at_s, at_s});
  };
  for (std::size_t i = 0; i < sightings.size(); ++i) {
    visit(sightings[i].at_s, sightings[i].box.foot_in_image());
    if (i + 1 == sightings.size()) break;
    for (int step = 1; step < kSteps; ++step) {
      const double share = static_cast<double>(step) / kSteps;
      visit(sightings[i].at_s + share * (sightings[i + 1].at_s - sightings[i].at_s),
            between(sightings[i].box.foot_in_image(), sightings[i + 1].box.foot_in_image(), share));
    }
  }
  return spans;
}

double turn(PicturePoint a, PicturePoint b, PicturePoint c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

std::optional<Crossing> crossing(const std::vector<Sighting>& sightings, const perception::SceneLine& line) {
  std::optional<Crossing> last;
  for (std::size_t i = 1; i < sightings.size(); ++i) {
    const auto from = sightings[i - 1].box.foot_in_image(), to = sightings[i].box.foot_in_image();
    if ((turn(line.from, line.to, from) > 0) == (turn(line.from, line.to, to) > 0)) continue;
    if ((turn(from, to, line.from) > 0) == (turn(from, to, line.to) > 0)) continue;
    last = turn(line.from, line.to, from) > 0 ? Crossing::b_to_a : Crossing::a_to_b;  // on the line itself counts as a, as above
  }
  return last;
}

// Adds what the question says of place and way; none when the mover was not there.
std::vector<Finding> at_the_place(const Mover& mover, const Question& question, Finding finding) {
  if (question.line) {
    finding.way = crossing(mover.sightings, *question.line);
    if (!finding.way || (question.line->legal && *question.line->legal != *finding.way)) return {};
  }
  std::vector<Finding> findings;
  for (const auto& span : inside(mover.sightings, question.area)) {
    finding.start_s = span.start_s;
    finding.end_s = span.end_s;
    findings.push_back(finding);
  }
  return findings;
}

}  // namespace

perception::Box interest_of(const Question& question, int width_px, int height_px) {
  perception::Polygon points = question.area;
  if (points.empty() && question.line) points = {question.line->from, question.line->to};
  if (points.empty()) return {0, 0, width_px * 1.0, height_px * 1.0};
  double left = points[0].x, right = left, top = points[0].y, bottom = top;
  for (const auto& point : points) {
    left = std::min(left, point.x), right = std::max(right, point.x);
    top = std::min(top, point.y), bottom = std::max(bottom, point.y);
  }
  // Vehicles are quick: their way to a line is watched from further off.
  const double around = kSurroundings * (question.line ? 2 : 1), x = around * width_px, y = around * height_px;
  return {left - x, top - y, right - left + 2 * x, bottom - top + 2 * y};
}

std::vector<Finding> findings_of(const Mover& mover, const Question& question) {
  const auto best = std::max_element(mover.votes.begin(), mover.votes.end());
  double all = 0, surest = 0;
  for (const double vote : mover.votes) all += vote;
  for (const auto& one : mover.sightings) surest = std::max(surest, one.confidence);
  const double mean = all / static_cast<double>(mover.sightings.size());
  if (mover.sightings.size() < 2 || (surest < kSureFrom && (mover.sightings.size() < 4 || mean < kUnsureFrom))) return {};
  Finding finding;
  finding.kind = static_cast<perception::ObjectClass>(best - mover.votes.begin());
  finding.confidence = mean;
  if (perception::is_vehicle(*finding.kind)) {
    if (mover.travelled() < kLeastVehicleTravel && question.area.empty()) return {};  // it only stands there
    if (const auto colour = mover.colour.colour()) finding.colour = std::string(to_string(*colour));
  }
  if (question.vehicle) {
    const double share = mover.votes[static_cast<std::size_t>(*question.vehicle)] / all;
    if (share < kLeastClassShare) return {};
    finding.kind = question.vehicle;
    finding.confidence *= share;
  }
  if (question.colour) {
    if (finding.colour && *finding.colour != *question.colour) return {};
    finding.confidence *= finding.colour ? mover.colour.agreement() : 0.3;
  }
  auto findings = at_the_place(mover, question, finding);
  // Nobody walks through an area in less: a foot on its edge, trembling.
  if (finding.kind == perception::ObjectClass::person && !question.area.empty())
    std::erase_if(findings, [](const Finding& one) { return one.end_s - one.start_s < kLeastPerson_s; });
  return findings;
}

std::vector<Finding> findings_of_unnamed(const Mover& mover, const Question& question) {
  const double lasted_s = mover.sightings.back().at_s - mover.sightings.front().at_s;
  if (mover.sightings.size() < kLeastUnnamedSightings || lasted_s < kLeastUnnamed_s) return {};
  const bool standing = mover.travelled() < kLeastUnnamedTravel;
  if (standing && lasted_s < kLasting_s) return {};
  if (mover.explained > kMostExplained * mover.looks) return {};
  double filled = 0, votes = 0;
  for (const auto& one : mover.sightings) filled += one.confidence;
  // What lies there fills its box; edges of the street do not, when the camera has moved by a pixel.
  if (filled < (standing ? kLeastFilledStanding : kLeastFilled) * static_cast<double>(mover.sightings.size())) return {};
  for (const double vote : mover.votes) votes += vote;
  const auto best = std::max_element(mover.votes.begin(), mover.votes.end());
  Finding finding;
  finding.confidence = kUnnamedConfidence;
  if (votes >= kLeastHints && *best >= kHintShare * votes) finding.kind = static_cast<perception::ObjectClass>(best - mover.votes.begin());
  const bool vehicle = !finding.kind || perception::is_vehicle(*finding.kind);
  if (question.vehicle && !vehicle) return {};
  if (question.vehicle && finding.kind) {
    if (perception::is_four_wheeled(*finding.kind) != perception::is_four_wheeled(*question.vehicle)) return {};
    finding.kind = question.vehicle;
  }
  if (vehicle && (finding.kind || question.vehicle))
    if (const auto colour = mover.colour.colour()) finding.colour = std::string(to_string(*colour));
  if (question.colour) {
    if (finding.colour && *finding.colour != *question.colour) return {};
    finding.confidence *= finding.colour ? mover.colour.agreement() : 0.3;
  }
  auto findings = at_the_place(mover, question, finding);
  std::erase_if(findings, [](const Finding& one) { return one.end_s - one.start_s < kLeastUnnamed_s; });
  return findings;
}

std::string to_json_line(const Finding& finding) {
  const auto seconds = [](double value) { return std::round(value * 1000) / 1000; };
  Json line{{"start", seconds(finding.start_s)},
            {"end", seconds(finding.end_s)},
            {"class", nullptr},
            {"colour", nullptr},
            {"confidence", seconds(std::clamp(finding.confidence, 0.0, 1.0))}};
  if (finding.kind) line["class"] = perception::to_string(*finding.kind);
  if (finding.colour) line["colour"] = *finding.colour;
  if (finding.way) line["direction"] = perception::to_string(*finding.way);
  return line.dump();
}

}  // namespace vigie::evidence
