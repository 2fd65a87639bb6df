// The client's implementation; named *_test so that it is part of the test program alone.
#include "testing/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "base/clock.h"
#include "base/ids.h"

namespace vigie::api::test {
namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = net::ip::tcp;

namespace {

tcp::endpoint endpoint(std::uint16_t port) { return {net::ip::make_address("127.0.0.1"), port}; }
std::string host(std::uint16_t port) { return fmt::format("127.0.0.1:{}", port); }

}  // namespace

Reply Client::ask(const std::string& method, const std::string& target, const std::optional<Json>& body, Headers headers) {
  net::io_context io;
  beast::tcp_stream stream{io};
  stream.connect(endpoint(port_));
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, host(port_));
  if (!cookie.empty()) request.set(http::field::cookie, "vigie_session=" + cookie);
  if (!csrf.empty() && method != "GET") request.set("X-Vigie-CSRF", csrf);
  if (body) {
    request.set(http::field::content_type, "application/json");
    request.body() = body->dump();
  }
  for (const auto& [name, value] : headers) request.set(name, value);
  request.prepare_payload();
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(64u << 20);
  if (method == "HEAD") parser.skip(true);
  http::read(stream, buffer, parser);
  Reply reply{static_cast<int>(parser.get().result_int()), {}, parser.get().body()};
  for (const auto& field : parser.get()) {
    std::string name{field.name_string()};
    for (auto& c : name) c = static_cast<char>(std::tolower(c));
    reply.headers[name] = std::string{field.value()};
  }
  if (const auto set = reply.headers.find("set-cookie"); set != reply.headers.end()) {
    const auto from = set->second.find('=') + 1;
    cookie = set->second.substr(from, set->second.find(';') - from);
  }
  return reply;
}

Reply Client::post(const std::string& target, const Json& body, const std::string& key) {
  static const SystemClock clock;
  static UuidSource ids{clock};
  return ask("POST", target, body, {{"Idempotency-Key", key.empty() ? ids.next().str() : key}});
}

Reply Client::sign_in(const std::string& login, const std::string& password) {
  auto reply = ask("POST", "/api/v1/session", Json{{"login", login}, {"password", password}});
  csrf = text_or(reply.json(), "csrf");
  return reply;
}

std::string Client::raw(const std::string& bytes) {
  net::io_context io;
  tcp::socket socket{io};
  socket.connect(endpoint(port_));
  beast::error_code ec;
  net::write(socket, net::buffer(bytes), ec);
  std::string answer;
  net::read(socket, net::dynamic_buffer(answer), ec);
  return answer;
}

struct WebSocket::State {
  net::io_context io;
  websocket::stream<beast::tcp_stream> stream{io};
  websocket::response_type response;
  int status = 0;
  std::string refusal;
  beast::flat_buffer buffer;
  beast::error_code ec;
};

WebSocket::WebSocket(const Client& client, const std::string& target, Headers headers) : state_(std::make_unique<State>()) {
  auto& stream = state_->stream;
  stream.next_layer().connect(endpoint(client.port()));
  stream.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    request.set(http::field::cookie, "vigie_session=" + client.cookie);
    for (const auto& [name, value] : headers) request.set(name, value);
  }));
  stream.handshake(state_->response, host(client.port()), target, state_->ec);
  state_->status = static_cast<int>(state_->response.result_int());
  if (!state_->ec) return;
  // Beast's client keeps 1536 bytes of a refusal; ours are longer, so it is asked for again and read whole.
  headers.insert({{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
  try {
    const auto refused = Client{client}.ask("GET", target, std::nullopt, headers);
    state_->status = refused.status;
    state_->refusal = refused.body;
  } catch (const boost::system::system_error&) {
    state_->status = 0;  // a surplus connection is closed without an answer
  }
}

WebSocket::~WebSocket() {
  if (state_->stream.is_open()) state_->stream.close(websocket::close_code::normal, state_->ec);
}

int WebSocket::status() const { return state_->status; }
std::string WebSocket::refusal() const { return state_->refusal; }

void WebSocket::send_text(const std::string& text) {
  state_->stream.text(true);
  state_->stream.write(net::buffer(text), state_->ec);
}

void WebSocket::send_binary(const Bytes& bytes) {
  state_->stream.binary(true);
  state_->stream.write(net::buffer(bytes), state_->ec);
}

std::optional<std::variant<std::string, Bytes>> WebSocket::next(int seconds) {
  auto& state = *state_;
  if (!state.stream.is_open()) return std::nullopt;
  state.buffer.clear();
  bool done = false;
  beast::get_lowest_layer(state.stream).expires_after(std::chrono::seconds{seconds});
  state.stream.async_read(state.buffer, [&](beast::error_code ec, std::size_t) {
    state.ec = ec;
    done = true;
  });
  state.io.restart();
  while (!done) state.io.run_one();
  if (state.ec) return std::nullopt;
  const auto* data = static_cast<const char*>(state.buffer.data().data());
  if (state.stream.got_text()) return std::string{data, state.buffer.size()};
  return Bytes{data, data + state.buffer.size()};
}

Json WebSocket::next_of(const std::string& type, int seconds) {
  while (auto message = next(seconds)) {
    const auto* text = std::get_if<std::string>(&*message);
    if (!text) continue;
    Json value = parse_json(*text).value_or(Json{});
    if (text_or(value, "type") == type) return value;
  }
  return {};
}

int WebSocket::close_code() const { return state_->stream.reason().code; }

}  // namespace vigie::api::test
