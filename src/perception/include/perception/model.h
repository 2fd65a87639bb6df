#pragma once
// What a model says of itself (manifest.json beside the ONNX file) and what was reviewed (the registry, compiled in).
// Only outputs that are boxes and classes of reviewed labels may load (RULES L03).

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::perception {

enum class ModelFamily { nanodet, yolox };
enum class OutputRole {
  class_scores,    // [1, cells, classes], sigmoid already applied
  side_distances,  // [1, cells, 4 × bins]: left, top, right, bottom as distributions over bins
  yolox_rows,      // [1, cells of strides 8, 16, 32, 5 + classes]: x, y, w, h, objectness, classes
};

struct ModelOutput {
  std::string name;
  std::vector<std::int64_t> shape;
  OutputRole role = OutputRole::class_scores;
  int stride = 0;  // 0 where one output covers all strides
  bool operator==(const ModelOutput&) const = default;
};

struct ModelManifest {
  std::string name, version;
  ModelFamily family = ModelFamily::nanodet;
  std::string file;    // beside the manifest
  std::string sha256;  // of the file, hex
  std::string input_name;
  int input_width = 0, input_height = 0;  // three channels in the order blue, green, red
  std::array<float, 3> mean{}, deviation{1, 1, 1};
  std::vector<ModelOutput> outputs;
  std::vector<std::string> labels;
};

// Unknown keys are refused. Says which field is wrong.
Result<ModelManifest> parse_manifest(std::string_view json);

// One reviewed model: who reads this table sees everything that may ever leave a model.
struct ReviewedModel {
  std::string name;
  std::string sha256;
  ModelFamily family;
  std::vector<ModelOutput> outputs;
  std::vector<std::string> labels;
};

std::span<const ReviewedModel> reviewed_models();

// denied with one sentence unless name, checksum, family, outputs and labels are those of the review.
Status check_reviewed(const ModelManifest& manifest, std::span<const ReviewedModel> registry);

// A model folder that passed: the bytes that were hashed are the bytes that will run.
struct LoadedModel {
  ModelManifest manifest;
  std::vector<std::uint8_t> onnx;
};
Result<LoadedModel> load_model(const std::filesystem::path& folder, std::span<const ReviewedModel> registry = reviewed_models());

}  // namespace vigie::perception
