#include "api/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include "base/log.h"
#include "http/connection.h"

namespace vigie::api {
namespace net = boost::asio;
using boost::system::error_code;
using tcp = net::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t busy_above = 256;

Result<std::unique_ptr<net::ssl::context>> open_tls(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return std::unique_ptr<net::ssl::context>{};
  auto context = std::make_unique<net::ssl::context>(net::ssl::context::tls_server);
  error_code ec;
  context->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1 | net::ssl::context::no_sslv3, ec);
  if (!ec) context->use_certificate_chain_file(options.tls_certificate.string(), ec);
  if (ec) return fail(ErrorKind::invalid_input, fmt::format("TLS certificate {}: {}", options.tls_certificate.string(), ec.message()));
  context->use_private_key_file(options.tls_key.string(), net::ssl::context::pem, ec);
  if (ec) return fail(ErrorKind::invalid_input, fmt::format("TLS key {}: {}", options.tls_key.string(), ec.message()));
  return context;
}

}  // namespace

// Destroyed in reverse order: the connections go with `io`, before what they borrow.
struct Server::State {
  State(const ServerOptions& given, Doors& doors, StaticFiles files, std::unique_ptr<net::ssl::context> context)
      : options(given),
        metrics(doors.metrics),
        tls(std::move(context)),
        front(options, doors, std::move(files)),
        pool(options.handler_threads, busy_above, busy_above + options.max_connections, doors.metrics),
        line{options, front, pool, doors.metrics, tls.get()},
        acceptor(io) {}

  Status listen();
  void accept();
  void stop();

  const ServerOptions options;
  Metrics& metrics;
  std::unique_ptr<net::ssl::context> tls;
  Front front;
  Pool pool;
  Line line;
  net::io_context io;
  tcp::acceptor acceptor;
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<Thread>> threads;
};

Status Server::State::listen() {
  error_code ec;
  const auto address = net::ip::make_address(options.address, ec);
  if (ec) return fail(ErrorKind::invalid_input, fmt::format("'{}' is not an IP address to listen on", options.address));
  const tcp::endpoint endpoint{address, options.port};
  acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(net::socket_base::reuse_address(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(net::socket_base::max_listen_connections, ec);
  if (ec) return fail(ErrorKind::unavailable, fmt::format("cannot listen on {}:{}: {}; choose another port with --port", options.address, options.port, ec.message()));
  port = acceptor.local_endpoint(ec).port();
  return {};
}

void Server::State::accept() {
  acceptor.async_accept(net::make_strand(io), [this](error_code ec, tcp::socket socket) {
    if (ec == net::error::operation_aborted || line.stopping) return;
    if (!ec) {
      if (line.open >= options.max_connections) {
        metrics.add("vigie_connections_refused_total");
        socket.close(ec);
      } else {
        const auto connection = std::make_shared<Connection>(std::move(socket), line);
        net::dispatch(connection->executor(), [connection] { connection->run(); });
      }
      metrics.set("vigie_connections", static_cast<double>(line.open));
    }
    accept();
  });
}

void Server::State::stop() {
  if (line.stopping.exchange(true)) return;
  net::post(io, [this] {
    error_code ignored;  // closed either way
    acceptor.close(ignored);
  });
  front.stop();
  for (int i = 0; i < 100 && line.busy > 0; ++i) std::this_thread::sleep_for(20ms);
  io.stop();
  threads.clear();
  pool.stop();
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Doors& doors) {
  VIGIE_TRY(auto files, StaticFiles::load(options.console));
  VIGIE_TRY(auto tls, open_tls(options));
  auto state = std::make_unique<State>(options, doors, std::move(files), std::move(tls));
  VIGIE_CHECK(state->listen());
  state->accept();
  for (int i = 0; i < options.io_threads; ++i)
    state->threads.push_back(std::make_unique<Thread>(fmt::format("api-io-{}", i), [&io = state->io](std::stop_token) { io.run(); }));
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { stop(); }
std::uint16_t Server::port() const { return state_->port; }
std::vector<std::string> Server::desks() const { return state_->front.desks(); }
void Server::stop() { state_->stop(); }

}  // namespace vigie::api
