#include "decode.h"

#include <cmath>
#include <limits>

namespace vigie::perception {
namespace {

constexpr int kStrides[] = {8, 16, 32};

struct BestClass {
  ObjectClass kind = ObjectClass::person;
  float score = -1;
};

BestClass best_class(const float* scores, std::span<const UsedColumn> used) {
  BestClass best;
  for (const auto& column : used)
    if (scores[column.column] > best.score) best = {column.kind, scores[column.column]};
  return best;
}

// Expected value of a softmax over the bins.
double expected_bin(const float* bins, std::size_t count) {
  const float highest = *std::max_element(bins, bins + count);
  double weights = 0, sum = 0;
  for (std::size_t bin = 0; bin < count; ++bin) {
    const double weight = std::exp(static_cast<double>(bins[bin] - highest));
    weights += weight;
    sum += weight * static_cast<double>(bin);
  }
  return sum / weights;
}

std::int64_t cells_of(const ModelManifest& manifest, int stride) {
  return static_cast<std::int64_t>(manifest.input_width / stride) * (manifest.input_height / stride);
}

const OutputView* find(std::span<const OutputView> outputs, OutputRole role, int stride) {
  for (const auto& view : outputs)
    if (view.output->role == role && view.output->stride == stride) return &view;
  return nullptr;
}

Status check_nanodet(const ModelManifest& manifest) {
  for (const int stride : kStrides) {
    for (const auto role : {OutputRole::class_scores, OutputRole::side_distances}) {
      const auto fits = [&](const ModelOutput& output) {
        return output.role == role && output.stride == stride && output.shape.size() == 3 && output.shape[0] == 1 &&
               output.shape[1] == cells_of(manifest, stride) &&
               (role == OutputRole::class_scores ? output.shape[2] == static_cast<std::int64_t>(manifest.labels.size())
                                                 : output.shape[2] % 4 == 0 && output.shape[2] >= 8);
      };
      if (std::count_if(manifest.outputs.begin(), manifest.outputs.end(), fits) != 1)
        return fail(ErrorKind::invalid_input,
                    fmt::format("model {}: its outputs of stride {} are not those of a NanoDet of this size", manifest.name, stride));
    }
  }
  return {};
}

Status check_yolox(const ModelManifest& manifest) {
  std::int64_t cells = 0;
  for (const int stride : kStrides) cells += cells_of(manifest, stride);
  const std::vector<std::int64_t> shape{1, cells, 5 + static_cast<std::int64_t>(manifest.labels.size())};
  if (manifest.outputs.size() != 1 || manifest.outputs[0].role != OutputRole::yolox_rows || manifest.outputs[0].shape != shape)
    return fail(ErrorKind::invalid_input, fmt::format("model {}: its output is not that of a YOLOX of this size", manifest.name));
  return {};
}

// Which detections compete with each other for one object.
ObjectClass rival(ObjectClass kind) { return is_four_wheeled(kind) ? ObjectClass::car : kind; }

}  // namespace

std::vector<UsedColumn> used_columns(const std::vector<std::string>& labels) {
  std::vector<UsedColumn> used;
  for (std::size_t column = 0; column < labels.size(); ++column)
    if (const auto kind = parse_object_class(labels[column])) used.push_back({column, *kind});
  return used;
}

std::vector<Detection> decode_nanodet(std::span<const OutputView> outputs, const ModelManifest& manifest, std::span<const UsedColumn> used,
                                      double floor) {
  std::vector<Detection> found;
  for (const int stride : kStrides) {
    const OutputView& scores = *find(outputs, OutputRole::class_scores, stride);
    const OutputView& sides = *find(outputs, OutputRole::side_distances, stride);
    const auto classes = static_cast<std::size_t>(scores.output->shape[2]);
    const auto bins = static_cast<std::size_t>(sides.output->shape[2]) / 4;
    const int across = manifest.input_width / stride;
    for (std::int64_t cell = 0; cell < scores.output->shape[1]; ++cell) {
      const auto best = best_class(scores.values.data() + static_cast<std::size_t>(cell) * classes, used);
      if (!(best.score >= floor)) continue;
      const float* distances = sides.values.data() + static_cast<std::size_t>(cell) * 4 * bins;
      const double x = (static_cast<double>(cell % across) + 0.5) * stride, y = (static_cast<double>(cell / across) + 0.5) * stride;
      const double left = expected_bin(distances, bins) * stride, top = expected_bin(distances + bins, bins) * stride;
      const double right = expected_bin(distances + 2 * bins, bins) * stride, bottom = expected_bin(distances + 3 * bins, bins) * stride;
      found.push_back({{x - left, y - top, left + right, top + bottom}, best.kind, best.score});
    }
  }
  return found;
}

std::vector<Detection> decode_yolox(std::span<const OutputView> outputs, const ModelManifest& manifest, std::span<const UsedColumn> used,
                                    double floor) {
  std::vector<Detection> found;
  const auto columns = static_cast<std::size_t>(outputs[0].output->shape[2]);
  const float* row = outputs[0].values.data();
  for (const int stride : kStrides) {
    const int across = manifest.input_width / stride;
    for (std::int64_t cell = 0; cell < cells_of(manifest, stride); ++cell, row += columns) {
      const auto best = best_class(row + 5, used);
      const double confidence = static_cast<double>(row[4]) * best.score;
      if (!(confidence >= floor)) continue;
      const double x = (row[0] + static_cast<double>(cell % across)) * stride, y = (row[1] + static_cast<double>(cell / across)) * stride;
      const double width = std::exp(static_cast<double>(row[2])) * stride, height = std::exp(static_cast<double>(row[3])) * stride;
      if (!std::isfinite(x + y + width + height)) continue;
      found.push_back({{x - width / 2, y - height / 2, width, height}, best.kind, confidence});
    }
  }
  return found;
}

Result<Decode> decoder_for(const ModelManifest& manifest) {
  if (used_columns(manifest.labels).empty())
    return fail(ErrorKind::invalid_input, fmt::format("model {}: none of its labels is of use here", manifest.name));
  if (manifest.family == ModelFamily::nanodet) {
    VIGIE_CHECK(check_nanodet(manifest));
    return decode_nanodet;
  }
  VIGIE_CHECK(check_yolox(manifest));
  return decode_yolox;
}

std::vector<Detection> suppress_overlaps(std::vector<Detection> candidates, double overlap_allowed) {
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  std::vector<Detection> kept;
  for (const auto& candidate : candidates) {
    const bool taken = std::any_of(kept.begin(), kept.end(), [&](const auto& better) {
      return rival(better.kind) == rival(candidate.kind) && intersection_over_union(better.box, candidate.box) > overlap_allowed;
    });
    if (!taken) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace vigie::perception
