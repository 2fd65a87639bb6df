#pragma once
// A picture of any size into a network's input: scaled to fit, in the top left corner, the rest filled.

#include <opencv2/core/mat.hpp>
#include <vector>

#include "perception/box.h"
#include "perception/model.h"

namespace vigie::perception {

class Letterbox {
 public:
  explicit Letterbox(const ModelManifest& manifest);
  // Fills the input tensor (planes blue, green, red). The buffers are kept from picture to picture.
  const std::vector<float>& fill(const cv::Mat& bgr);
  std::vector<float>& tensor() { return tensor_; }
  // From pixels of the network's input to pixels of the picture last filled in, cut at its edges.
  Box to_picture(const Box& in_input) const;

 private:
  int width_, height_;
  std::array<float, 3> scale_, shift_;  // of each channel: value × scale + shift
  float filling_;
  cv::Mat scaled_;
  std::vector<float> tensor_;
  cv::Size picture_, used_;  // used_: the part of the input that holds the picture
};

}  // namespace vigie::perception
