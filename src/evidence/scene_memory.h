#pragma once
// What a camera sees when nothing moves, and what differs from it. A recording lies there as a whole, so the still scene is the
// median of pictures from before and after, which no passing crowd can enter (Cucchiara et al., PAMI 2003, on medians).

#include <opencv2/core/mat.hpp>
#include <vector>

#include "perception/box.h"
#include "vehicle_colour.h"
#include "video/footage.h"

namespace vigie::evidence {

// All three planes at one size about 320 pixels wide: enough to see that something moves, and noise averages out.
struct SmallPicture {
  cv::Mat luma, blue_difference, red_difference;
};
int shrink_factor(int width_px);
SmallPicture shrink(const video::FootagePicture& picture, int factor);

class StillScene {
 public:
  // At least one sample.
  static StillScene from(const std::vector<SmallPicture>& samples);
  // 255 where the picture differs from the still scene; a change of exposure of the whole picture is taken out first. Empty when
  // most of the picture differs: then the light or the camera changed, and nothing can be said of what moves.
  cv::Mat differing(const SmallPicture& picture) const;
  const SmallPicture& scene() const { return median_; }

 private:
  SmallPicture median_;
  cv::Mat luma_limit_;  // per pixel: leaves in the wind differ all the time
};

struct Blob {
  perception::Box box;   // pixels of the original picture
  double filled = 0;     // share of the box that differs
  ColourReading colour;  // where it is looked at
  bool looked = false;   // the detector was asked about this place at this moment
};
// Connected regions of at least 0.04 % of the picture, largest first, at most 64.
std::vector<Blob> blobs_of(const cv::Mat& differing, int factor);
// The colour of a blob, as if it were a vehicle.
ColourReading colour_of(const Blob& blob, const SmallPicture& picture, const cv::Mat& differing, int factor, bool full_range,
                        const SceneLight& light);

}  // namespace vigie::evidence
