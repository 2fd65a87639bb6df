#pragma once
// Truth and result side by side, frame by frame, with dense numbers for ids: what every tracking score starts from.

#include <map>
#include <span>
#include <vector>

#include "assignment.h"
#include "perception/mot_text.h"

namespace vigie::perception {

struct MotFrame {
  std::vector<std::size_t> truth, result;  // dense ids, in the order of the files
  CostTable iou{0, 0};                     // truth × result
};

struct MotFrames {
  std::vector<MotFrame> frames;                      // by frame number; frames that neither side knows are left out
  std::vector<std::size_t> truth_rows, result_rows;  // rows per dense id
  std::size_t total_truth = 0, total_result = 0;
};

MotFrames pair_frames(std::span<const MotRow> truth, std::span<const MotRow> result, std::int64_t first_frame, std::int64_t last_frame);

}  // namespace vigie::perception
