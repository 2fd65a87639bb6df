#include "mot_frames.h"

namespace vigie::perception {
namespace {

struct RawFrame {
  std::vector<const MotRow*> truth, result;
};

std::size_t dense(std::map<std::int64_t, std::size_t>& numbers, std::vector<std::size_t>& rows, std::int64_t id) {
  const auto [found, added] = numbers.emplace(id, rows.size());
  if (added) rows.push_back(0);
  ++rows[found->second];
  return found->second;
}

}  // namespace

MotFrames pair_frames(std::span<const MotRow> truth, std::span<const MotRow> result, std::int64_t first_frame, std::int64_t last_frame) {
  const auto wanted = [&](const MotRow& row) { return row.frame >= first_frame && (last_frame < 0 || row.frame <= last_frame); };
  std::map<std::int64_t, RawFrame> raw;
  for (const auto& row : truth)
    if (wanted(row) && row.confidence != 0) raw[row.frame].truth.push_back(&row);
  for (const auto& row : result)
    if (wanted(row)) raw[row.frame].result.push_back(&row);

  MotFrames paired;
  std::map<std::int64_t, std::size_t> truth_numbers, result_numbers;
  for (const auto& [number, rows] : raw) {
    MotFrame frame;
    for (const auto* row : rows.truth) frame.truth.push_back(dense(truth_numbers, paired.truth_rows, row->id));
    for (const auto* row : rows.result) frame.result.push_back(dense(result_numbers, paired.result_rows, row->id));
    frame.iou = CostTable(rows.truth.size(), rows.result.size());
    for (std::size_t t = 0; t < rows.truth.size(); ++t)
      for (std::size_t r = 0; r < rows.result.size(); ++r)
        frame.iou.at(t, r) = intersection_over_union(rows.truth[t]->box, rows.result[r]->box);
    paired.total_truth += rows.truth.size();
    paired.total_result += rows.result.size();
    paired.frames.push_back(std::move(frame));
  }
  return paired;
}

}  // namespace vigie::perception
