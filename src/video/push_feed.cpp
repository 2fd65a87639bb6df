#include "video/push_feed.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace vigie::video {
namespace {

constexpr std::size_t kHeadBytes = 64;  // enough to tell what comes

constexpr std::uint8_t kEbml[] = {0x1a, 0x45, 0xdf, 0xa3};

bool starts_anew(std::span<const std::uint8_t> chunk) {
  return chunk.size() >= std::size(kEbml) && std::equal(std::begin(kEbml), std::end(kEbml), chunk.begin());
}

// Matroska: an EBML header, then a Segment whose length is all ones when its end was not known (RFC 8794, 6.2).
bool is_endless_matroska(std::span<const std::uint8_t> head) {
  constexpr std::uint8_t kSegment[] = {0x18, 0x53, 0x80, 0x67};
  if (!starts_anew(head)) return false;
  const auto segment = std::search(head.begin(), head.end(), std::begin(kSegment), std::end(kSegment));
  if (head.end() - segment < 6) return false;
  return segment[4] == 0xff || (segment[4] == 0x01 && segment[5] == 0xff);
}

}  // namespace

struct PushFeed::Store {
  ~Store() {
    if (memory >= 0) ::close(memory);
  }
  Kind kind = Kind::unknown;
  Bytes bytes;             // the head until the kind is known, then the ring of a stream
  std::size_t begin = 0;   // of the ring
  std::size_t filled = 0;  // bytes that wait in the ring, or the length of the file so far
  std::int64_t position = 0;
  int memory = -1;                        // of a file
  std::optional<std::size_t> until_anew;  // bytes in the ring before another stream's header
  bool ended = false, closed = false;

  Status begin_as(Kind kind_now, const Limits& limits);
  Status append(std::span<const std::uint8_t> chunk, const Limits& limits);
};

Status PushFeed::Store::begin_as(Kind kind_now, const Limits& limits) {
  kind = kind_now;
  Bytes head = std::exchange(bytes, {});
  filled = 0;
  if (kind == Kind::file) {
    memory = memfd_create("vigie-upload", MFD_CLOEXEC);
    if (memory < 0) return fail(ErrorKind::full, fmt::format("no memory for the upload ({})", std::strerror(errno)));
  } else {
    bytes.resize(std::max(limits.stream_bytes, head.size()));
  }
  return append(head, limits);
}

Status PushFeed::Store::append(std::span<const std::uint8_t> chunk, const Limits& limits) {
  if (kind == Kind::unknown) {
    bytes.insert(bytes.end(), chunk.begin(), chunk.end());
    return {};
  }
  if (kind == Kind::file) {
    if (filled + chunk.size() > limits.file_bytes)
      return fail(ErrorKind::full, fmt::format("the upload is longer than {} MiB: give a shorter file", limits.file_bytes >> 20),
                  "upload.too_long");
    while (!chunk.empty()) {
      const ssize_t written = pwrite(memory, chunk.data(), chunk.size(), static_cast<off_t>(filled));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return fail(ErrorKind::full, fmt::format("no memory for the upload ({})", std::strerror(errno)));
      filled += static_cast<std::size_t>(written);
      chunk = chunk.subspan(static_cast<std::size_t>(written));
    }
    return {};
  }
  if (chunk.size() > bytes.size())
    return fail(ErrorKind::invalid_input, fmt::format("a chunk of {} bytes: send at most {}", chunk.size(), bytes.size()));
  if (filled + chunk.size() > bytes.size() || (until_anew && starts_anew(chunk)))
    return fail(ErrorKind::unavailable, "the camera's thread is behind: send this chunk again in a moment", "push.wait");
  if (starts_anew(chunk) && position + static_cast<std::int64_t>(filled) > 0) until_anew = filled;
  const std::size_t end = (begin + filled) % bytes.size();
  const std::size_t first = std::min(chunk.size(), bytes.size() - end);
  std::copy_n(chunk.begin(), first, bytes.begin() + static_cast<std::ptrdiff_t>(end));
  std::copy(chunk.begin() + static_cast<std::ptrdiff_t>(first), chunk.end(), bytes.begin());
  filled += chunk.size();
  return {};
}

