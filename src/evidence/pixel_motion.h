#pragma once
// How far the pixels of a place moved between two pictures a tenth of a second apart. It says which way a vehicle drives when it is
// seen for the first time: in a queue the next one is by then where this one was. Nothing is kept but the shift.

#include <opencv2/core/mat.hpp>
#include <optional>

namespace vigie::evidence {

// In pixels of the two pictures, `now` − `before`; nullopt where nothing matches clearly.
std::optional<cv::Point2d> shift_of(const cv::Rect& box, const cv::Mat& now, const cv::Mat& before);

}  // namespace vigie::evidence
