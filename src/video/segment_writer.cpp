#include "video/segment_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "segment_disk.h"
#include "segment_file.h"

namespace vigie::video {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 512u << 20;  // a minute that never ends is cut at the next key, and dropped until then
constexpr int kMostCopies = 100;

Status disk_trouble(const std::string& path, int code) {
  const bool full = code == ENOSPC || code == EDQUOT;
  return fail(full ? ErrorKind::full : ErrorKind::unavailable,
              fmt::format("{}: cannot be written ({}); recording pauses, live goes on", path, std::strerror(code)),
              full ? "recording.disk_full" : "recording.disk");
}

bool same_minute(UtcTime a, UtcTime b) {
  return std::chrono::floor<std::chrono::minutes>(a) == std::chrono::floor<std::chrono::minutes>(b);
}

}  // namespace

// A segment being written; the disk's thread sees the descriptor and `dirty` only.
struct SegmentWriter::Open {
  std::shared_ptr<SegmentOnDisk> file;
  std::shared_ptr<const Bytes> init;
  UtcTime started{}, last{};
};

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(std::shared_ptr<const CameraPermits> permits, SegmentSettings settings,
                                                             SegmentDisk& disk) {
  if (permits->camera() != settings.camera)
    return fail(ErrorKind::denied, fmt::format("the permits are for {}, not for {}", permits->camera(), settings.camera),
                "permit.other_source");
  VIGIE_CHECK(permits->check(city::Processing::record));
  std::error_code error;
  if (!fs::is_directory(settings.root, error))
    return fail(ErrorKind::not_found, settings.root.string() + ": the recordings folder is not there", "recording.no_folder");
  return std::unique_ptr<SegmentWriter>(new SegmentWriter(std::move(permits), std::move(settings), disk.state_));
}

SegmentWriter::SegmentWriter(std::shared_ptr<const CameraPermits> permits, SegmentSettings settings,
                             std::shared_ptr<SegmentDisk::State> disk)
    : permits_(std::move(permits)), settings_(std::move(settings)), disk_(std::move(disk)) {}

SegmentWriter::~SegmentWriter() { close(); }

bool SegmentWriter::recording() const { return open_ != nullptr; }

Status SegmentWriter::write(const city::Fragment& fragment) {
  using Kind = city::Fragment::Kind;
  if (fragment.kind == Kind::init) {
    init_ = fragment.bytes;
    return {};
  }
  if (fragment.kind == Kind::key) {
    if (const Status allowed = permits_->check(city::Processing::record); !allowed) {
      close();
      return allowed;
    }
    // The same stream goes on in its file; another init, a new minute or a clock put back begin a new one.
    const bool goes_on = open_ && *open_->init == *init_ && same_minute(open_->started, fragment.at) && fragment.at > open_->last;
    if (!goes_on) {
      close();
      if (init_) VIGIE_CHECK(open_segment(fragment));
    }
  }
  if (!open_ || open_->file->row.bytes + fragment.bytes->size() > kMostBytes) return {};
  if (Status written = append(*fragment.bytes); !written) return written;
  if (!open_) return {};
  ++open_->file->pictures;
  open_->last = open_->file->row.span.to = std::max(open_->last, fragment.at);
  return {};
}

Status SegmentWriter::open_segment(const city::Fragment& key) {
  auto file = std::make_shared<SegmentOnDisk>();
  city::SegmentRow& row = file->row;
  std::error_code error;
  for (int copy = 1; copy <= kMostCopies && file->descriptor.get() < 0; ++copy) {
    row.id = segment_id(settings_.camera, key.at, settings_.stream, copy);
    file->closed_path = settings_.root / (row.id + kClosedSuffix);
    file->open_path = settings_.root / (row.id + kOpenSuffix);
    fs::create_directories(file->open_path.parent_path(), error);
    if (fs::exists(file->closed_path, error)) continue;
    file->descriptor = Descriptor(::open(file->open_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (file->descriptor.get() < 0 && errno != EEXIST) break;
  }
  if (file->descriptor.get() < 0) {
    const int code = error ? error.value() : errno;
    return std::exchange(in_trouble_, true) ? Status{} : disk_trouble(file->open_path.string(), code);
  }
  row.camera = settings_.camera;
  row.stream = settings_.stream;
  row.span = {key.at, key.at};
  row.path = row.id + kOpenSuffix;
  row.mask_version = settings_.mask_version;
  row.exercise = settings_.exercise;
  file->changed = settings_.changed;
  open_ = std::make_shared<Open>(Open{file, init_, key.at, key.at});

  Bytes head = *init_;
  BoxWriter w(head);
  write_label(w, {settings_.camera, settings_.stream, settings_.mask_version, settings_.exercise});
  VIGIE_CHECK(append(head));
  if (!open_) return {};
  in_trouble_ = false;
  disk_->watch(file);
  if (settings_.changed) settings_.changed(row);
  return {};
}

// All of it or nothing: what did not fit is cut off again, so that the file ends with a whole fragment.
Status SegmentWriter::append(const Bytes& bytes) {
  SegmentOnDisk& file = *open_->file;
  const int fd = file.descriptor.get();
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      const std::string path = file.open_path.string();
      if (ftruncate(fd, static_cast<off_t>(file.row.bytes)) != 0) file.torn = true;  // left for adopt()
      close();
      return std::exchange(in_trouble_, true) ? Status{} : disk_trouble(path, code);
    }
    done += static_cast<std::size_t>(written);
  }
  file.row.bytes += bytes.size();
  file.hash.update(bytes);
  file.dirty = true;
  return {};
}

void SegmentWriter::close() {
  if (auto open = std::exchange(open_, nullptr)) disk_->finish(open->file);
}

}  // namespace vigie::video