PushFeed::PushFeed() : PushFeed(Limits{}) {}
PushFeed::PushFeed(Limits limits) : limits_(limits), store_(std::make_unique<Store>()) {}
PushFeed::~PushFeed() = default;

Status PushFeed::put(std::span<const std::uint8_t> chunk, bool last) {
  Status status;
  {
    std::lock_guard lock(mutex_);
    status = put_locked(chunk, last);
  }
  ready_.notify_all();
  return status;
}

Status PushFeed::put_locked(std::span<const std::uint8_t> chunk, bool last) {
  if (store_->closed || store_->ended) return fail(ErrorKind::cancelled, "the upload has ended", "push.ended");
  VIGIE_CHECK(store_->append(chunk, limits_));
  if (store_->kind == Kind::unknown && (last || store_->bytes.size() >= kHeadBytes)) {
    const std::span head(store_->bytes.data(), std::min(store_->bytes.size(), kHeadBytes));
    VIGIE_CHECK(store_->begin_as(is_endless_matroska(head) ? Kind::stream : Kind::file, limits_));
  }
  store_->ended = last;
  return {};
}

void PushFeed::close() {
  {
    std::lock_guard lock(mutex_);
    store_->closed = true;
  }
  ready_.notify_all();
}

PushFeed::Kind PushFeed::kind(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, wait, [&] { return store_->closed || store_->kind != Kind::unknown; });
  return store_->kind;
}

int PushFeed::read(std::uint8_t* into, int size, std::chrono::milliseconds wait) {
  if (size <= 0) return kNothing;
  std::unique_lock lock(mutex_);
  Store& store = *store_;
  const auto waiting = [&] {
    return store.kind == Kind::file ? static_cast<std::int64_t>(store.filled) - store.position : static_cast<std::int64_t>(store.filled);
  };
  const bool woken =
      ready_.wait_for(lock, wait, [&] { return store.closed || store.ended || (store.kind != Kind::unknown && waiting() > 0); });
  if (!woken) return kNothing;
  if (store.closed) return kClosed;
  auto count = static_cast<int>(std::min<std::int64_t>(size, waiting()));
  if (count <= 0) return kEnd;
  if (store.kind == Kind::file) {
    const auto got = static_cast<int>(pread(store.memory, into, static_cast<std::size_t>(count), store.position));
    if (got <= 0) return kClosed;
    store.position += got;
    return got;
  }
  if (store.until_anew) {
    if (*store.until_anew == 0) {
      store.until_anew.reset();
      return kEnd;
    }
    count = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(count), *store.until_anew));
    *store.until_anew -= static_cast<std::size_t>(count);
  }
  const std::size_t first = std::min<std::size_t>(count, store.bytes.size() - store.begin);
  std::memcpy(into, store.bytes.data() + store.begin, first);
  std::memcpy(into + first, store.bytes.data(), static_cast<std::size_t>(count) - first);
  store.begin = (store.begin + static_cast<std::size_t>(count)) % store.bytes.size();
  store.filled -= static_cast<std::size_t>(count);
  store.position += count;
  return count;
}

bool PushFeed::seek(std::int64_t to) {
  std::lock_guard lock(mutex_);
  if (store_->kind != Kind::file || to < 0 || to > static_cast<std::int64_t>(limits_.file_bytes)) return false;
  store_->position = to;
  return true;
}

std::int64_t PushFeed::position() const {
  std::lock_guard lock(mutex_);
  return store_->position;
}

std::int64_t PushFeed::size() const {
  std::lock_guard lock(mutex_);
  return store_->ended ? static_cast<std::int64_t>(store_->filled) : -1;
}

}  // namespace vigie::video
