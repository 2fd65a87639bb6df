#pragma once
// Threads are counted in one place. A Thread has a name (seen in top and gdb), a stop token, and joins when destroyed.

#include <functional>
#include <stop_token>
#include <string>
#include <thread>

namespace vigie {

class Thread {
 public:
  Thread() = default;
  // `run` must return soon after its token is asked to stop. An exception that escapes ends the process: it is a bug.
  Thread(std::string name, std::function<void(std::stop_token)> run);
  void request_stop() { thread_.request_stop(); }  // returns at once
  void stop();                                     // waits
  bool running() const { return thread_.joinable(); }
  static int count();  // our threads alive in this process, libraries' own not included

 private:
  std::jthread thread_;
};

}  // namespace vigie
