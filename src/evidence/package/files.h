#pragma once
// Files of packages and roots: written whole and onto the disk, or reported. `full` where the medium has no room.

#include <filesystem>

#include "base/digest.h"

namespace vigie::evidence {

// Creates the file (it must not exist); on the disk when it returns.
Status write_whole(const std::filesystem::path& file, std::span<const std::uint8_t> bytes);
Status write_whole(const std::filesystem::path& file, std::string_view text);
// Adds a line at the end; on the disk when it returns. What a crash left of a last line is cut off first.
Status append_line(const std::filesystem::path& file, const std::string& line);
Status sync_path(const std::filesystem::path& file_or_folder);
Result<std::string> read_text(const std::filesystem::path& file, std::uint64_t most_bytes);
// Bytes [offset, offset + size) of one file behind another's end, hashed on the way.
Status copy_range(const std::filesystem::path& from, std::uint64_t offset, std::uint64_t size, int to_descriptor,
                  const std::filesystem::path& to, Sha256& hash);

// A descriptor that closes itself.
class OpenFile {
 public:
  static Result<OpenFile> create(const std::filesystem::path& file);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  int get() const { return descriptor_; }

 private:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace vigie::evidence
