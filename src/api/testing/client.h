#pragma once
// A small blocking HTTP and WebSocket client for the tests; keeps the session's cookie and CSRF value like a browser.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/digest.h"
#include "base/json.h"

namespace vigie::api::test {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  Json json() const { return parse_json(body, 64u << 20).value_or(Json{}); }
  std::string code() const { return text_or(json(), "code"); }
};

using Headers = std::map<std::string, std::string>;

class Client {
 public:
  explicit Client(std::uint16_t port) : port_(port) {}
  Reply ask(const std::string& method, const std::string& target, const std::optional<Json>& body = std::nullopt, Headers headers = {});
  Reply get(const std::string& target) { return ask("GET", target); }
  // With a fresh Idempotency-Key unless one is given.
  Reply post(const std::string& target, const Json& body = Json::object(), const std::string& key = {});
  Reply sign_in(const std::string& login, const std::string& password);
  // Bytes as they are; what comes back until the server closes.
  std::string raw(const std::string& bytes);

  std::string cookie, csrf;
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_;
};

class WebSocket {
 public:
  // `status` is 101 when it was agreed.
  WebSocket(const Client& client, const std::string& target, Headers headers = {});
  ~WebSocket();
  int status() const;
  std::string refusal() const;  // the body of the answer that was no 101
  void send_text(const std::string& text);
  void send_binary(const Bytes& bytes);
  // The next message; nothing when the server closed or none came within `seconds`.
  std::optional<std::variant<std::string, Bytes>> next(int seconds = 5);
  // The next text message of this type, others are skipped; null when there is none.
  Json next_of(const std::string& type, int seconds = 5);
  int close_code() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::api::test
