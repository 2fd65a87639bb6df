#pragma once
// The thread that waits for the disk, so that no camera's thread does.

#include <atomic>
#include <condition_variable>
#include <list>

#include "base/thread.h"
#include "segment_file.h"
#include "video/segment_writer.h"

namespace vigie::video {

// Written by the camera's thread until it is finished, by the disk's thread afterwards; in between the disk's thread
// touches `descriptor` (fdatasync) and `dirty` only.
struct SegmentOnDisk {
  Descriptor descriptor;
  std::filesystem::path open_path, closed_path;
  city::SegmentRow row;
  Sha256 hash;
  std::function<void(const city::SegmentRow&)> changed;
  std::atomic<bool> dirty{false};
  std::uint64_t pictures = 0;
  bool torn = false;
};

struct SegmentDisk::State {
  void watch(std::shared_ptr<SegmentOnDisk> file);
  void finish(std::shared_ptr<SegmentOnDisk> file);
  void run(const std::stop_token& stop);

 private:
  void close(SegmentOnDisk& file);
  std::mutex mutex_;
  std::condition_variable_any work_;
  std::list<std::shared_ptr<SegmentOnDisk>> open_, finished_;
};

// Makes a rename durable.
void sync_folder(const std::filesystem::path& folder);

}  // namespace vigie::video
