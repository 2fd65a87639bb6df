#pragma once
// One admitted request on its way through a handler: who asks, what they sent, and the doors to answer it with.

#include "api/doors.h"
#include "http/request.h"
#include "http/response.h"
#include "session/sessions.h"
#include "session/sign_in_limit.h"

namespace vigie::api {

class OpenTalks;
class MapDocuments;

// What handlers share beside the doors; lives as long as the server.
struct Shared {
  Sessions& sessions;
  SignInLimit& sign_in_limit;
  OpenTalks& talks;
  MapDocuments& map;
};

struct Call {
  const Request& request;
  Doors& doors;
  Shared& shared;
  std::shared_ptr<const Session> session;  // null on an open route without one
  law::Account account;                    // of the session, as it is now
  Json body = Json::object();              // of a POST or PUT
  std::string key;                         // Idempotency-Key, or one made for this request
  Digest digest{};                         // of method, path and body

  bool may(std::string_view permission) const;
  operations::Actor actor() const;
  law::Act act() const;
  // Of a route to a channel.
  Pushed pushed(Pushed::Sort sort) const;
  // The answer to be kept with the commit that this request makes (POST with a key only): a repeat renders `subject` anew.
  std::optional<city::Reply> reply(int status = 200, const std::string& subject = {}) const;
};

// The entity of a subject in the form of its GET; null when unknown.
Json entity_form(Doors& doors, const std::string& subject);

// denied "permission.missing", naming it.
tl::unexpected<Error> not_permitted(const std::string& permission);

}  // namespace vigie::api
