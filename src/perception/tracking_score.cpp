#include "perception/tracking_score.h"

#include <array>
#include <cmath>
#include <limits>

#include "mot_frames.h"

namespace vigie::perception {
namespace {

constexpr double kMatchIou = 0.5;
constexpr double kRounding = std::numeric_limits<double>::epsilon();
constexpr std::size_t kUnmatched = std::numeric_limits<std::size_t>::max();

struct ClearCounts {
  std::int64_t matches = 0, misses = 0, false_positives = 0, switches = 0;
};

// One frame of CLEAR-MOT. `last_match` remembers for each true object the result id it was last matched to, however long ago:
// that pair is kept first while it still overlaps enough; the rest is matched for as many pairs and then as much overlap as possible.
void clear_frame(const MotFrame& frame, std::vector<std::size_t>& last_match, ClearCounts& counts) {
  const std::size_t truths = frame.truth.size(), results = frame.result.size();
  std::vector<char> truth_done(truths, 0), result_done(results, 0);
  const auto distance = [&](std::size_t t, std::size_t r) { return 1 - frame.iou.at(t, r); };
  for (std::size_t t = 0; t < truths; ++t) {
    for (std::size_t r = 0; r < results; ++r) {
      if (result_done[r] || frame.result[r] != last_match[frame.truth[t]] || distance(t, r) > 1 - kMatchIou) continue;
      truth_done[t] = result_done[r] = 1;
      ++counts.matches;
      break;
    }
  }
  CostTable left(truths, results, 2);
  for (std::size_t t = 0; t < truths; ++t)
    for (std::size_t r = 0; r < results; ++r)
      if (!truth_done[t] && !result_done[r]) left.at(t, r) = distance(t, r);
  for (const auto& [t, r] : assign_within(left, 1 - kMatchIou)) {
    auto& last = last_match[frame.truth[t]];
    if (last != kUnmatched && last != frame.result[r]) ++counts.switches;
    last = frame.result[r];
    truth_done[t] = result_done[r] = 1;
    ++counts.matches;
  }
  for (const char done : truth_done) counts.misses += !done;
  for (const char done : result_done) counts.false_positives += !done;
}

// Identity measure: the one-to-one pairing of whole trajectories that explains most rows.
std::int64_t identity_matches(const MotFrames& paired) {
  CostTable together(paired.truth_rows.size(), paired.result_rows.size());
  for (const auto& frame : paired.frames)
    for (std::size_t t = 0; t < frame.truth.size(); ++t)
      for (std::size_t r = 0; r < frame.result.size(); ++r)
        if (1 - frame.iou.at(t, r) <= 1 - kMatchIou) together.at(frame.truth[t], frame.result[r]) -= 1;
  double matched = 0;
  for (const auto& [t, r] : assign_least_cost(together)) matched -= together.at(t, r);
  return std::llround(matched);
}

// How well each pair of trajectories fits over the whole clip, before any matching: a soft Jaccard index of their rows.
CostTable global_alignment(const MotFrames& paired) {
  CostTable potential(paired.truth_rows.size(), paired.result_rows.size());
  for (const auto& frame : paired.frames) {
    const std::size_t truths = frame.truth.size(), results = frame.result.size();
    std::vector<double> truth_sum(truths, 0), result_sum(results, 0);
    for (std::size_t t = 0; t < truths; ++t)
      for (std::size_t r = 0; r < results; ++r) {
        truth_sum[t] += frame.iou.at(t, r);
        result_sum[r] += frame.iou.at(t, r);
      }
    for (std::size_t t = 0; t < truths; ++t)
      for (std::size_t r = 0; r < results; ++r) {
        const double either = truth_sum[t] + result_sum[r] - frame.iou.at(t, r);
        if (either > kRounding) potential.at(frame.truth[t], frame.result[r]) += frame.iou.at(t, r) / either;
      }
  }
  for (std::size_t t = 0; t < potential.rows(); ++t)
    for (std::size_t r = 0; r < potential.columns(); ++r) {
      const double shared = potential.at(t, r);
      potential.at(t, r) = shared / (static_cast<double>(paired.truth_rows[t] + paired.result_rows[r]) - shared);
    }
  return potential;
}

// Mean over the localisation thresholds 0.05, 0.10 … 0.95 of sqrt(detection accuracy × association accuracy).
double hota_of(const MotFrames& paired) {
  constexpr std::size_t kThresholds = 19;
  const CostTable alignment = global_alignment(paired);
  std::vector<CostTable> matches(kThresholds, CostTable(alignment.rows(), alignment.columns()));
  std::array<double, kThresholds> found{};
  for (const auto& frame : paired.frames) {
    CostTable costs(frame.truth.size(), frame.result.size());
    for (std::size_t t = 0; t < costs.rows(); ++t)
      for (std::size_t r = 0; r < costs.columns(); ++r)
        costs.at(t, r) = -alignment.at(frame.truth[t], frame.result[r]) * frame.iou.at(t, r);
    for (const auto& [t, r] : assign_least_cost(costs))
      for (std::size_t a = 0; a < kThresholds; ++a)
        if (frame.iou.at(t, r) >= 0.05 * static_cast<double>(a + 1) - kRounding) {
          matches[a].at(frame.truth[t], frame.result[r]) += 1;
          found[a] += 1;
        }
  }
  double sum = 0;
  for (std::size_t a = 0; a < kThresholds; ++a) {
    double association = 0;
    for (std::size_t t = 0; t < alignment.rows(); ++t)
      for (std::size_t r = 0; r < alignment.columns(); ++r)
        if (const double shared = matches[a].at(t, r); shared > 0)
          association += shared * shared / (static_cast<double>(paired.truth_rows[t] + paired.result_rows[r]) - shared);
    association /= std::max(1.0, found[a]);
    const double detection = found[a] / (static_cast<double>(paired.total_truth + paired.total_result) - found[a]);
    sum += std::sqrt(detection * association);
  }
  return sum / static_cast<double>(kThresholds);
}

Json number_or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace

TrackingScore score_tracking(std::span<const MotRow> truth, std::span<const MotRow> result, std::int64_t first_frame,
                             std::int64_t last_frame) {
  const MotFrames paired = pair_frames(truth, result, first_frame, last_frame);
  ClearCounts counts;
  std::vector<std::size_t> last_match(paired.truth_rows.size(), kUnmatched);
  for (const auto& frame : paired.frames) clear_frame(frame, last_match, counts);

  const auto truths = static_cast<double>(paired.total_truth), results = static_cast<double>(paired.total_result);
  TrackingScore score;
  score.false_positives = counts.false_positives;
  score.misses = counts.misses;
  score.switches = counts.switches;
  if (truths > 0) {
    score.mota = 1 - static_cast<double>(counts.misses + counts.false_positives + counts.switches) / truths;
    score.recall = static_cast<double>(counts.matches) / truths;
  }
  if (results > 0) score.precision = static_cast<double>(counts.matches) / results;
  if (truths + results > 0) {
    score.idf1 = 2 * static_cast<double>(identity_matches(paired)) / (truths + results);
    score.hota = hota_of(paired);
  }
  return score;
}

Json to_json(const TrackingScore& score) {
  return {{"mota", number_or_null(score.mota)},
          {"idf1", number_or_null(score.idf1)},
          {"hota", number_or_null(score.hota)},
          {"recall", number_or_null(score.recall)},
          {"precision", number_or_null(score.precision)},
          {"fp", score.false_positives},
          {"fn", score.misses},
          {"idsw", score.switches}};
}

}  // namespace vigie::perception
