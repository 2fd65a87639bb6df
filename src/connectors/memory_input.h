#pragma once
// Bytes that are in memory already, as an input: what came by the API, and the fuzz targets.

#include <algorithm>
#include <cstring>

#include "text_input.h"

namespace vigie::connectors {

class MemoryInput final : public TextInput {
 public:
  MemoryInput(const char* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  Result<std::size_t> read(std::span<char> into) override {
    // Small pieces: the seams between them are where readers go wrong.
    const std::size_t count = std::min({into.size(), size_ - at_, std::size_t{61}});
    if (count > 0) std::memcpy(into.data(), bytes_ + at_, count);
    at_ += count;
    return count;
  }
  double progress() const override { return 1; }

 private:
  const char* bytes_;
  std::size_t size_, at_ = 0;
};

}  // namespace vigie::connectors
