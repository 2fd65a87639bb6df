#pragma once
// The parts of a zip archive that lies in memory, read in pieces. A part that grows too much when unpacked is refused as a bomb.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "text_input.h"

struct zip;
struct zip_file;

namespace vigie::connectors {

class ArchivePart {
 public:
  ~ArchivePart();
  ArchivePart(const ArchivePart&) = delete;
  ArchivePart& operator=(const ArchivePart&) = delete;
  Result<std::size_t> read(std::span<char> into);  // 0: the end

 private:
  friend class Archive;
  ArchivePart(zip_file* file, std::string name, std::uint64_t packed) : file_(file), name_(std::move(name)), packed_(packed) {}
  zip_file* file_;
  const std::string name_;
  const std::uint64_t packed_;
  std::uint64_t given_ = 0;
};

// One thread. Parts must not outlive it.
class Archive {
 public:
  // `name` is for messages.
  static Result<Archive> open(std::vector<char> bytes, std::string name);
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;
  ~Archive();

  bool has(const std::string& part) const;
  std::vector<std::string> parts() const;
  Result<std::unique_ptr<ArchivePart>> part(const std::string& part) const;
  Result<std::vector<char>> whole_part(const std::string& part, std::size_t most_bytes) const;
  const std::string& name() const { return name_; }

  // All bytes of an input, for what has to lie in memory. `too_large` ends the sentence when it has more.
  static Result<std::vector<char>> bytes_of(TextInput& input, std::size_t most, const std::string& name, const char* too_large);

 private:
  Archive(std::unique_ptr<std::vector<char>> bytes, zip* handle, std::string name);
  std::unique_ptr<std::vector<char>> bytes_;  // the handle reads from here
  zip* handle_ = nullptr;
  std::string name_;
};

}  // namespace vigie::connectors
