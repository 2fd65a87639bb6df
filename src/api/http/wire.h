#pragma once
// A TCP connection that is TLS or not, known at run time: one type for Beast, so that HTTP and WebSocket code is compiled once.

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <optional>

namespace vigie::api {

class Wire {
 public:
  using next_layer_type = boost::beast::tcp_stream;
  using executor_type = next_layer_type::executor_type;

  Wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls) : tcp_(std::move(socket)) {
    if (tls) tls_.emplace(tcp_, *tls);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  bool secure() const { return tls_.has_value(); }
  executor_type get_executor() { return tcp_.get_executor(); }
  next_layer_type& next_layer() { return tcp_; }
  const next_layer_type& next_layer() const { return tcp_; }

  template <typename Handler>
  void async_handshake(Handler&& handler) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
  }
  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) tls_->async_read_some(buffers, std::forward<Handler>(handler));
    else tcp_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <typename Buffers, typename Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) tls_->async_write_some(buffers, std::forward<Handler>(handler));
    else tcp_.async_write_some(buffers, std::forward<Handler>(handler));
  }
  void close() {
    boost::system::error_code ignored;  // it may be closed already
    tcp_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    tcp_.close();
  }

 private:
  boost::beast::tcp_stream tcp_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
};

// Beast finds these two by argument-dependent lookup when a WebSocket ends. Under TLS the close_notify is left out: the
// WebSocket's own closing handshake has already said that nothing was cut off.
template <typename Handler>
void async_teardown(boost::beast::role_type role, Wire& wire, Handler&& handler) {
  boost::beast::websocket::async_teardown(role, wire.next_layer().socket(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, Wire& wire, boost::system::error_code& ec) {
  boost::beast::websocket::teardown(role, wire.next_layer().socket(), ec);
}

}  // namespace vigie::api
