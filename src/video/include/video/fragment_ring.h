#pragma once
// The last half minute of a stream in memory, so that going back 30 s and an alert's clip do not wait for the disk.

#include <deque>
#include <mutex>

#include "city/live.h"

namespace vigie::video {

// Thread-safe: the camera's thread adds, viewers' threads read. Drops whole groups of pictures, oldest first, when older
// than `keep` or beyond `max_bytes`; what it holds always starts with an init and a key.
class FragmentRing {
 public:
  explicit FragmentRing(std::chrono::seconds keep = std::chrono::seconds{35}, std::size_t max_bytes = 48u << 20);
  void add(const city::Fragment& fragment);
  // Init, then from the key at or before `from`; empty when that is no longer (or not yet) here. Bytes are shared, not copied.
  std::vector<city::Fragment> from(UtcTime from) const;
  // What a new viewer gets at once: init and the newest group of pictures.
  std::vector<city::Fragment> newest() const;
  std::optional<UtcTime> oldest() const;  // time of the first key held
  std::size_t bytes() const;

 private:
  struct Group {
    city::Fragment init;
    std::vector<city::Fragment> pictures;  // the first is a key
    std::size_t bytes = 0;
  };
  std::vector<city::Fragment> collect(std::size_t first_group) const;
  const std::chrono::seconds keep_;
  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::optional<city::Fragment> init_;
  std::deque<Group> groups_;
  std::size_t bytes_ = 0;
};

}  // namespace vigie::video
