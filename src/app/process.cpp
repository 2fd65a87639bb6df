#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

namespace vigie::app {
namespace {

// Between fork and exec only async-signal-safe calls.
[[noreturn]] void become(char* const* arguments, char* const* environment) {
  const int null = ::open("/dev/null", O_RDONLY);
  if (null >= 0) ::dup2(null, 0);
  ::dup2(2, 1);
  ::syscall(SYS_close_range, 3u, ~0u, 0u);
  // A group of its own: Ctrl-C at the terminal reaches the server alone, which then stops its children in order.
  ::setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal, SIG_DFL);
  ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const auto& one : arguments) argv.push_back(const_cast<char*>(one.c_str()));
  argv.push_back(nullptr);
  std::vector<std::string> kept;
  // No secrets travel by environment; what remains is what libraries and logs need.
  for (const char* name : {"PATH", "LANG", "TZ", "TZDIR", "VIGIE_LOG", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "HOME"})
    if (const char* value = std::getenv(name)) kept.push_back(std::string{name} + "=" + value);
  std::vector<char*> environment;
  for (auto& one : kept) environment.push_back(one.data());
  environment.push_back(nullptr);
  if (::access(argv[0], X_OK) != 0) return fail(ErrorKind::not_found, fmt::format("cannot start {}: {}", arguments[0], std::strerror(errno)));
  const pid_t pid = ::fork();
  if (pid < 0) return fail(ErrorKind::unavailable, fmt::format("cannot start {}: {}", arguments[0], std::strerror(errno)));
  if (pid == 0) become(argv.data(), environment.data());
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid));
}

ChildProcess::~ChildProcess() { stop(std::chrono::seconds{2}); }

bool ChildProcess::alive() {
  if (ended_) return false;
  int status = 0;
  const pid_t got = ::waitpid(pid_, &status, WNOHANG);
  if (got == 0) return true;
  ended_ = true;
  how_ = got == pid_ && WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status)) : fmt::format("exit {}", got == pid_ ? WEXITSTATUS(status) : -1);
  return false;
}

void ChildProcess::stop(std::chrono::milliseconds grace) {
  if (!alive()) return;
  ::kill(pid_, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + grace;
  while (alive()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      ::kill(pid_, SIGKILL);
      int status = 0;
      ::waitpid(pid_, &status, 0);
      ended_ = true;
      how_ = "signal 9";
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string{} : path.string();
}

}  // namespace vigie::app
