#pragma once
// SOAP 1.2 envelopes with the UsernameToken of WS-Security (OASIS UsernameToken Profile 1.0, digest form, as the ONVIF core
// specification, 5.9.1, asks), and the reading of answers and faults.

#include <optional>

#include "base/clock.h"
#include "onvif/xml.h"

namespace vigie::connectors::onvif {

struct UsernameToken {
  std::string user, password;
  std::string nonce;    // random bytes, new for each request
  std::string created;  // by the device's own clock: "2026-11-25T14:00:00.000Z"
};

struct Request {
  std::string action;         // of WS-Addressing; empty: no addressing headers
  std::string to;             // with an action
  std::string reference_xml;  // headers that a subscription's address asks to be given back
  std::string body;           // one element, its prefixes declared by `envelope`
};

// Base64 of SHA-1 over nonce, created and password.
std::string password_digest(std::string_view nonce, std::string_view created, std::string_view password);
std::string envelope(const Request& request, const std::optional<UsernameToken>& token);

// The element in the body. A fault is an error: denied "onvif.denied" when it is about who asks, unsupported
// "onvif.unsupported" when the camera has no such action, else unavailable "onvif.refused" with the camera's own reason.
Result<pugi::xml_node> body_of(const pugi::xml_document& answer);

}  // namespace vigie::connectors::onvif
