#pragma once
// A window onto a TextInput in which a whole row lies in one piece. Its memory is bounded by the longest row allowed.

#include <cstring>
#include <vector>

#include "text_input.h"

namespace vigie::connectors {

class LineBuffer {
 public:
  explicit LineBuffer(TextInput& input) : input_(input), bytes_(1 << 18) {}

  char* begin() { return bytes_.data() + first_; }
  std::size_t size() const { return last_ - first_; }
  bool ended() const { return ended_; }
  std::uint64_t position() const { return position_; }  // of begin() in the file
  void drop(std::size_t count) {
    first_ += count;
    position_ += count;
  }
  // Brings more bytes behind those there; false when the file has ended.
  Result<bool> more() {
    if (ended_) return false;
    if (first_ > 0) {
      std::memmove(bytes_.data(), begin(), size());
      last_ -= first_;
      first_ = 0;
    }
    if (last_ == bytes_.size()) bytes_.resize(bytes_.size() * 2);
    VIGIE_TRY(const std::size_t count, input_.read({bytes_.data() + last_, bytes_.size() - last_}));
    last_ += count;
    ended_ = count == 0;
    return !ended_;
  }
  // Bytes up to the next line feed after `from`, or to the end of the file; more than `most` when none is in reach.
  Result<std::size_t> line_length(std::size_t most, std::size_t from = 0) {
    while (true) {
      if (const void* feed = from < size() ? std::memchr(begin() + from, '\n', size() - from) : nullptr)
        return static_cast<std::size_t>(static_cast<const char*>(feed) - begin());
      from = size();
      if (from > most) return from;
      VIGIE_TRY(const bool there, more());
      if (!there) return size();
    }
  }
  // Leaves the rest of this line behind.
  Status skip_line() {
    while (true) {
      if (const void* feed = size() ? std::memchr(begin(), '\n', size()) : nullptr) {
        drop(static_cast<std::size_t>(static_cast<const char*>(feed) - begin()) + 1);
        return {};
      }
      drop(size());
      VIGIE_TRY(const bool there, more());
      if (!there) return {};
    }
  }

 private:
  TextInput& input_;
  std::vector<char> bytes_;
  std::size_t first_ = 0, last_ = 0;
  std::uint64_t position_ = 0;
  bool ended_ = false;
};

}  // namespace vigie::connectors
