// A camera that is cut and comes back: reconnects, no leak, no stuck state.

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>

#include "testing.h"
#include "video/segment_reader.h"

namespace vigie::video {
namespace {

using namespace testing_support;
using enum city::Processing;
using Health = city::CameraHealth::State;

const fs::path kClip = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

// A child process that ends with the test.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) return;
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(output[1], STDOUT_FILENO);
      execvp(words[0], words.data());
      _exit(127);
    }
    close(output[1]);
    output_ = output[0];
  }
  ~Child() { end(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::string first_line(std::chrono::milliseconds within) const {
    std::string line;
    for (pollfd ready{output_, POLLIN, 0}; poll(&ready, 1, static_cast<int>(within.count())) > 0;) {
      char byte = 0;
      if (read(output_, &byte, 1) != 1 || byte == '\n') break;
      line += byte;
    }
    return line;
  }
  void signal(int number) const { kill(pid_, number); }
  int end() {
    if (pid_ <= 0) return 0;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, &status, 0);
    }
    close(output_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

// The street, served as a camera would; `port` stays the same through its deaths.
class StreetCamera {
 public:
  StreetCamera(fs::path clip, fs::path fifo) : clip_(std::move(clip)), fifo_(std::move(fifo)) {
    mkfifo(fifo_.c_str(), 0600);
    held_ = open(fifo_.c_str(), O_RDWR | O_CLOEXEC);  // so that the sender outlives a server that opens it anew
  }
  ~StreetCamera() { close(held_); }
  StreetCamera(const StreetCamera&) = delete;
  StreetCamera& operator=(const StreetCamera&) = delete;
  // "" when it runs, else why it cannot.
  std::string start() {
    sender_.emplace(std::vector<std::string>{"ffmpeg", "-nostdin", "-loglevel", "quiet", "-y", "-re", "-stream_loop", "-1", "-i",
                                             clip_.string(), "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "mpegts", fifo_.string()});
    server_.emplace(std::vector<std::string>{RTSP_CAMERA, fifo_.string(), std::to_string(port_)});
    const std::string said = server_->first_line(20s);
    if (said.empty()) return server_->end() == 77 ? "an element of GStreamer is not installed" : "the RTSP server does not start";
    port_ = std::stoi(said);
    return {};
  }
  void cut() {
    server_.reset();
    sender_.reset();
  }
  const Child& server() const { return *server_; }
  std::string url() const { return fmt::format("rtsp://127.0.0.1:{}/street", port_); }

 private:
  const fs::path clip_, fifo_;
  int held_ = -1;
  int port_ = 0;
  std::optional<Child> sender_, server_;
};

std::size_t open_files() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

class RtspTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kClip)) GTEST_SKIP() << kClip << " is absent: install opencv-doc";
    const fs::path street = footage(
        "street.mp4", "-i " + kClip.string() + " -t 20 -an -c:v libx264 -preset veryfast -pix_fmt yuv420p -bf 0 -g 10 -sc_threshold 0");
    if (street.empty()) GTEST_SKIP() << "ffmpeg is absent";
    camera_.emplace(street, root_ / "fifo");
    if (const std::string why = camera_->start(); !why.empty()) GTEST_SKIP() << why;
  }

  std::unique_ptr<Pipeline> watch() {
    PipelineSettings settings;
    settings.source.camera = kCamera;
    settings.source.url = camera_->url();
    settings.source.silence = 4s;
    settings.review = city::MaskReview::no_dwelling;
    settings.recordings = root_ / "recordings";
    fs::create_directories(settings.recordings);
    PipelineEvents events;
    events.fragment = [this](const city::Fragment& fragment) {
      if (fragment.kind == city::Fragment::Kind::init) return;
      if (fragment.at <= last_) ++backwards_;
      last_ = fragment.at;
      ++pictures_;
    };
    return Pipeline::start(leases_.permits({view, record, analyse}), std::move(settings), std::move(events), disk_, clock_).value();
  }
  bool is(const Pipeline& pipeline, Health state, std::chrono::milliseconds within = 20s) {
    return eventually([&] { return pipeline.health().state == state; }, within);
  }

  // As the server does: a lease lasts 30 s.
  void renew(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      for (const auto processing : {view, record, analyse}) leases_.give(processing);
      std::this_thread::sleep_for(200ms);
    }
  }

  SystemClock clock_;
  Leases leases_{clock_};
  std::jthread renewal_{[this](std::stop_token stop) { renew(stop); }};
  Scratch root_;
  std::optional<StreetCamera> camera_;
  SegmentDisk disk_;
  UtcTime last_{};
  std::atomic<int> pictures_{0}, backwards_{0};
};

TEST_F(RtspTest, ACameraIsSeenInTimeAndWithoutItsSound) {
  auto pipeline = watch();
  ASSERT_TRUE(is(*pipeline, Health::live)) << pipeline->health().detail;
  EXPECT_TRUE(eventually([&] { return std::abs(pipeline->health().frames_per_second - 10) < 1.5; }));
  EXPECT_EQ(pipeline->health().width_px, 768);
  EXPECT_LT(clock_.utc_now() - pipeline->health().last_picture, 1s);
  EXPECT_TRUE(pipeline->pictures().take(5s));
  pipeline->stop();
  EXPECT_EQ(backwards_, 0);
}

TEST_F(RtspTest, CutAndBackManyTimesWithoutALeak) {
  auto pipeline = watch();
  ASSERT_TRUE(is(*pipeline, Health::live)) << pipeline->health().detail;
  const std::size_t files = open_files();
  const int threads = Thread::count();
  for (int round = 0; round < 3; ++round) {
    camera_->cut();
    ASSERT_TRUE(is(*pipeline, Health::lost));
    EXPECT_EQ(pipeline->health().reason, "camera.unreachable");
    ASSERT_EQ(camera_->start(), "");
    const int before = pictures_;
    ASSERT_TRUE(eventually([&] { return pictures_ > before + 10; }, 30s)) << pipeline->health().detail;
  }
  EXPECT_GE(pipeline->health().restarts, 3u);
  EXPECT_EQ(backwards_, 0);
  EXPECT_TRUE(eventually([&] { return open_files() <= files; }, 5s)) << open_files() << " open files instead of " << files;
  EXPECT_EQ(Thread::count(), threads);
}

TEST_F(RtspTest, ACameraThatFallsSilentIsLostAndFoundAgain) {
  auto pipeline = watch();
  ASSERT_TRUE(is(*pipeline, Health::live));
  camera_->server().signal(SIGSTOP);
  EXPECT_TRUE(is(*pipeline, Health::lost, 8s));
  camera_->server().signal(SIGCONT);
  const int before = pictures_;
  EXPECT_TRUE(eventually([&] { return pictures_ > before + 10; }, 40s)) << pipeline->health().detail;
}

TEST_F(RtspTest, StopEndsAConnectionAndAnAttemptWithinASecond) {
  auto pipeline = watch();
  ASSERT_TRUE(is(*pipeline, Health::live));
  camera_->server().signal(SIGSTOP);
  std::this_thread::sleep_for(500ms);
  auto begin = clock_.steady_now();
  pipeline->stop();
  EXPECT_LT(clock_.steady_now() - begin, 1s);
  pipeline = watch();  // connects to a server that never answers
  std::this_thread::sleep_for(500ms);
  begin = clock_.steady_now();
  pipeline->stop();
  EXPECT_LT(clock_.steady_now() - begin, 1s);
}

}  // namespace
}  // namespace vigie::video
