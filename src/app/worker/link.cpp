#include "worker/link.h"

#include "base/log.h"

namespace vigie::app {
namespace {
constexpr std::size_t max_small = 1024;  // health, overlays, answers: more than any healthy second makes
constexpr std::chrono::milliseconds tick{100}, between_attempts{250};

// As tests/loss looks for it in the ledger.
std::string name_of(const Report& report) {
  if (const auto* fact = std::get_if<city::Fact>(&report.content))
    return fmt::format("{} {} {}", fact->schema, fact->source, text_or(fact->body, "episode", fact->source_key));
  const auto& segment = std::get<city::SegmentRow>(report.content);
  return fmt::format("segment {} {}", segment.camera, segment.id);
}
}  // namespace

Link::Link(std::string socket_path, Callbacks callbacks, const Clock& clock)
    : socket_path_(std::move(socket_path)), callbacks_(std::move(callbacks)), clock_(clock), away_since_(clock.steady_now()) {
  sender_ = Thread("sender", [this](std::stop_token stop) { send_loop(stop); });
}

Link::~Link() {
  if (const auto open = connection()) open->close();
  sender_.stop();
}

bool Link::report(Report report) {
  const bool taken = outbox_.add(std::move(report));
  if (!taken) spdlog::error("a report was refused: {} wait for a server that does not acknowledge", outbox_.waiting());
  wake();
  return taken;
}

void Link::picture(Picture picture) {
  pictures_.put(std::move(picture));
  wake();
}

void Link::end(PlayEnd end) {
  pictures_.put(std::move(end));
  wake();
}

void Link::tell(ToServer message) {
  {
    std::lock_guard lock(mutex_);
    if (!connection_ || small_.size() >= max_small) return;
    small_.push_back(std::move(message));
  }
  wake();
}

void Link::wake() {
  {
    std::lock_guard lock(mutex_);
    wake_ = true;
  }
  something_to_send_.notify_one();
}

std::chrono::milliseconds Link::away() const {
  std::lock_guard lock(mutex_);
  if (connection_) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady_now() - away_since_);
}

std::shared_ptr<LocalConnection> Link::connection() const {
  std::lock_guard lock(mutex_);
  return connection_;
}

void Link::set_connection(std::shared_ptr<LocalConnection> connection) {
  std::lock_guard lock(mutex_);
  if (!connection) away_since_ = clock_.steady_now();
  small_.clear();
  connection_ = std::move(connection);
}

std::optional<ToServer> Link::next_to_send() {
  {
    std::lock_guard lock(mutex_);
    if (!small_.empty()) {
      ToServer message = std::move(small_.front());
      small_.pop_front();
      return message;
    }
  }
  if (const auto report = outbox_.next()) return ToServer{*report};
  return pictures_.take();
}

void Link::send_loop(std::stop_token stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      something_to_send_.wait(lock, stop, [&] { return wake_; });
      wake_ = false;
    }
    while (const auto to = connection()) {
      const auto message = next_to_send();
      if (!message) break;
      const auto sent = to->send(header_of(*message), payload_of(*message));
      if (!sent && sent.error().kind == ErrorKind::invalid_input) {
        spdlog::error("a message could not be sent and is lost: {}", sent.error().message);
        if (const auto* report = std::get_if<Report>(&*message)) outbox_.acknowledge(report->seq);
      } else if (!sent) {
        to->close();  // the receiving side notices and connects again
        break;
      }
    }
  }
}

void Link::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    auto opened = LocalConnection::connect(socket_path_);
    if (!opened) {
      callbacks_.idle();
      std::this_thread::sleep_for(between_attempts);
      continue;
    }
    const std::shared_ptr<LocalConnection> open{std::move(*opened)};
    // The hello is first on the wire: the sender thread sees the connection only afterwards.
    if (!open->send(header_of(ToServer{callbacks_.hello()}))) continue;
    outbox_.resend_all();
    set_connection(open);
    wake();
    receive_until_lost(*open, stop);
    set_connection(nullptr);
    pictures_.clear();
    callbacks_.lost();
  }
}

void Link::receive_until_lost(LocalConnection& connection, std::stop_token stop) {
  while (!stop.stop_requested()) {
    auto received = connection.receive(tick);
    if (!received) {
      spdlog::warn("the server is away: {}", received.error().message);
      connection.close();
      return;
    }
    if (*received) {
      auto message = to_worker_from(std::move(**received));
      if (!message) {
        spdlog::error("a message of the server was not understood: {}", message.error().message);
      } else if (const auto* ack = std::get_if<Ack>(&*message)) {
        if (const auto report = outbox_.acknowledge(ack->seq)) spdlog::debug("acknowledged: {}", name_of(*report));
        wake();  // the window moved on
      } else {
        callbacks_.message(std::move(*message));
      }
    }
    callbacks_.idle();
  }
}

}  // namespace vigie::app
