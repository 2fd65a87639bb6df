#pragma once
// Every frame of a video file, in order, decoded once and exactly: for the lab, for tests and for replay.
// Sound is never opened: all streams but one video stream are discarded at the demuxer.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "base/result.h"

namespace vigie::video {

struct FileFrame {
  cv::Mat bgr;              // owned by this frame: later frames do not overwrite it
  double media_time_s = 0;  // from the first frame, which is 0.0; never goes back
  std::int64_t number = 0;  // first frame is 1
};

// One thread at a time. Hostile input: only formats that cannot name other files or addresses are opened.
class FileReader {
 public:
  static Result<FileReader> open(const std::filesystem::path& path);
  ~FileReader();
  FileReader(FileReader&&) noexcept;
  FileReader& operator=(FileReader&&) noexcept;

  // nullopt after the last frame. `corrupt` when the file ends before the frames it announces, or holds nothing that decodes.
  Result<std::optional<FileFrame>> next();

  int width_px() const;
  int height_px() const;
  double frames_per_second() const;                      // as the container says; 0 when it does not
  std::optional<std::int64_t> announced_frames() const;  // what the container promises, where it does
  std::int64_t damaged_frames() const;                   // packets or pictures so far that did not decode cleanly

 private:
  struct State;
  explicit FileReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::video
