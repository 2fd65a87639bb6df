#pragma once
// device.py in a process of its own, for the tests of this folder. It ends with the test, and what it found against ONVIF's schemas
// fails it.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/json.h"
#include "connectors/onvif.h"

namespace vigie::connectors {

using namespace std::chrono_literals;

// Why these tests cannot run here, or "". The words are what CMake takes for a skip.
inline std::string missing() {
  if (!std::filesystem::exists(WSDL)) return "onvif tests skipped: there is no " WSDL "; run tools/fetch_onvif_wsdl";
  if (std::system(PYTHON " -c 'import xmlschema' 2>/dev/null") != 0) return "onvif tests skipped: install python3-xmlschema";
  return {};
}

// What the test itself asks of the camera (its log, its mode), over a plain socket of curl's command: no code of the client.
inline std::string shell(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  std::string out;
  char block[4096];
  for (std::size_t size; (size = ::fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, size);
  ::pclose(pipe);
  return out;
}

class Camera {
 public:
  explicit Camera(std::vector<std::string> options = {}) {
    int out[2], in[2];
    if (::pipe(out) != 0 || ::pipe(in) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      for (const int descriptor : {in[0], in[1], out[0], out[1]}) ::close(descriptor);
      std::vector<std::string> words{PYTHON, DEVICE, "--wsdl", WSDL};
      words.insert(words.end(), options.begin(), options.end());
      std::vector<char*> arguments;
      for (auto& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      ::execv(PYTHON, arguments.data());
      ::_exit(127);
    }
    ::close(out[1]);
    ::close(in[0]);
    held_ = in[1];
    std::string line;
    for (char c; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(out[0]);
    if (const auto said = parse_json(line)) {
      port = static_cast<int>(number_or(*said, "port", 0));
      discovery_port = static_cast<int>(number_or(*said, "discovery_port", 0));
    }
    EXPECT_GT(port, 0) << "the camera did not start: " << line;
  }
  ~Camera() {
    EXPECT_EQ(violations(), Json::array());
    ::close(held_);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;

  std::string address() const { return fmt::format("http://127.0.0.1:{}", port); }
  OnvifAccess access(const std::string& user = {}, const std::string& password = {}) const { return {address(), user, password, 3s}; }
  Json violations() const { return parse_json(shell(fmt::format("curl -s {}/violations", address()))).value_or(Json{}); }
  // What it was told, and when by the monotonic clock in seconds.
  std::vector<std::pair<std::string, double>> timed_log() const {
    std::vector<std::pair<std::string, double>> told;
    const auto all = parse_json(shell(fmt::format("curl -s {}/log", address())), 16 << 20).value_or(Json::array());
    for (const auto& one : all) told.emplace_back(text_or(one, "action"), number_or(one, "at", 0));
    return told;
  }
  std::vector<std::string> log() const {
    std::vector<std::string> actions;
    for (const auto& [action, at] : timed_log()) actions.push_back(action);
    return actions;
  }
  void mode(const Json& mode) const { (void)shell(fmt::format("curl -s -d '{}' {}/mode", mode.dump(), address())); }

  int port = 0, discovery_port = 0;

 private:
  pid_t pid_ = -1;
  int held_ = -1;
};

}  // namespace vigie::connectors
