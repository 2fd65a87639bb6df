#include "video/threads.h"

#include <opencv2/core/utility.hpp>

namespace vigie::video {

void keep_opencv_on_the_callers_thread() { cv::setNumThreads(1); }

}  // namespace vigie::video
