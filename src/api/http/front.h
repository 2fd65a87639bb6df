#pragma once
// What happens to every request before and after its handler: route, session, right, CSRF, idempotency, audit of what was
// refused, headers. Free of any HTTP library; runs on the pool.

#include <variant>

#include "api/doors.h"
#include "api/server.h"
#include "http/map_documents.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "http/static_files.h"
#include "http/talk.h"
#include "session/guarded_talk.h"

namespace vigie::api {

class Front {
 public:
  Front(const ServerOptions& options, Doors& doors, StaticFiles files);
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  Response answer(Request request);
  // Of a request to become a WebSocket: the conversation, or why not.
  std::variant<Response, std::unique_ptr<Talk>> open(Request request);
  // Security headers; `answer` has done it already.
  void dress(Response& response, bool secure) const;
  std::vector<std::string> desks() const;  // see Server::desks
  void stop();  // every open conversation ends with "server.stopping"

  const Router& router() const { return router_; }

 private:
  // Why the request is not admitted; else fills in the call's session and account.
  std::optional<Response> admit(const Route& route, Call& call);
  Response routed(Request& request, std::string& pattern);
  Response handled(const Route& route, Call& call);
  void audit_refusal(const Call& call, const std::string& code);

  Doors& doors_;
  StaticFiles files_;
  Sessions sessions_;
  SignInLimit sign_in_limit_;
  OpenTalks talks_;
  MapDocuments map_;
  Shared shared_;
  Router router_;
};

}  // namespace vigie::api
