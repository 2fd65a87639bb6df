#pragma once
// Footage, folders and patience for the tests of workers.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "city/camera.h"
#include "law/lease.h"

namespace vigie::app::testing_support {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// A folder that goes with its test. Short: it holds a socket.
class Scratch {
 public:
  Scratch() {
    std::string pattern = "/tmp/vigie-w-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

// Made by Debian's ffmpeg once per run; empty where it cannot be made.
inline fs::path made(const std::string& name, const std::string& arguments) {
  static const Scratch folder;
  const fs::path file = folder / name;
  if (!fs::exists(file) && std::system(("ffmpeg -nostdin -loglevel error -y " + arguments + " '" + file.string() + "'").c_str()) != 0)
    fs::remove(file);
  return fs::exists(file) ? file : fs::path{};
}

// Bright moving colours, a key every second: loops every 20 s.
inline fs::path colours() {
  return made(
      "colours.mp4",
      "-f lavfi -i testsrc2=size=320x240:rate=10:duration=20 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g 10 -sc_threshold 0");
}

// As a browser's MediaRecorder sends it: VP8 in WebM of unknown length.
inline fs::path web_camera() {
  return made("camera.webm", "-f lavfi -i testsrc2=size=320x240:rate=10:duration=6 -c:v libvpx -deadline realtime -g 20 -f webm -live 1");
}

inline fs::path cache() {
  const char* set = std::getenv("VIGIE_CACHE");
  return set ? set : VIGIE_DEFAULT_CACHE;
}
inline fs::path model() { return cache() / "models/nanodet-g-416"; }
// People walking, eight seconds of the real footage; empty when the set-up has not fetched it.
inline fs::path street() {
  const fs::path whole = cache() / "footage/vtest.mp4";
  if (!fs::exists(whole) || !fs::exists(model())) return {};
  return made("street.mp4", "-t 8 -i '" + whole.string() + "' -an -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g 10");
}

inline city::Camera camera_on(const fs::path& footage, const std::string& id = "camera:1") {
  city::Camera camera;
  camera.id = id;
  camera.name = "test";
  camera.streams = {{city::StreamKind::main, "file:" + footage.string(), ""}};
  camera.review = city::MaskReview::no_dwelling;
  camera.exercise = camera.replay = true;
  return camera;
}

// What the gate would answer while every basis is in force.
inline Result<city::Permit> open_permit(law::LeaseBook& book, city::Processing processing, const city::SourceId& camera) {
  return book.receive({{"type", "lease"},
                       {"ttl_s", 30},
                       {"basis", {{"id", "test"}, {"version", 1}}},
                       {"regime", "exercise"},
                       {"processing", to_string(processing)},
                       {"source", camera},
                       {"kinds", {"intrusion", "count.person", "count.vehicle"}},
                       {"exercise", true}});
}

// The limit is against hanging on a loaded machine.
template <typename Condition>
bool eventually(Condition condition, std::chrono::milliseconds within = 60s) {
  for (const auto until = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < until;
       std::this_thread::sleep_for(20ms))
    if (condition()) return true;
  return condition();
}

inline std::size_t files_ending(const fs::path& folder, const std::string& end) {
  std::size_t count = 0;
  if (!fs::exists(folder)) return 0;
  for (const auto& one : fs::recursive_directory_iterator(folder)) count += one.path().string().ends_with(end);
  return count;
}

}  // namespace vigie::app::testing_support
