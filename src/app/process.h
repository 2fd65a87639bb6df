#pragma once
// A child process of ours (worker, sealer): started with nothing of the parent but its arguments, a minimal environment
// and standard error; asked to stop with SIGTERM, then killed.

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::app {

// Not thread-safe: one owner.
class ChildProcess {
 public:
  // `arguments[0]` is the program's path. Descriptors above 2 are closed in the child; standard input is /dev/null and
  // standard output goes to standard error.
  static Result<std::unique_ptr<ChildProcess>> start(const std::vector<std::string>& arguments);
  ~ChildProcess();  // stops
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool alive();                                // reaps when it has ended
  std::string ending() const { return how_; }  // "exit 1", "signal 9"; empty while alive
  void stop(std::chrono::milliseconds grace);  // SIGTERM, waits, then SIGKILL; repeatable

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  bool ended_ = false;
  std::string how_;
};

// The path of this very program, for starting workers of the same version.
std::string own_program();

}  // namespace vigie::app
