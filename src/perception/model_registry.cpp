// The allow-list of models (RULES L03). Adding a row is a review: what each output holds, and that no label or tensor
// describes a face, a body's keypoints, an appearance or a person's traits.

#include "perception/model.h"

namespace vigie::perception {
namespace {

// COCO 2017, in the order of the classes. Six are used, the others are discarded when a model's answer is decoded.
std::vector<std::string> coco_labels() {
  return {"person",         "bicycle",    "car",           "motorcycle",    "airplane",     "bus",           "train",
          "truck",          "boat",       "traffic light", "fire hydrant",  "stop sign",    "parking meter", "bench",
          "bird",           "cat",        "dog",           "horse",         "sheep",        "cow",           "elephant",
          "bear",           "zebra",      "giraffe",       "backpack",      "umbrella",     "handbag",       "tie",
          "suitcase",       "frisbee",    "skis",          "snowboard",     "sports ball",  "kite",          "baseball bat",
          "baseball glove", "skateboard", "surfboard",     "tennis racket", "bottle",       "wine glass",    "cup",
          "fork",           "knife",      "spoon",         "bowl",          "banana",       "apple",         "sandwich",
          "orange",         "broccoli",   "carrot",        "hot dog",       "pizza",        "donut",         "cake",
          "chair",          "couch",      "potted plant",  "bed",           "dining table", "toilet",        "tv",
          "laptop",         "mouse",      "remote",        "keyboard",      "cell phone",   "microwave",     "oven",
          "toaster",        "sink",       "refrigerator",  "book",          "clock",        "vase",          "scissors",
          "teddy bear",     "hair drier", "toothbrush"};
}

std::vector<ReviewedModel> build() {
  using enum OutputRole;
  return {
      {.name = "nanodet-g-416",
       .sha256 = "d08ca0803aaadde6901368789a3b55f8c97f68991c4d164d85a6d0b7be0bcfe7",
       .family = ModelFamily::nanodet,
       .outputs = {{"cls8", {1, 2704, 80}, class_scores, 8},
                   {"cls16", {1, 676, 80}, class_scores, 16},
                   {"cls32", {1, 169, 80}, class_scores, 32},
                   {"reg8", {1, 2704, 44}, side_distances, 8},
                   {"reg16", {1, 676, 44}, side_distances, 16},
                   {"reg32", {1, 169, 44}, side_distances, 32}},
       .labels = coco_labels()},
  };
}

}  // namespace

std::span<const ReviewedModel> reviewed_models() {
  static const std::vector<ReviewedModel> models = build();
  return models;
}

}  // namespace vigie::perception
