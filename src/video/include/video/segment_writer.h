#pragma once
// Recordings on disk. ROOT/<camera>/<YYYY-MM-DD>/<HH-MM-SS>Z-<stream>.mp4, cut at the first key picture of a new UTC
// minute; `.mp4.part` while open. A file holds the init and the fragments exactly as they were sent live, so that
// playing back is sending again, and one box of ours (uuid) that says whose it is, so that the index can be rebuilt.
//
//   write(): page cache, on the camera's thread  →  SegmentDisk: fdatasync every 500 ms, close = fsync + rename
//
// SIGKILL loses nothing that was written; a power cut loses at most a second.

#include <filesystem>
#include <functional>

#include "base/thread.h"
#include "city/ledger.h"
#include "city/live.h"
#include "video/permits.h"

namespace vigie::video {

// "camera:1" ↔ "camera-1"; everything but letters, digits and '_' is escaped, so no id can leave the folder.
std::string folder_of(const city::SourceId& camera);
Result<city::SourceId> camera_of_folder(const std::string& folder);

// The one thread of a worker that waits for the disk. Shared by all its cameras; destroyed last.
class SegmentDisk {
 public:
  SegmentDisk();
  ~SegmentDisk();  // closes what was handed over; every writer must be gone by then
  struct State;

 private:
  friend class SegmentWriter;
  std::shared_ptr<State> state_;
  Thread thread_;
};

struct SegmentSettings {
  std::filesystem::path root;  // recordings folder; must exist
  city::SourceId camera;
  city::StreamKind stream = city::StreamKind::main;
  std::string mask_version;
  bool exercise = false;
  // `open` rows on the camera's thread; `closed` rows on the disk's thread. Both return at once.
  std::function<void(const city::SegmentRow&)> changed;
};

// One camera's stream, one thread.
class SegmentWriter {
 public:
  static Result<std::unique_ptr<SegmentWriter>> create(std::shared_ptr<const CameraPermits> permits, SegmentSettings settings,
                                                       SegmentDisk& disk);
  ~SegmentWriter();  // hands the open segment over to be closed
  // An init is remembered and opens a new segment with the next key; deltas before a key are not recorded.
  // `full`: said once per trouble, the writer tries again with the next key; live goes on. `denied`: recording ended.
  Status write(const city::Fragment& fragment);
  void close();            // the open segment, now
  bool recording() const;  // a segment is open

 private:
  struct Open;
  SegmentWriter(std::shared_ptr<const CameraPermits> permits, SegmentSettings settings, std::shared_ptr<SegmentDisk::State> disk);
  Status open_segment(const city::Fragment& key);
  Status append(const Bytes& bytes);
  std::shared_ptr<const CameraPermits> permits_;
  SegmentSettings settings_;
  std::shared_ptr<SegmentDisk::State> disk_;
  std::shared_ptr<const Bytes> init_;
  std::shared_ptr<Open> open_;
  bool in_trouble_ = false;
};

struct FolderReport {
  std::vector<city::SegmentRow> segments;
  std::vector<std::string> unusable;  // one sentence per file that was left as it is
};
// After a crash: `.part` files of this camera are cut behind their last whole fragment and closed; empty ones removed.
// Call before the camera's writer starts: whoever owns the camera owns its open files.
Result<FolderReport> adopt(const std::filesystem::path& root, const city::SourceId& camera);
// Rows of everything closed under `root`, from the files alone.
Result<FolderReport> reindex(const std::filesystem::path& root);

}  // namespace vigie::video
