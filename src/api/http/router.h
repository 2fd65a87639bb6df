#pragma once
// The table of everything that can be asked: method, path, who may, and what answers. One table: the server, the 403
// tests and the check against openapi/vigie.yaml all read it.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/call.h"
#include "http/talk.h"

namespace vigie::api {

enum class Access {
  open,       // anybody
  loopback,   // anybody on this machine
  signed_in,  // any session
  permitted,  // a session with one of the route's permissions
};

using Answer = std::function<Result<Response>(Call&)>;
using Converse = std::function<Result<std::unique_ptr<Talk>>(Call&)>;

struct Route {
  Method method = Method::get;
  std::string pattern;  // "/api/v1/alerts/{id}/take"
  Access access = Access::permitted;
  std::vector<std::string> permissions;  // any one of them
  Answer answer;
  Converse converse;  // of a WebSocket; `answer` then says what a plain request gets
  // Whether a POST's answer is kept under its Idempotency-Key. Not where the answer is a secret, nor where the same
  // request again changes nothing anyhow.
  bool keeps_answer = true;
  // Another system may send to it without a session: who it is shows its token or signature. Its body is handed on as it
  // came, and an Idempotency-Key is welcome but not asked for, because the same fact again is stored once.
  std::optional<Pushed::Sort> channel{};
};

class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }
  struct Match {
    const Route* route = nullptr;  // null: no such path, or not with this method
    Words params;
    std::vector<Method> allowed;   // methods that the path takes
  };
  Match match(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace vigie::api
