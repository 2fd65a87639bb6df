#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "segment_disk.h"
#include "segment_file.h"
#include "video/segment_writer.h"

namespace vigie::video {
namespace {

namespace fs = std::filesystem;

// A segment as its boxes tell it; `bytes` is where whole fragments end.
Result<city::SegmentRow> read_row(const fs::path& root, const SegmentName& name) {
  VIGIE_TRY(SegmentFile file, SegmentFile::open(root / name.path()));
  city::SegmentRow row;
  row.id = name.id;
  row.camera = file.label().camera;
  row.stream = file.label().stream;
  row.mask_version = file.label().mask_version;
  row.exercise = file.label().exercise;
  if (folder_of(row.camera) != name.id.substr(0, name.id.find('/')) || row.stream != name.stream)
    return fail(ErrorKind::corrupt, name.path() + ": the segment lies in another camera's place");
  std::optional<UtcTime> first;
  while (const auto entry = file.next()) {
    if (!first) first = row.span.to = entry->at;
    row.span.to = std::max(row.span.to, entry->at);
  }
  row.span.from = first.value_or(name.start);
  if (!first) row.span.to = row.span.from;
  row.bytes = first ? file.position() : 0;
  return row;
}

Status cut_and_close(const fs::path& root, city::SegmentRow& row) {
  const fs::path open_path = root / (row.id + kOpenSuffix), closed_path = root / (row.id + kClosedSuffix);
  const Descriptor file(::open(open_path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0 || ftruncate(file.get(), static_cast<off_t>(row.bytes)) != 0 || fsync(file.get()) != 0)
    return fail(ErrorKind::unavailable, open_path.string() + ": the segment cannot be cut behind its last whole picture");
  std::error_code error;
  if (fs::exists(closed_path, error))
    return fail(ErrorKind::conflict, closed_path.string() + ": there is a closed segment of the same name");
  fs::rename(open_path, closed_path, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("{}: the segment cannot be closed ({})", open_path.string(), error.message()));
  sync_folder(closed_path.parent_path());
  return {};
}

Status finish_row(const fs::path& root, city::SegmentRow& row) {
  row.path = row.id + kClosedSuffix;
  row.state = city::SegmentRow::State::closed;
  VIGIE_TRY(const Digest digest, sha256_of_file(root / row.path));
  row.digest = to_hex(digest);
  return {};
}

}  // namespace

Result<FolderReport> adopt(const fs::path& root, const city::SourceId& camera) {
  FolderReport report;
  for (const SegmentName& name : list_segments(root, folder_of(camera), std::nullopt)) {
    if (!name.open) continue;
    auto row = read_row(root, name);
    const bool empty = row ? row->bytes == 0 : row.error().kind == ErrorKind::corrupt;
    if (empty) {  // not one whole picture was written
      std::error_code error;
      fs::remove(root / name.path(), error);
      continue;
    }
    Status done = row ? cut_and_close(root, *row) : tl::make_unexpected(row.error());
    if (done) done = finish_row(root, *row);
    if (done)
      report.segments.push_back(std::move(*row));
    else
      report.unusable.push_back(done.error().message);
  }
  return report;
}

Result<FolderReport> reindex(const fs::path& root) {
  std::error_code error;
  if (!fs::is_directory(root, error))
    return fail(ErrorKind::not_found, root.string() + ": the recordings folder is not there", "recording.no_folder");
  FolderReport report;
  std::vector<std::string> folders;
  for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error))
    if (entry->symlink_status(error).type() == fs::file_type::directory) folders.push_back(entry->path().filename().string());
  std::sort(folders.begin(), folders.end());
  for (const std::string& folder : folders) {
    if (!camera_of_folder(folder)) continue;
    for (const SegmentName& name : list_segments(root, folder, std::nullopt)) {
      if (name.open) continue;
      auto row = read_row(root, name);
      if (row && row->bytes == 0) row = fail(ErrorKind::corrupt, name.path() + ": there is no whole picture in it");
      Status done = row ? finish_row(root, *row) : tl::make_unexpected(row.error());
      if (done) {
        row->bytes = fs::file_size(root / row->path, error);
        report.segments.push_back(std::move(*row));
      } else {
        report.unusable.push_back(done.error().message);
      }
    }
  }
  return report;
}

}  // namespace vigie::video
