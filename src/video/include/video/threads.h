#pragma once

namespace vigie::video {

// OpenCV spreads its loops over a thread pool of its own, one thread per core, behind every thread of ours. Threads are counted
// in one place: each program that touches pictures calls this first. Whole process.
void keep_opencv_on_the_callers_thread();

}  // namespace vigie::video
