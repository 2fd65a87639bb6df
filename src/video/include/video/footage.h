#pragma once
// Recorded video for searching: groups of pictures as they lie in the file, decoded only as far as somebody wants to look.
// A key picture costs a thirtieth of its group, so a search looks at the keys first (docs/decisions/0040-search-coarse-to-fine.md).
// Sound is never opened.

#include <filesystem>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>

#include "base/result.h"

namespace vigie::video {

// Planes of one picture (4:2:0), borrowed until the callback returns.
struct FootagePicture {
  cv::Mat luma, blue_difference, red_difference;
  double media_time_s = 0;  // from the first packet of the file
  bool full_range = false;
};

// A key packet and all until the next key, compressed. Never changed after it was read; any thread may decode it.
class PictureGroup {
 public:
  struct State;
  explicit PictureGroup(std::unique_ptr<State> state);
  ~PictureGroup();
  double start_s() const;
  double end_s() const;  // when its last picture has been shown
  std::size_t pictures() const;
  std::size_t delta_bytes() const;  // of everything but the key
  const State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// One thread. Hostile input: the formats of FileReader, a group of at most 1500 pictures or 64 MiB.
class FootageReader {
 public:
  static Result<FootageReader> open(const std::filesystem::path& path);
  ~FootageReader();
  FootageReader(FootageReader&&) noexcept;
  FootageReader& operator=(FootageReader&&) noexcept;

  Result<std::shared_ptr<const PictureGroup>> next();  // null after the last one
  int width_px() const;
  int height_px() const;
  double duration_s() const;  // as the file announces; 0 when it does not

 private:
  friend class GroupDecoder;
  struct State;
  explicit FootageReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One thread each; FFmpeg runs without threads of its own.
class GroupDecoder {
 public:
  using Take = std::function<Status(const FootagePicture&)>;
  static Result<GroupDecoder> open(const FootageReader& reader);
  ~GroupDecoder();
  GroupDecoder(GroupDecoder&&) noexcept;

  Status key(const PictureGroup& group, const Take& take);
  // Pictures at least `step_s` apart, in order of time. Those that no other one refers to are not even decoded, and edges of
  // blocks stay unsmoothed: half of the time, for differences below what a search looks at.
  Status every(const PictureGroup& group, double step_s, const Take& take);
  std::int64_t damaged() const;

 private:
  struct State;
  explicit GroupDecoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::video
