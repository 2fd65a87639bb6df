#pragma once
// One worker's connection, seen from the server: a reader thread that hands on what the worker says, and sending with a
// bounded wait. A worker that does not read for that long is cut; it reconnects or is restarted.

#include "base/thread.h"
#include "worker/messages.h"

namespace vigie::app {

class WorkerSession {
 public:
  using OnMessage = std::function<void(ToServer)>;  // on the reader thread
  using OnLost = std::function<void()>;             // last call on the reader thread

  // Waits for the hello of who connected.
  static Result<std::shared_ptr<WorkerSession>> greet(std::unique_ptr<LocalConnection> connection, std::chrono::milliseconds wait);
  ~WorkerSession();  // closes and joins: never on the reader thread itself

  const Hello& hello() const { return hello_; }
  void start(OnMessage on_message, OnLost on_lost);
  Status send(const ToWorker& message);
  void close() { connection_->close(); }  // at once; `on_lost` follows

 private:
  WorkerSession(std::unique_ptr<LocalConnection> connection, Hello hello) : connection_(std::move(connection)), hello_(std::move(hello)) {}
  void read(std::stop_token stop, const OnMessage& on_message);
  std::unique_ptr<LocalConnection> connection_;
  const Hello hello_;
  Thread reader_;
};

}  // namespace vigie::app
