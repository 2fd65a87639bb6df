#include "package/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> trouble(const fs::path& file, const char* what) {
  const int code = errno;
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return fail(
      full ? ErrorKind::full : ErrorKind::unavailable,
      fmt::format("{}: cannot {} ({}){}", file.string(), what, std::strerror(code), full ? ": free some room or take another medium" : ""),
      full ? "package.full" : "package.write");
}

Status write_all(int descriptor, std::span<const std::uint8_t> bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return trouble(file, "write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Result<OpenFile> OpenFile::create(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (descriptor < 0) return trouble(file, "create it");
  return OpenFile(descriptor);
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Status write_whole(const fs::path& file, std::span<const std::uint8_t> bytes) {
  VIGIE_TRY(const OpenFile out, OpenFile::create(file));
  VIGIE_CHECK(write_all(out.get(), bytes, file));
  if (::fsync(out.get()) != 0) return trouble(file, "write it to the disk");
  return {};
}

Status write_whole(const fs::path& file, std::string_view text) { return write_whole(file, as_bytes(text)); }

Status append_line(const fs::path& file, const std::string& line) {
  std::string before;
  if (std::error_code error; fs::exists(file, error)) {
    VIGIE_TRY(before, read_text(file, 256u << 20));
  }
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return trouble(file, "open it");
  const auto whole = static_cast<off_t>(before.rfind('\n') + 1);
  Status done;
  if (::ftruncate(descriptor, whole) != 0 || ::lseek(descriptor, 0, SEEK_END) < 0)
    done = trouble(file, "trim it");
  else
    done = write_all(descriptor, as_bytes(line + "\n"), file);
  if (done && ::fsync(descriptor) != 0) done = trouble(file, "write it to the disk");
  if (!done) (void)!::ftruncate(descriptor, whole);
  ::close(descriptor);
  return done;
}

Status sync_path(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return trouble(path, "open it");
  const int done = ::fsync(descriptor);
  Status result;
  if (done != 0) result = trouble(path, "write it to the disk");
  ::close(descriptor);
  return result;
}

Result<std::string> read_text(const fs::path& file, std::uint64_t most_bytes) {
  std::error_code error;
  if (fs::symlink_status(file, error).type() != fs::file_type::regular)
    return fail(ErrorKind::not_found, file.string() + ": there is no such file", "package.missing");
  if (const auto size = fs::file_size(file, error); error || size > most_bytes)
    return fail(ErrorKind::corrupt, fmt::format("{}: is larger than the {} bytes it may have", file.string(), most_bytes));
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.bad() || !in) return fail(ErrorKind::corrupt, file.string() + ": cannot be read");
  return text;
}

Status copy_range(const fs::path& from, std::uint64_t offset, std::uint64_t size, int to_descriptor, const fs::path& to, Sha256& hash) {
  std::ifstream in(from, std::ios::binary);
  if (!in.seekg(static_cast<std::streamoff>(offset))) return fail(ErrorKind::not_found, from.string() + ": cannot be read");
  std::vector<std::uint8_t> block(1 << 16);
  while (size > 0) {
    const auto want = std::min<std::uint64_t>(size, block.size());
    if (!in.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(want)))
      return fail(ErrorKind::corrupt, from.string() + ": is shorter than it was");
    const auto bytes = std::span<const std::uint8_t>(block).first(want);
    hash.update(bytes);
    VIGIE_CHECK(write_all(to_descriptor, bytes, to));
    size -= want;
  }
  return {};
}

}  // namespace vigie::evidence
