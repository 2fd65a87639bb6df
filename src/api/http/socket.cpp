#include "http/socket.h"

#include <boost/asio/post.hpp>

#include "base/log.h"

namespace vigie::api {
namespace net = boost::asio;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

Socket::Socket(std::unique_ptr<Wire> wire, std::unique_ptr<Counted> open, std::unique_ptr<Counted> busy, Line& line, std::unique_ptr<Talk> talk)
    : line_(line), open_(std::move(open)), busy_(std::move(busy)), wire_(std::move(wire)), stream_(*wire_), timer_(wire_->get_executor()), talk_(std::move(talk)) {}

void Socket::run(boost::beast::http::request<boost::beast::http::string_body> upgrade) {
  wire_->next_layer().expires_never();  // the WebSocket's own time-outs from here
  websocket::stream_base::timeout times;
  times.handshake_timeout = line_.options.transfer;
  times.idle_timeout = line_.options.transfer;  // a peer that neither speaks nor answers a ping for that long has gone
  times.keep_alive_pings = true;
  stream_.set_option(times);
  stream_.read_message_max(line_.options.body_bytes);
  stream_.auto_fragment(false);
  upgrade_ = std::move(upgrade);
  stream_.async_accept(upgrade_, [self = shared_from_this()](error_code ec) {
    if (ec) return self->finish();
    self->begin();
  });
}

void Socket::begin() {
  // A talk may wake long after the connection has gone: it holds the socket weakly.
  const auto ask_for = [weak = weak_from_this(), executor = wire_->get_executor()](void (Socket::*step)()) -> std::function<void()> {
    return [weak, executor, step] {
      net::post(executor, [weak, step] {
        if (const auto self = weak.lock()) ((*self).*step)();
      });
    };
  };
  on_pool([this, calls = Calls{ask_for(&Socket::pump), ask_for(&Socket::work)}] { talk_->start(calls); }, [this] {
    read();
    tick();
    pump();
  });
}

void Socket::read() {
  if (finished_ || closing_) return;
  stream_.async_read(buffer_, [self = shared_from_this()](error_code ec, std::size_t) {
    if (ec) return self->finish();
    auto& socket = *self;
    socket.on_pool(
        [&socket] {
          const std::span<const std::uint8_t> bytes{static_cast<const std::uint8_t*>(socket.buffer_.data().data()), socket.buffer_.size()};
          if (socket.stream_.got_text()) socket.talk_->on_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
          else socket.talk_->on_binary(bytes);
        },
        [&socket] {
          socket.buffer_.consume(socket.buffer_.size());
          socket.read();
          socket.pump();
        });
  });
}

void Socket::pump() {
  if (writing_ || closing_ || finished_) return;
  auto next = talk_->next();
  if (!next) return;
  outgoing_ = std::move(*next);
  if (const auto* closing = std::get_if<Closing>(&outgoing_)) {
    closing_ = true;
    timer_.cancel();
    const websocket::close_reason reason{static_cast<websocket::close_code>(closing->code), closing->reason};
    stream_.async_close(reason, [self = shared_from_this()](error_code) { self->finish(); });
    return;
  }
  writing_ = true;
  const auto* text = std::get_if<std::string>(&outgoing_);
  const auto* bytes = std::get_if<std::shared_ptr<const Bytes>>(&outgoing_);
  stream_.text(text != nullptr);
  const net::const_buffer buffer = text ? net::buffer(*text) : net::buffer(**bytes);
  stream_.async_write(buffer, [self = shared_from_this()](error_code ec, std::size_t) {
    self->writing_ = false;
    if (ec) return self->finish();
    self->pump();
  });
}

void Socket::work() {
  if (finished_ || closing_ || work_asked_) return;
  work_asked_ = true;
  on_pool([this] { talk_->on_work(); },
          [this] {
            work_asked_ = false;
            pump();
          });
}

void Socket::tick() {
  if (finished_ || closing_) return;
  timer_.expires_after(talk_->rhythm(line_.options.recheck));
  timer_.async_wait([self = shared_from_this()](error_code ec) {
    if (ec) return;
    auto& socket = *self;
    socket.on_pool([&socket] { socket.talk_->on_tick(); },
                   [&socket] {
                     socket.tick();
                     socket.pump();
                   });
  });
}

void Socket::on_pool(std::function<void()> work, std::function<void()> then) {
  if (working_) {
    waiting_.emplace_back(std::move(work), std::move(then));
    return;
  }
  working_ = true;
  const bool accepted = line_.pool.run([self = shared_from_this(), work = std::move(work), then = std::move(then)]() mutable {
    work();
    net::post(self->wire_->get_executor(), [self, then = std::move(then)] {
      self->working_ = false;
      then();
      if (self->working_ || self->waiting_.empty()) return;
      auto [next_work, next_then] = std::move(self->waiting_.front());
      self->waiting_.pop_front();
      self->on_pool(std::move(next_work), std::move(next_then));
    });
  });
  if (!accepted) wire_->close();  // the server stops
}

void Socket::finish() {
  if (finished_) return;
  finished_ = true;
  timer_.cancel();
  wire_->close();
  on_pool([this] { talk_->on_closed(); }, [] {});
}

}  // namespace vigie::api
