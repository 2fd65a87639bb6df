#include "demo/self_check.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

namespace vigie::app {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;

struct Answer {
  int status = 0;
  std::string body, cookie;
};

Result<Answer> request(std::uint16_t port, http::verb verb, const std::string& path, const std::string& body, const std::string& cookie, const std::string& key) {
  try {
    boost::asio::io_context io;
    beast::tcp_stream stream{io};
    stream.expires_after(std::chrono::seconds{10});
    stream.connect(tcp::endpoint{boost::asio::ip::address_v4::loopback(), port});
    http::request<http::string_body> message{verb, path, 11};
    message.set(http::field::host, fmt::format("localhost:{}", port));
    message.set(http::field::content_type, "application/json");
    if (!cookie.empty()) message.set(http::field::cookie, cookie);
    if (!key.empty()) message.set("Idempotency-Key", key);
    message.body() = body;
    message.prepare_payload();
    http::write(stream, message);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(stream, buffer, answer);
    const std::string set{answer[http::field::set_cookie]};
    return Answer{static_cast<int>(answer.result_int()), answer.body(), set.substr(0, set.find(';'))};
  } catch (const std::exception& e) {
    return fail(ErrorKind::unavailable, fmt::format("{} {}: {}", std::string{http::to_string(verb)}, path, e.what()));
  }
}

Status sign_in_and_ask(std::uint16_t port, const std::string& login, const std::string& password, const std::string& key) {
  const Json credentials{{"login", login}, {"password", password}};
  VIGIE_TRY(const Answer session, request(port, http::verb::post, "/api/v1/session", credentials.dump(), "", key));
  if (session.status != 200) return fail(ErrorKind::unavailable, fmt::format("signing in was answered {}: {}", session.status, session.body));
  VIGIE_TRY(const Answer status, request(port, http::verb::get, "/api/v1/bases", "", session.cookie, ""));
  if (status.status != 200) return fail(ErrorKind::unavailable, fmt::format("a signed-in request was answered {}: {}", status.status, status.body));
  return {};
}

}  // namespace

Status self_check(Program& program, const Clock& clock) {
  // A cold start may still be opening cameras; this is a hang limit, not a deadline of the product.
  for (int tries = 0; !program.ready(); ++tries) {
    if (tries > 600) return fail(ErrorKind::timeout, "not ready after 60 s: " + program.ready().error().message);
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  const FirstCityDoors doors = program.doors();
  const std::string password = random_token(16), key = random_token(12);
  const law::Act act{"server", "self-check/" + key, doors.zone, clock.utc_now()};
  law::Account account;
  account.login = "self-check-" + to_hex(random_bytes(4));
  account.subject = {"account:" + account.login, "local", "service"};
  account.name = "Self-check";
  account.roles = {"auditor"};
  account.exercise = true;
  VIGIE_TRY(const auto create, law::create_account(doors.accounts, account, act));
  VIGIE_TRY(const auto created, doors.ledger.commit(create));
  (void)created;
  VIGIE_CHECK(law::set_password(doors.ledger, account.subject.id, password));
  const Status answered = sign_in_and_ask(program.port(), account.login, password, UuidSource{clock}.next().str());
  VIGIE_TRY(const auto disable, law::disable_account(doors.accounts, account.subject.id, "self-check done", {"server", "self-check-end/" + key, doors.zone, clock.utc_now()}));
  VIGIE_TRY(const auto disabled, doors.ledger.commit(disable));
  (void)disabled;
  return answered;
}

}  // namespace vigie::app
