#include "live/worker_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/log.h"

namespace vigie::app {
namespace {

// Arguments of a process, separated by zeros; empty when there is no such process.
std::string command_line(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/cmdline", pid), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool has_ended(int pidfd, std::chrono::milliseconds wait) {
  pollfd ended{pidfd, POLLIN, 0};
  return ::poll(&ended, 1, static_cast<int>(wait.count())) > 0;
}

void signal_through(int pidfd, int signal) { ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0); }

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::vector<std::string>& arguments,
                                                            const std::filesystem::path& pid_file) {
  auto process = std::unique_ptr<WorkerProcess>(new WorkerProcess);
  VIGIE_TRY(process->child_, ChildProcess::start(arguments));
  // Without the note a restarted server could not find this worker; it would end by itself when nobody answers.
  std::ofstream note(pid_file, std::ios::trunc);
  if (!(note << process->pid() << '\n')) spdlog::warn("cannot write {}", pid_file.string());
  return process;
}

std::unique_ptr<WorkerProcess> WorkerProcess::survivor(const std::filesystem::path& pid_file, const std::string& socket) {
  std::ifstream note(pid_file);
  pid_t pid = 0;
  if (!(note >> pid) || pid <= 1) return nullptr;
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return nullptr;
  auto process = std::unique_ptr<WorkerProcess>(new WorkerProcess);
  process->survivor_pid_ = pid;
  process->survivor_fd_ = pidfd;
  const std::string line = command_line(pid);
  const bool ours = line.find(std::string("\0worker\0", 8)) != std::string::npos && line.find(socket) != std::string::npos;
  return ours ? std::move(process) : nullptr;
}

WorkerProcess::~WorkerProcess() {
  if (survivor_fd_ >= 0) ::close(survivor_fd_);
}

bool WorkerProcess::alive() { return child_ ? child_->alive() : !has_ended(survivor_fd_, {}); }

void WorkerProcess::stop(std::chrono::milliseconds grace) {
  if (child_) return child_->stop(grace);
  signal_through(survivor_fd_, SIGTERM);
  if (!has_ended(survivor_fd_, grace)) kill();
}

void WorkerProcess::kill() {
  if (child_)
    child_->stop(std::chrono::milliseconds{0});
  else
    signal_through(survivor_fd_, SIGKILL);
}

}  // namespace vigie::app
