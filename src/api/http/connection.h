#pragma once
// One HTTP/1.1 connection: reads a request, has it answered on the pool, writes the answer, reads the next; hands itself
// over to a Socket when a WebSocket is agreed. Lives as long as one of its operations is under way.

#include <atomic>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "http/front.h"
#include "http/pool.h"
#include "http/wire.h"

namespace vigie::api {

// What all connections of a server share; borrowed, outlives them.
struct Line {
  const ServerOptions& options;
  Front& front;
  Pool& pool;
  Metrics& metrics;
  boost::asio::ssl::context* tls;  // null: plain
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> open{0};  // connections
  std::atomic<std::size_t> busy{0};  // of these: with a request or a WebSocket; `stop` waits for them
};

// Counts for as long as it exists.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Line& line);
  void run();  // on the executor
  auto executor() { return wire_->get_executor(); }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  void read_head();
  void read_body();
  void on_read(boost::system::error_code ec);
  void take();
  Result<Request> to_request();
  void answer(Request request);
  void open(Request request);
  void write(Response response);
  void refuse(int status, const std::string& code, const std::string& detail);
  void linger();
  void drain();

  Line& line_;
  std::unique_ptr<Counted> open_, busy_;
  std::unique_ptr<Wire> wire_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string address_;
  bool loopback_ = false, keep_ = false, head_ = false;
  std::string head_text_;  // of the answer being written
  Response response_;
};

}  // namespace vigie::api
