#pragma once
// How recordings lie on disk: names, and the boxes of one segment read back without trusting them.

#include <filesystem>

#include "boxes.h"
#include "city/ledger.h"

namespace vigie::video {

inline constexpr const char* kClosedSuffix = ".mp4";
inline constexpr const char* kOpenSuffix = ".mp4.part";

// What the box of ours in a segment says.
struct SegmentLabel {
  city::SourceId camera;
  city::StreamKind stream = city::StreamKind::main;
  std::string mask_version;
  bool exercise = false;
};
void write_label(BoxWriter& w, const SegmentLabel& label);

struct SegmentName {
  std::string id;  // "camera-1/2026-11-22/05-51-14Z-main": the path without its suffix
  UtcTime start{};
  city::StreamKind stream = city::StreamKind::main;
  bool open = false;
  std::string path() const { return id + (open ? kOpenSuffix : kClosedSuffix); }
};
std::string segment_id(const city::SourceId& camera, UtcTime start, city::StreamKind stream, int copy);
// `folder` and `day` as they lie under the root; nullopt for what is not ours.
std::optional<SegmentName> parse_segment_name(const std::string& folder, const std::string& day, const std::string& file);
// Segments of one camera, oldest first; links and foreign files are passed over. `since`: days before it are not read.
std::vector<SegmentName> list_segments(const std::filesystem::path& root, const std::string& folder, std::optional<UtcTime> since);

// A closed descriptor is -1.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// One thread. Reads forward; a segment that grows can be asked again after nullopt.
class SegmentFile {
 public:
  struct Entry {
    std::uint64_t offset = 0, size = 0;  // moof and mdat
    bool key = false;
    UtcTime at{};
  };
  // Reads init and label. `corrupt`: not a segment of ours.
  static Result<SegmentFile> open(const std::filesystem::path& path);
  const std::shared_ptr<const Bytes>& init() const { return init_; }
  const std::string& codec() const { return codec_; }
  const SegmentLabel& label() const { return label_; }
  // The next whole fragment, without its bytes; nullopt where whole fragments end.
  std::optional<Entry> next();
  Result<city::Fragment> load(const Entry& entry) const;
  // Behind the last fragment that next() gave.
  std::uint64_t position() const { return position_; }
  void seek(std::uint64_t offset_of_entry) { position_ = offset_of_entry; }

 private:
  Result<Bytes> read(std::uint64_t offset, std::uint64_t size) const;
  Descriptor file_;
  std::string name_;
  std::shared_ptr<const Bytes> init_;
  std::string codec_;
  SegmentLabel label_;
  std::uint64_t position_ = 0;
};

}  // namespace vigie::video
