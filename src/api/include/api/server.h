#pragma once
// HTTP/1.1 and WebSocket on one port: `/api/v1` as openapi/vigie.yaml says, live updates and pictures, and the console's
// files. TLS (1.2 or newer) when a certificate is given.
//
// Threads: `io_threads` move bytes and never wait on anything else; `handler_threads` run the handlers, which may wait on
// the disk. When their queue is full a request is answered 503 with Retry-After.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "api/doors.h"

namespace vigie::api {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one, see Server::port
  std::filesystem::path tls_certificate, tls_key;  // PEM; both or none
  std::filesystem::path console;  // the built console (web/dist); empty or missing: the API alone, and "/" says so
  int io_threads = 2;
  int handler_threads = 8;  // a push waits on one for its commit
  std::size_t max_connections = 1024;  // further ones are closed at once (vigie_connections_refused_total)
  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 1 << 20;
  std::chrono::milliseconds idle{75'000};      // a connection between requests, and the reading of a request's head
  std::chrono::milliseconds transfer{30'000};  // a request's body in, an answer out, a WebSocket message out
  std::chrono::milliseconds recheck{5'000};    // rights and permits of open WebSockets; at most 10 s (DESIGN.md)
  std::chrono::minutes session_idle{30};
  std::chrono::hours session_longest{12};
};

class Server {
 public:
  // Listening when it returns. `doors` must outlive the server.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Doors& doors);
  ~Server();
  std::uint16_t port() const;
  // Accounts of operators (not of the duty officer) whose screen is connected now. Any thread.
  std::vector<std::string> desks() const;
  // Ends every session's WebSockets with "server.stopping", finishes what is being answered (at most 2 s), joins. Repeatable.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::api
