#pragma once
// When the detector has to be asked about a place once more. What stands is looked at now and then, what moves as soon as it has left
// most of where it was seen: so the quick are not lost between two looks and the slow cost little. No track is needed for this.

#include <opencv2/core/mat.hpp>
#include <vector>

namespace vigie::evidence {

class LookAgain {
 public:
  // `place` lies in `differing` (255 where the picture differs from the still scene). True: look now; that is remembered.
  bool due(const cv::Rect& place, const cv::Mat& differing, double at_s);

 private:
  struct Look {
    cv::Rect place;
    double at_s;
  };
  cv::Mat seen_;  // `differing` at the last look at each place
  std::vector<Look> looks_;
};

}  // namespace vigie::evidence
