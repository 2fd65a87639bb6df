#pragma once
// One WebSocket: carries a Talk. Reads one message at a time and reads on only when the talk has dealt with it, so that a
// fast sender is slowed down by TCP; writes what `next` gives, one message at a time, so that the only queue is the talk's.

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "http/connection.h"
#include "http/talk.h"

namespace vigie::api {

class Socket : public std::enable_shared_from_this<Socket> {
 public:
  Socket(std::unique_ptr<Wire> wire, std::unique_ptr<Counted> open, std::unique_ptr<Counted> busy, Line& line, std::unique_ptr<Talk> talk);
  void run(boost::beast::http::request<boost::beast::http::string_body> upgrade);  // on the connection's strand

 private:
  void begin();
  void read();
  void pump();
  void work();
  void tick();
  void on_pool(std::function<void()> work, std::function<void()> then);  // one at a time; `then` on the strand
  void finish();

  Line& line_;
  std::unique_ptr<Counted> open_, busy_;
  std::unique_ptr<Wire> wire_;  // before the stream that refers to it
  boost::beast::websocket::stream<Wire&> stream_;
  boost::asio::steady_timer timer_;
  boost::beast::http::request<boost::beast::http::string_body> upgrade_;
  std::unique_ptr<Talk> talk_;
  boost::beast::flat_buffer buffer_;
  Outgoing outgoing_;
  std::deque<std::pair<std::function<void()>, std::function<void()>>> waiting_;  // at most a message, a tick, work and the end
  bool working_ = false, work_asked_ = false, writing_ = false, closing_ = false, finished_ = false;
};

}  // namespace vigie::api
