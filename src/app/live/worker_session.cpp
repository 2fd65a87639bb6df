#include "live/worker_session.h"

#include "base/log.h"

namespace vigie::app {
namespace {
constexpr std::chrono::milliseconds poll{200}, longest_send{2000};
}

Result<std::shared_ptr<WorkerSession>> WorkerSession::greet(std::unique_ptr<LocalConnection> connection, std::chrono::milliseconds wait) {
  VIGIE_TRY(auto received, connection->receive(wait));
  if (!received) return fail(ErrorKind::timeout, "somebody connected to the workers' socket and said nothing");
  VIGIE_TRY(auto message, to_server_from(std::move(*received)));
  auto* hello = std::get_if<Hello>(&message);
  if (!hello) return fail(ErrorKind::invalid_input, "a worker has to begin with hello");
  return std::shared_ptr<WorkerSession>(new WorkerSession(std::move(connection), std::move(*hello)));
}

WorkerSession::~WorkerSession() {
  connection_->close();
  reader_.stop();
}

void WorkerSession::start(OnMessage on_message, OnLost on_lost) {
  reader_ = Thread("from-" + hello_.name, [this, on_message = std::move(on_message), on_lost = std::move(on_lost)](std::stop_token stop) {
    read(stop, on_message);
    on_lost();
  });
}

void WorkerSession::read(std::stop_token stop, const OnMessage& on_message) {
  while (!stop.stop_requested()) {
    auto received = connection_->receive(poll);
    if (!received) {
      connection_->close();
      return;
    }
    if (!*received) continue;
    auto message = to_server_from(std::move(**received));
    if (message)
      on_message(std::move(*message));
    else
      spdlog::warn("{}: {}", hello_.name, message.error().message);
  }
}

Status WorkerSession::send(const ToWorker& message) { return connection_->send(header_of(message), payload_of(message), longest_send); }

}  // namespace vigie::app
