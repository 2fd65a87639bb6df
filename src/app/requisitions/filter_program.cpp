#include "requisitions/filter_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vigie::app {

Result<Bytes> run_filter(const std::filesystem::path& program, const Bytes& input, std::chrono::milliseconds wait, std::size_t most_bytes) {
  const std::string path = program.string();
  const auto failed = [&](const std::string& what) {
    return fail(ErrorKind::unavailable, fmt::format("{}: {}", path, what), "timestamp.away");
  };
  int ends[2];  // one socket for both ways: what is sent whole and then shut down reads as an end of input
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed("cannot be started");
  const pid_t child = ::fork();
  if (child == 0) {
    if (::dup2(ends[1], STDIN_FILENO) >= 0 && ::dup2(ends[1], STDOUT_FILENO) >= 0)
      ::execl(path.c_str(), path.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(ends[1]);
  Bytes answer;
  std::string trouble = child < 0 ? "cannot be started" : "";
  std::size_t sent = 0;
  while (trouble.empty() && sent < input.size()) {
    const ssize_t done = ::send(ends[0], input.data() + sent, input.size() - sent, MSG_NOSIGNAL);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) trouble = "does not read what it is asked";
    sent += done > 0 ? static_cast<std::size_t>(done) : 0;
  }
  ::shutdown(ends[0], SHUT_WR);
  const auto until = std::chrono::steady_clock::now() + wait;
  while (trouble.empty()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd ready{ends[0], POLLIN, 0};
    const int polled = left > 0 ? ::poll(&ready, 1, static_cast<int>(left)) : 0;
    if (polled < 0 && errno == EINTR) continue;
    if (polled <= 0) {
      trouble = "does not answer in time";
      break;
    }
    std::uint8_t block[4096];
    const ssize_t got = ::read(ends[0], block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    answer.insert(answer.end(), block, block + got);
    if (answer.size() > most_bytes) trouble = "answers more than a time stamp can be";
  }
  ::close(ends[0]);
  if (child < 0) return failed(trouble);
  if (!trouble.empty()) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!trouble.empty()) return failed(trouble);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed("ended without a good answer");
  return answer;
}

}  // namespace vigie::app
