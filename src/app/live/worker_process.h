#pragma once
// A worker's process: our own child, or one that survived the server before us and is taken over.

#include <filesystem>

#include "process.h"

namespace vigie::app {

// One owner, one thread.
class WorkerProcess {
 public:
  // Starts it and notes its number in `pid_file`.
  static Result<std::unique_ptr<WorkerProcess>> start(const std::vector<std::string>& arguments, const std::filesystem::path& pid_file);
  // The one noted in `pid_file` when it still runs and was started with this socket; null otherwise.
  static std::unique_ptr<WorkerProcess> survivor(const std::filesystem::path& pid_file, const std::string& socket);
  ~WorkerProcess();  // stops its own child; a survivor goes on until its leases end

  pid_t pid() const { return child_ ? child_->pid() : survivor_pid_; }
  bool alive();
  std::string ending() const { return child_ ? child_->ending() : "gone"; }
  void stop(std::chrono::milliseconds grace);  // SIGTERM, waits, SIGKILL
  void kill();                                 // at once: it hangs

 private:
  WorkerProcess() = default;
  std::unique_ptr<ChildProcess> child_;
  pid_t survivor_pid_ = 0;
  int survivor_fd_ = -1;  // names that very process, however numbers are used again
};

}  // namespace vigie::app
