#pragma once
// Bytes of an upload or of a browser's camera on their way to the demuxer: a bounded store between the thread that
// receives chunks and the thread of the camera.
//
// A file (MP4, AVI, MKV with a known length) is kept whole in anonymous memory, because an MP4 may have its table of
// contents at the end and because it is looped; it never touches the disk unmasked. A stream (what MediaRecorder sends:
// WebM of unknown length) goes through a ring;
// a chunk with a new header (the page was loaded again) ends what came before for the reader, who may then open anew. Which of the two is
// read from the first bytes.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "base/digest.h"

namespace vigie::video {

class PushFeed {
 public:
  struct Limits {
    std::size_t file_bytes = 256u << 20;  // a longer upload is refused (full)
    std::size_t stream_bytes = 4u << 20;  // ring: when it is full the sender is told to wait
  };
  enum class Kind { unknown, file, stream };

  PushFeed();
  explicit PushFeed(Limits limits);
  ~PushFeed();

  // Any one thread. Never waits. `unavailable`: the ring is full, offer the same chunk again in a moment (nothing of it
  // was taken); `full`: the upload is too long; `cancelled`: closed. After `last` nothing more is taken.
  Status put(std::span<const std::uint8_t> chunk, bool last);
  // Ends both sides at once, any thread.
  void close();

  // Reader's side, one thread: the demuxer's callbacks. They wait at most `wait`; Kind::unknown, or kNothing, when
  // nothing came by then.
  static constexpr int kEnd = 0, kClosed = -1, kNothing = -2;
  Kind kind(std::chrono::milliseconds wait);
  int read(std::uint8_t* into, int size, std::chrono::milliseconds wait);
  bool seek(std::int64_t to);  // files only
  std::int64_t position() const;
  std::int64_t size() const;  // -1 until the last byte is here

 private:
  struct Store;
  Status put_locked(std::span<const std::uint8_t> chunk, bool last);
  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::unique_ptr<Store> store_;
};

}  // namespace vigie::video
