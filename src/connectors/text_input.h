#pragma once
// The bytes of a file, gzip (RFC 1952) undone where its first bytes say so. Reads in pieces: memory does not grow with
// the file. A file that grows more than `most_growth` times when unpacked is refused as a bomb.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/result.h"

namespace vigie::connectors {

class TextInput {
 public:
  static constexpr std::uint64_t most_growth = 200;               // text of registers packs 5 to 30 times
  static constexpr std::uint64_t growth_counts_from = 64u << 20;  // small files may be as dense as they like

  static Result<std::unique_ptr<TextInput>> open(const std::filesystem::path& file);
  virtual ~TextInput() = default;
  virtual Result<std::size_t> read(std::span<char> into) = 0;  // 0: the end
  virtual double progress() const = 0;                         // share of the file read, 0 to 1
};

}  // namespace vigie::connectors
