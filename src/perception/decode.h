#pragma once
// From a network's output tensors to boxes in the network's input, for each family of models. Only the six classes leave here.

#include <span>
#include <vector>

#include "perception/detector.h"

namespace vigie::perception {

// Which column of a model's classes is which of ours; the other columns are never looked at.
struct UsedColumn {
  std::size_t column;
  ObjectClass kind;
};
std::vector<UsedColumn> used_columns(const std::vector<std::string>& labels);

struct OutputView {
  const ModelOutput* output;
  std::span<const float> values;  // as many as the output's shape says
};

// All candidates at or above `floor`, in no order, overlapping ones included.
using Decode = std::vector<Detection> (*)(std::span<const OutputView> outputs, const ModelManifest& manifest,
                                          std::span<const UsedColumn> used, double floor);

std::vector<Detection> decode_nanodet(std::span<const OutputView> outputs, const ModelManifest& manifest, std::span<const UsedColumn> used,
                                      double floor);
std::vector<Detection> decode_yolox(std::span<const OutputView> outputs, const ModelManifest& manifest, std::span<const UsedColumn> used,
                                    double floor);

// denied or invalid_input where the outputs do not fit the family and the input's size.
Result<Decode> decoder_for(const ModelManifest& manifest);

// Best first; of two of one kind that overlap more than allowed the weaker goes. Car, bus and truck are one kind here.
std::vector<Detection> suppress_overlaps(std::vector<Detection> candidates, double overlap_allowed);

}  // namespace vigie::perception
