#pragma once
// For the tests, fuzz targets and benchmarks of this room: live permits, footage made once per run, and counting eyes.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "law/lease.h"
#include "video/file_reader.h"
#include "video/pipeline.h"

namespace vigie::video::testing_support {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

inline const city::SourceId kCamera = "camera:1";

// Leases as a worker has them; `leases` may stand on a clock of its own, so that a test can let them run out.
class Leases {
 public:
  explicit Leases(const Clock& clock, city::SourceId camera = kCamera) : camera_(std::move(camera)), book_(clock) {}
  city::Permit give(city::Processing processing) {
    const Json lease{{"type", "lease"},
                     {"ttl_s", 30},
                     {"basis", {{"id", "test"}, {"version", 1}}},
                     {"regime", "exercise"},
                     {"processing", city::to_string(processing)},
                     {"source", camera_},
                     {"kinds", Json::array()},
                     {"exercise", true}};
    return book_.receive(lease).value();
  }
  void end(city::Processing processing, const std::string& reason = "basis.ended") {
    book_.revoke(law::revocation(processing, camera_, {ErrorKind::denied, reason, "the basis ended"}));
  }
  std::shared_ptr<CameraPermits> permits(std::initializer_list<city::Processing> processings) {
    std::vector<city::Permit> permits;
    for (const auto processing : processings) permits.push_back(give(processing));
    return std::make_shared<CameraPermits>(camera_, std::move(permits));
  }

 private:
  const city::SourceId camera_;
  law::LeaseBook book_;
};

// A folder that goes with its test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "vigie-video-XXXXXX").string();
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

// Runs Debian's ffmpeg; false where it is not installed or refuses.
inline bool ffmpeg(const std::string& arguments, const fs::path& to) {
  return std::system(("ffmpeg -nostdin -loglevel error -y " + arguments + " '" + to.string() + "' 2>/dev/null").c_str()) == 0;
}

// A file made by ffmpeg once per run of the tests. Empty where ffmpeg is absent.
inline fs::path footage(const std::string& name, const std::string& arguments) {
  static const Scratch folder;
  const fs::path file = folder / name;
  if (!fs::exists(file) && !ffmpeg(arguments, file)) fs::remove(file);
  return fs::exists(file) ? file : fs::path{};
}

// Ten seconds in bright moving colours at 10 fps, a key every two seconds.
inline fs::path bright() {
  return footage("bright.mp4",
                 "-f lavfi -i testsrc2=size=320x240:rate=10:duration=10 -c:v libx264 -pix_fmt yuv420p -bf 0 -g 20 -sc_threshold 0");
}
inline fs::path with_sound() {
  return footage("sound.mkv",
                 "-f lavfi -i testsrc2=size=320x240:rate=10:duration=4 -f lavfi -i sine=frequency=440:duration=4 -c:v libx264 -pix_fmt "
                 "yuv420p -bf 0 -g 20 -c:a aac");
}
inline fs::path with_b_frames() {
  return footage("bframes.mp4", "-f lavfi -i testsrc2=size=320x240:rate=10:duration=4 -c:v libx264 -pix_fmt yuv420p -bf 2 -g 20");
}
inline fs::path motion_jpeg() { return footage("motion.avi", "-f lavfi -i testsrc2=size=321x241:rate=10:duration=3 -c:v mjpeg -q:v 3"); }
// As a browser's MediaRecorder sends it: VP8 in WebM of unknown length.
inline fs::path web_camera() {
  return footage("camera.webm",
                 "-f lavfi -i testsrc2=size=320x240:rate=10:duration=4 -f lavfi -i sine=duration=4 -c:v libvpx -deadline realtime -g 20 "
                 "-c:a libopus -f webm -live 1");
}

inline Bytes bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

inline void write_file(const fs::path& file, std::span<const std::uint8_t> bytes) {
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

template <typename Condition>
bool eventually(Condition condition, std::chrono::milliseconds within = 15s) {
  for (const auto until = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < until;
       std::this_thread::sleep_for(10ms))
    if (condition()) return true;
  return condition();
}

// Every picture of a file, decoded.
inline std::vector<cv::Mat> pictures_of(const fs::path& file) {
  std::vector<cv::Mat> pictures;
  auto reader = FileReader::open(file);
  if (!reader) return pictures;
  for (auto frame = reader->next(); frame && *frame; frame = reader->next()) pictures.push_back((*frame)->bgr);
  return pictures;
}

}  // namespace vigie::video::testing_support
