#include "http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "base/log.h"
#include "http/socket.h"

namespace vigie::api {
namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

namespace {

std::string lower(beast::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

Connection::Connection(net::ip::tcp::socket socket, Line& line) : line_(line), open_(std::make_unique<Counted>(line.open)) {
  error_code ec;
  const auto peer = socket.remote_endpoint(ec);
  if (!ec) {
    address_ = peer.address().to_string();
    loopback_ = peer.address().is_loopback();
  }
  socket.set_option(net::ip::tcp::no_delay(true), ec);  // pictures are written one by one
  wire_ = std::make_unique<Wire>(std::move(socket), line.tls);
}

void Connection::run() {
  if (!wire_->secure()) return read_head();
  wire_->next_layer().expires_after(line_.options.transfer);
  wire_->async_handshake([self = shared_from_this()](error_code ec) {
    if (!ec) self->read_head();
  });
}

void Connection::read_head() {
  if (line_.stopping) return wire_->close();
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(line_.options.header_bytes));
  parser_->body_limit(line_.options.body_bytes);
  wire_->next_layer().expires_after(line_.options.idle);
  http::async_read_header(*wire_, buffer_, *parser_, [self = shared_from_this()](error_code ec, std::size_t) {
    if (ec) return self->on_read(ec);
    self->read_body();
  });
}

void Connection::read_body() {
  wire_->next_layer().expires_after(line_.options.transfer);
  http::async_read(*wire_, buffer_, *parser_, [self = shared_from_this()](error_code ec, std::size_t) { self->on_read(ec); });
}

void Connection::on_read(error_code ec) {
  if (!ec) return take();
  if (ec == http::error::header_limit) return refuse(431, "request.too_large", "the request's head is too large");
  if (ec == http::error::body_limit) return refuse(413, "request.too_large", "the request's body is too large");
  const bool not_http = ec.category() == http::make_error_code(http::error::end_of_stream).category();
  if (not_http && ec != http::error::end_of_stream && ec != http::error::partial_message) return refuse(400, "request.invalid", "not an HTTP/1.1 request");
  wire_->close();  // gone, or too slow
}

// Moves on to the pool: from here until `write` or the Socket nothing else happens on this connection.
void Connection::take() {
  wire_->next_layer().expires_never();
  busy_ = std::make_unique<Counted>(line_.busy);
  keep_ = parser_->get().keep_alive() && !line_.stopping;
  head_ = parser_->get().method() == http::verb::head;
  auto request = to_request();
  if (!request) {
    const int status = request.error().kind == ErrorKind::unsupported ? 405 : 400;
    return refuse(status, code_of(request.error()), request.error().message);
  }
  auto task = [self = shared_from_this(), request = std::move(*request)]() mutable {
    if (request.upgrade) self->open(std::move(request));
    else self->answer(std::move(request));
  };
  if (line_.pool.try_run(std::move(task))) return;
  auto busy = problem(503, "error.unavailable", "the server is busy; try again in a second");
  busy.headers.emplace_back("Retry-After", "1");
  line_.front.dress(busy, wire_->secure());
  write(std::move(busy));
}

Result<Request> Connection::to_request() {
  auto& message = parser_->get();
  Request request;
  switch (message.method()) {
    case http::verb::get: request.method = Method::get; break;
    case http::verb::head: request.method = Method::get; request.head = true; break;
    case http::verb::post: request.method = Method::post; break;
    case http::verb::put: request.method = Method::put; break;
    case http::verb::delete_: request.method = Method::del; break;
    default: return fail(ErrorKind::unsupported, "this server takes GET, HEAD, POST, PUT and DELETE", "request.method");
  }
  VIGIE_TRY(request.target, parse_target({message.target().data(), message.target().size()}));
  for (const auto& field : message) request.headers[lower(field.name_string())] = std::string{field.value()};
  request.upgrade = beast::websocket::is_upgrade(message);
  request.body = std::move(message.body());
  request.address = address_;
  request.loopback = loopback_;
  request.secure = wire_->secure();
  return request;
}

void Connection::answer(Request request) {
  auto response = line_.front.answer(std::move(request));
  net::post(wire_->get_executor(), [self = shared_from_this(), response = std::move(response)]() mutable { self->write(std::move(response)); });
}

void Connection::open(Request request) {
  auto opened = line_.front.open(std::move(request));
  net::post(wire_->get_executor(), [self = shared_from_this(), opened = std::move(opened)]() mutable {
    if (auto* response = std::get_if<Response>(&opened)) return self->write(std::move(*response));
    std::make_shared<Socket>(std::move(self->wire_), std::move(self->open_), std::move(self->busy_), self->line_,
                             std::move(std::get<std::unique_ptr<Talk>>(opened)))
        ->run(self->parser_->release());
  });
}

void Connection::refuse(int status, const std::string& code, const std::string& detail) {
  keep_ = false;  // what follows on this connection can't be told apart
  auto response = problem(status, code, detail);
  line_.front.dress(response, wire_->secure());
  write(std::move(response));
}

void Connection::write(Response response) {
  response_ = std::move(response);
  keep_ = keep_ && !line_.stopping;
  const auto content = response_.content();
  head_text_ = fmt::format("HTTP/1.1 {} {}\r\n", response_.status, std::string{http::obsolete_reason(static_cast<http::status>(response_.status))});
  if (!response_.content_type.empty()) head_text_ += fmt::format("Content-Type: {}\r\n", response_.content_type);
  if (response_.status != 204 && response_.status != 304) head_text_ += fmt::format("Content-Length: {}\r\n", content.size());
  for (const auto& [name, value] : response_.headers) head_text_ += fmt::format("{}: {}\r\n", name, value);
  head_text_ += keep_ ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  const bool with_body = !head_ && response_.status != 204 && response_.status != 304;
  const std::array<net::const_buffer, 2> buffers{net::buffer(head_text_), with_body ? net::buffer(content.data(), content.size()) : net::const_buffer{}};
  wire_->next_layer().expires_after(line_.options.transfer);
  net::async_write(*wire_, buffers, [self = shared_from_this()](error_code ec, std::size_t) {
    self->busy_.reset();
    if (ec) return self->wire_->close();
    if (!self->keep_) return self->linger();
    self->read_head();
  });
}

// Closing with bytes unread would reset the connection, and the peer might never see the answer: it is given two seconds
// to notice that we end.
void Connection::linger() {
  error_code ignored;
  wire_->next_layer().socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  wire_->next_layer().expires_after(std::chrono::seconds{2});
  drain();
}

void Connection::drain() {
  buffer_.clear();
  wire_->async_read_some(buffer_.prepare(4096), [self = shared_from_this()](error_code ec, std::size_t) {
    if (ec) return self->wire_->close();
    self->drain();
  });
}

}  // namespace vigie::api
