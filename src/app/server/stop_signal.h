#pragma once
// Ctrl-C and SIGTERM as something to wait for. Make it before any thread starts: it blocks the signals in all of them.

#include <chrono>
#include <string>

#include "base/result.h"

namespace vigie::app {

class StopSignal {
 public:
  StopSignal();
  bool wait_for(std::chrono::milliseconds wait);  // whether one came
  void wait();                                    // until SIGINT or SIGTERM; a second one while stopping ends the process at once
};

// Replaces `path` by rename; readable by its owner alone.
Status write_private_file(const std::string& path, const std::string& text);

}  // namespace vigie::app
