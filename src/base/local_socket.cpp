#include "base/local_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vigie {
namespace {

constexpr std::size_t max_header = 1u << 20, max_payload = 32u << 20;
// A message once begun must arrive within this: the peer is a process of ours on this machine.
constexpr int body_timeout_ms = 10'000;

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return fail(ErrorKind::invalid_input, fmt::format("socket path {} is longer than {} bytes; use a shorter data folder", path, sizeof address.sun_path - 1));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

std::uint64_t inode_at(const std::string& path) {
  struct stat about {};
  return ::lstat(path.c_str(), &about) == 0 ? about.st_ino : 0;
}

void put_u32(std::uint8_t* out, std::uint32_t v) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(v >> (8 * i));
}
std::uint32_t get_u32(const std::uint8_t* in) {
  return static_cast<std::uint32_t>(in[0]) | static_cast<std::uint32_t>(in[1]) << 8 | static_cast<std::uint32_t>(in[2]) << 16 | static_cast<std::uint32_t>(in[3]) << 24;
}

}  // namespace

LocalConnection::~LocalConnection() {
  close();
  ::close(descriptor_);
}

void LocalConnection::close() {
  if (!closed_.exchange(true)) ::shutdown(descriptor_, SHUT_RDWR);
}

Result<std::unique_ptr<LocalConnection>> LocalConnection::connect(const std::string& path) {
  VIGIE_TRY(const sockaddr_un address, address_of(path));
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return fail(ErrorKind::internal, fmt::format("socket: {}", std::strerror(errno)));
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(descriptor);
    return fail(ErrorKind::unavailable, fmt::format("cannot connect to {}: {}", path, std::strerror(error)));
  }
  return std::make_unique<LocalConnection>(descriptor);
}

Status LocalConnection::send(const Json& header, std::span<const std::uint8_t> payload, std::chrono::milliseconds wait) {
  const std::string text = canonical(header);
  if (text.size() > max_header || payload.size() > max_payload) return fail(ErrorKind::invalid_input, "message too large for the local socket");
  Bytes head(8 + text.size());
  put_u32(head.data(), static_cast<std::uint32_t>(text.size()));
  put_u32(head.data() + 4, static_cast<std::uint32_t>(payload.size()));
  std::memcpy(head.data() + 8, text.data(), text.size());

  std::lock_guard lock(write_mutex_);
  const auto deadline = std::chrono::steady_clock::now() + wait;
  for (auto part : {std::span<const std::uint8_t>{head}, payload}) {
    while (!part.empty()) {
      if (closed_) return fail(ErrorKind::unavailable, "connection closed");
      const ssize_t sent = ::send(descriptor_, part.data(), part.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) {
        part = part.subspan(static_cast<std::size_t>(sent));
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd waiting{descriptor_, POLLOUT, 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
          close();  // half a message may be out: the stream can't go on
          return fail(ErrorKind::timeout, "the peer does not read");
        }
      } else if (errno != EINTR) {
        return fail(ErrorKind::unavailable, fmt::format("local socket: {}", std::strerror(errno)));
      }
    }
  }
  return {};
}

Status LocalConnection::read_exactly(std::uint8_t* into, std::size_t size) {
  while (size > 0) {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, body_timeout_ms) == 0) return fail(ErrorKind::timeout, "the peer stopped in the middle of a message");
    const ssize_t got = ::recv(descriptor_, into, size, 0);
    if (got == 0) return fail(ErrorKind::unavailable, "the peer closed the connection");
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail(ErrorKind::unavailable, fmt::format("local socket: {}", std::strerror(errno)));
    }
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return {};
}

Result<std::optional<Message>> LocalConnection::receive(std::chrono::milliseconds wait) {
  if (closed_) return fail(ErrorKind::unavailable, "connection closed");
  pollfd waiting{descriptor_, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(wait.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return std::optional<Message>{};
  std::uint8_t sizes[8];
  VIGIE_CHECK(read_exactly(sizes, sizeof sizes));
  const std::size_t header_size = get_u32(sizes), payload_size = get_u32(sizes + 4);
  if (header_size > max_header || payload_size > max_payload) {
    close();
    return fail(ErrorKind::corrupt, "message larger than the bound of the local socket");
  }
  std::string text(header_size, '\0');
  VIGIE_CHECK(read_exactly(reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  Message message;
  message.payload.resize(payload_size);
  VIGIE_CHECK(read_exactly(message.payload.data(), message.payload.size()));
  auto header = parse_json(text, max_header);
  if (!header || !header->is_object() || !header->contains("type") || !(*header)["type"].is_string()) {
    close();
    return fail(ErrorKind::corrupt, "message without a JSON header that has a type");
  }
  message.header = std::move(*header);
  return std::optional<Message>{std::move(message)};
}

Result<std::unique_ptr<LocalListener>> LocalListener::open(const std::string& path) {
  VIGIE_TRY(const sockaddr_un address, address_of(path));
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return fail(ErrorKind::internal, fmt::format("socket: {}", std::strerror(errno)));
  ::unlink(path.c_str());
  const mode_t before = ::umask(0177);
  const int bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const int error = errno;
  ::umask(before);
  if (bound != 0 || ::listen(descriptor, 64) != 0) {
    ::close(descriptor);
    return fail(ErrorKind::unavailable, fmt::format("cannot listen on {}: {}", path, std::strerror(error)));
  }
  return std::unique_ptr<LocalListener>(new LocalListener(descriptor, path, inode_at(path)));
}

LocalListener::~LocalListener() {
  ::close(descriptor_);
  if (inode_at(path_) == inode_) ::unlink(path_.c_str());
}

Result<std::unique_ptr<LocalConnection>> LocalListener::accept(std::chrono::milliseconds wait) {
  pollfd waiting{descriptor_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(wait.count())) <= 0) return fail(ErrorKind::timeout, "nobody connected");
  const int peer = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (peer < 0) return fail(ErrorKind::unavailable, fmt::format("accept: {}", std::strerror(errno)));
  return std::make_unique<LocalConnection>(peer);
}

}  // namespace vigie
