#pragma once
// One conversation over a WebSocket, free of any HTTP library.
//
// Threads: `next` runs on the connection's own thread and must not wait; everything else runs on the pool, one call at a
// time, and may wait on the disk. What both touch is the talk's to lock. Order: start, (on_text | on_binary | on_tick |
// on_work)*, on_closed; the last may come without the first when the peer goes at once.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/digest.h"

namespace vigie::api {

enum class CloseCode : std::uint16_t { normal = 1000, going_away = 1001, unsupported = 1003, policy = 1008, too_big = 1009, failed = 1011 };

struct Closing {
  CloseCode code = CloseCode::normal;
  std::string reason;  // catalogue code, at most 120 bytes
};
using Outgoing = std::variant<std::string, std::shared_ptr<const Bytes>, Closing>;

// How a talk asks its socket for attention. Any thread, also after the connection has gone; both return at once.
struct Calls {
  std::function<void()> next;  // `next` is called soon
  std::function<void()> work;  // `on_work` is called soon, once for many
};

class Talk {
 public:
  virtual ~Talk() = default;
  virtual void start(Calls calls) = 0;
  virtual std::optional<Outgoing> next() = 0;  // nothing: wait for the next wake; after a Closing it is asked no more
  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary(std::span<const std::uint8_t> bytes) = 0;
  virtual void on_work() {}
  virtual void on_tick() = 0;  // at least every 10 s: re-check what the talk stands on
  // How often to tick, at most `longest` apart.
  virtual std::chrono::milliseconds rhythm(std::chrono::milliseconds longest) const { return longest; }
  virtual void on_closed() = 0;  // the peer has gone or the closing was sent
};

}  // namespace vigie::api
