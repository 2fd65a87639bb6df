#pragma once
// A client whose every answer is held against openapi/vigie.yaml.

#include <gtest/gtest.h>

#include "calls/routes.h"
#include "embedded.h"
#include "testing/schema.h"
#include "testing/town.h"

namespace vigie::api::test {

inline const SchemaCheck& contract() {
  static const SchemaCheck check{parse_json(embedded::openapi(), 4u << 20).value()};
  return check;
}

inline std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(c));
  return text;
}

// Status, media type and schema of an answer are those that the contract names for this operation.
inline void expect_conforming(const std::string& method, const std::string& target, const Reply& reply) {
  static const Router routes = all_routes();
  const auto word = method == "POST" ? Method::post : method == "PUT" ? Method::put : method == "DELETE" ? Method::del : Method::get;
  const auto match = routes.match(word, target.substr(0, target.find('?')));
  ASSERT_TRUE(match.route) << method << ' ' << target;
  const auto& operation = contract().document()["paths"][match.route->pattern][lower(method)];
  const auto& responses = operation["responses"];
  const std::string status = std::to_string(reply.status);
  ASSERT_TRUE(responses.contains(status) || (reply.status >= 400 && responses.contains("default"))) << method << ' ' << target << " answered " << status << ' ' << reply.body;
  Json response = responses.contains(status) ? responses[status] : responses["default"];
  if (response.contains("$ref")) response = contract().document().at(Json::json_pointer(response["$ref"].get<std::string>().substr(1)));
  if (!response.contains("content")) return;
  const auto type_at = reply.headers.find("content-type");
  ASSERT_NE(type_at, reply.headers.end());
  const std::string type = type_at->second.substr(0, type_at->second.find(';'));
  ASSERT_TRUE(response["content"].contains(type)) << method << ' ' << target << " is " << type;
  const auto& media = response["content"][type];
  if (!media.contains("schema") || type.find("json") == std::string::npos) return;
  for (const auto& wrong : contract().check(media["schema"], reply.json())) ADD_FAILURE() << method << ' ' << target << ": " << wrong;
}

class Conforming {
 public:
  explicit Conforming(Client client) : client_(std::move(client)) {}
  Reply ask(const std::string& method, const std::string& target, const std::optional<Json>& body = std::nullopt, const Headers& headers = {}) {
    auto reply = client_.ask(method, target, body, headers);
    expect_conforming(method, target, reply);
    return reply;
  }
  Reply get(const std::string& target) { return ask("GET", target); }
  Reply post(const std::string& target, const Json& body = Json::object(), const std::string& key = {}) {
    auto reply = client_.post(target, body, key);
    expect_conforming("POST", target, reply);
    return reply;
  }
  Client& client() { return client_; }

 private:
  Client client_;
};

}  // namespace vigie::api::test
