#pragma once
// Framed messages over a Unix-domain stream socket: 4 bytes length of header, 4 bytes length of payload (both little
// endian), a JSON header, an opaque payload. Used between server, workers and sealer; the peer runs on this machine.
//
// Bounds: header ≤ 1 MiB, payload ≤ 32 MiB: larger closes the connection (corrupt). One reader thread and any number of
// writers per connection; `close()` wakes both at once.

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"

namespace vigie {

struct Message {
  Json header;    // always has "type"
  Bytes payload;  // may be empty
};

class LocalConnection {
 public:
  explicit LocalConnection(int descriptor) : descriptor_(descriptor) {}  // takes ownership
  ~LocalConnection();
  LocalConnection(const LocalConnection&) = delete;
  LocalConnection& operator=(const LocalConnection&) = delete;

  static Result<std::unique_ptr<LocalConnection>> connect(const std::string& path);

  // Waits until the kernel took all of it, at most `wait`; a peer that does not read that long is cut (timeout).
  Status send(const Json& header, std::span<const std::uint8_t> payload = {}, std::chrono::milliseconds wait = std::chrono::seconds{10});
  // nullopt after `wait` without the start of a message; unavailable when the peer closed.
  Result<std::optional<Message>> receive(std::chrono::milliseconds wait);
  void close();

 private:
  Status read_exactly(std::uint8_t* into, std::size_t size);
  std::atomic<bool> closed_{false};
  int descriptor_;
  std::mutex write_mutex_;
};

// Listens on `path` (mode 0600; a stale socket file is replaced).
class LocalListener {
 public:
  static Result<std::unique_ptr<LocalListener>> open(const std::string& path);
  ~LocalListener();
  Result<std::unique_ptr<LocalConnection>> accept(std::chrono::milliseconds wait);  // timeout when nobody came

 private:
  LocalListener(int descriptor, std::string path, std::uint64_t inode) : descriptor_(descriptor), path_(std::move(path)), inode_(inode) {}
  int descriptor_;
  std::string path_;
  std::uint64_t inode_;  // a successor may have put its own socket at the path: only ours is removed
};

}  // namespace vigie
