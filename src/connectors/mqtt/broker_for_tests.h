#pragma once
// Debian's mosquitto as a child process, on a free port of this machine, with its memory in a folder of the test: killed
// and started again it still knows its sessions.

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/result.h"

namespace vigie::connectors::test {

class Broker {
 public:
  static constexpr const char* program = "/usr/sbin/mosquitto";
  static bool installed() { return ::access(program, X_OK) == 0; }

  explicit Broker(const std::filesystem::path& folder) : port_(free_port()), file_(folder / "mosquitto.conf") {
    std::filesystem::permissions(folder, std::filesystem::perms::all, std::filesystem::perm_options::add);
    // `user root`: as root it would otherwise become `mosquitto`, which may not write here. What is not yet acknowledged may
    // be any number, so that a group's commit does not hold the next group back.
    std::ofstream{file_} << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\npersistence_location "
                         << folder.string() << "/\nautosave_interval 1\nmax_inflight_messages 0\nmax_queued_messages 0\nlog_dest none\n";
    start();
  }
  ~Broker() { kill(SIGTERM); }
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  int port() const { return port_; }
  void start() {
    child_ = ::fork();
    if (child_ == 0) {
      ::execl(program, program, "-c", file_.c_str(), nullptr);
      ::_exit(127);
    }
    for (int i = 0; i < 200 && !answers(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{25});
  }
  void kill(int signal) {
    if (child_ <= 0) return;
    ::kill(child_, signal);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
  }
  bool answers() const {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(port_);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
  }

  const int port_;
  const std::filesystem::path file_;
  pid_t child_ = -1;
};

}  // namespace vigie::connectors::test
