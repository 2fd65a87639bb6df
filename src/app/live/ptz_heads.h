#pragma once
// Drives the heads of PTZ cameras: takes the newest order of each from the PtzDesk, sends it by ONVIF, and asks the camera whether it
// arrived. A camera that says it stands elsewhere than its own preset is told to the desk in one sentence, and stays "away".
//
// Threads: one for each head in use; it ends after a minute without anything to do and begins again with the next order. A camera
// that does not answer holds up nobody but its own thread.

#include <condition_variable>

#include "base/metrics.h"
#include "base/thread.h"
#include "operations/ptz_desk.h"

namespace vigie::app {

class PtzHeads {
 public:
  using Credentials = std::function<std::optional<std::string>(const std::string& secret)>;  // "user:password"
  PtzHeads(const Clock& clock, Metrics& metrics, Credentials credentials);                   // clock and metrics borrowed for life
  ~PtzHeads();                                                                               // stops
  void serve(operations::PtzDesk& desk);  // once, before the first wake; borrowed until `stop`
  void wake(const std::string& camera);   // any thread; returns at once
  void stop();                            // waits for what is being sent, about a second at most; repeatable

 private:
  struct Driver {
    std::mutex mutex;
    std::condition_variable_any woken;
    bool awake = false, running = false;
    Thread thread;
  };
  void run(const std::string& camera, Driver& driver, std::stop_token stop);

  const Clock& clock_;
  Metrics& metrics_;
  const Credentials credentials_;
  operations::PtzDesk* desk_ = nullptr;
  std::mutex mutex_;
  bool stopped_ = false;
  std::map<std::string, std::unique_ptr<Driver>> drivers_;
};

}  // namespace vigie::app
