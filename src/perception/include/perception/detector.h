#pragma once
// Pixels become boxes with classes, of one instant, without any identity.

#include <filesystem>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <vector>

#include "perception/box.h"
#include "perception/model.h"
#include "perception/object_class.h"

namespace vigie::perception {

struct Detection {
  Box box;  // pixels of the picture given, inside it
  ObjectClass kind = ObjectClass::person;
  double confidence = 0;
};

// One thread at a time; cameras of a worker share one and take turns.
class Detector {
 public:
  virtual ~Detector() = default;
  // Everything at or above the floor, best first; each object once (car, bus and truck compete as one kind).
  virtual Result<std::vector<Detection>> detect(const cv::Mat& bgr) = 0;
  virtual const std::string& model_version() const = 0;  // "nanodet-g-416 3.0.4 d08ca0803aaa"
};

struct DetectorSettings {
  double floor = 0.1;            // lowest confidence handed on; the tracker's second stage uses weak detections
  double overlap_allowed = 0.5;  // of two boxes of one kind that overlap more (IoU), the weaker is dropped
};

// Opens the model in a folder (ONNX file and manifest.json) for one thread of computing. Refuses what was not reviewed:
// `denied`; a missing or damaged file: `not_found`, `invalid_input`, `corrupt`.
Result<std::unique_ptr<Detector>> open_detector(const std::filesystem::path& model_folder, const DetectorSettings& settings = {},
                                                std::span<const ReviewedModel> registry = reviewed_models());

}  // namespace vigie::perception
