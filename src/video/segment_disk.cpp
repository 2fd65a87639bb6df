#include "segment_disk.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

namespace vigie::video {

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() >= 0) fsync(descriptor.get());
}

void SegmentDisk::State::watch(std::shared_ptr<SegmentOnDisk> file) {
  std::lock_guard lock(mutex_);
  open_.push_back(std::move(file));
}

void SegmentDisk::State::finish(std::shared_ptr<SegmentOnDisk> file) {
  {
    std::lock_guard lock(mutex_);
    open_.remove(file);
    finished_.push_back(std::move(file));
  }
  work_.notify_all();
}

void SegmentDisk::State::close(SegmentOnDisk& file) {
  if (file.torn) return;
  std::error_code error;
  if (file.pictures == 0) {  // the disk filled up before the first picture was whole
    std::filesystem::remove(file.open_path, error);
    file.row.state = city::SegmentRow::State::deleted;
    file.row.deleted_because = "empty";
    if (file.changed) file.changed(file.row);
    return;
  }
  fsync(file.descriptor.get());
  std::filesystem::rename(file.open_path, file.closed_path, error);
  if (error) {  // left as it is: adopt() closes it at the next start
    spdlog::error("{}: the segment cannot be closed ({})", file.open_path.string(), error.message());
    return;
  }
  sync_folder(file.closed_path.parent_path());
  file.row.path = file.row.id + kClosedSuffix;
  file.row.state = city::SegmentRow::State::closed;
  file.row.digest = to_hex(file.hash.finish());
  if (file.changed) file.changed(file.row);
}

void SegmentDisk::State::run(const std::stop_token& stop) {
  for (;;) {
    std::list<std::shared_ptr<SegmentOnDisk>> open, finished;
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      work_.wait_for(lock, stop, std::chrono::milliseconds{500}, [&] { return !finished_.empty(); });
      last = stop.stop_requested();
      open = open_;
      finished.swap(finished_);
    }
    for (const auto& file : open)
      if (file->dirty.exchange(false)) fdatasync(file->descriptor.get());
    for (const auto& file : finished) close(*file);
    if (last) return;
  }
}

SegmentDisk::SegmentDisk() : state_(std::make_shared<State>()) {
  thread_ = Thread("segment-disk", [state = state_](std::stop_token stop) { state->run(stop); });
}

SegmentDisk::~SegmentDisk() { thread_.stop(); }

}  // namespace vigie::video
