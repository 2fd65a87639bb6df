#include "http/call.h"

#include "calls/forms.h"

namespace vigie::api {

bool Call::may(std::string_view permission) const { return session && doors.accounts.may(session->account(), permission).has_value(); }

operations::Actor Call::actor() const { return {account.subject.id, account.name, account.unit, false}; }

Pushed Call::pushed(Pushed::Sort sort) const {
  return {sort, request.param("channel"), request.body, request.header("content-type").starts_with("application/x-ndjson"),
          request.header("authorization"), request.header("x-vigie-signature")};
}

law::Act Call::act() const { return {account.subject.id, key, doors.city.zone, doors.clock.utc_now()}; }

std::optional<city::Reply> Call::reply(int status, const std::string& subject) const {
  if (request.method != Method::post) return std::nullopt;
  city::Reply reply{account.subject.id, key, digest, status, {}};
  if (!subject.empty()) reply.body = canonical({{"subject", subject}});
  return reply;
}

Json entity_form(Doors& doors, const std::string& subject) {
  const std::string entity = subject.substr(0, subject.find(':'));
  if (entity == "camera") return camera_form(doors, subject);
  if (entity == "basis") return basis_form(doors, subject.substr(6));
  if (entity == "account") return account_form(doors, subject);
  if (entity == "requisition" && doors.requisitions) {
    const auto requisition = doors.requisitions->desk().find(subject);
    return requisition ? operations::to_json(*requisition, true) : Json(nullptr);
  }
  return doors.desk.board().entity_json(subject);
}

tl::unexpected<Error> not_permitted(const std::string& permission) {
  return fail(ErrorKind::denied, fmt::format("this needs the permission {}", permission), "permission.missing");
}

}  // namespace vigie::api
