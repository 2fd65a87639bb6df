#include "onvif/soap.h"

#include <openssl/evp.h>

#include "base/digest.h"
#include "base/markup.h"

namespace vigie::connectors::onvif {
namespace {

// A deep tree of subcodes says nothing more: the first levels are looked at.
constexpr int subcode_levels = 4;

std::string security(const UsernameToken& token) {
  constexpr std::string_view profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
  return fmt::format(
      "<wsse:Security s:mustUnderstand=\"1\" xmlns:wsse=\"{0}wssecurity-secext-1.0.xsd\" xmlns:wsu=\"{0}wssecurity-utility-1.0.xsd\">"
      "<wsse:UsernameToken><wsse:Username>{1}</wsse:Username>"
      "<wsse:Password Type=\"{0}username-token-profile-1.0#PasswordDigest\">{2}</wsse:Password>"
      "<wsse:Nonce EncodingType=\"{0}soap-message-security-1.0#Base64Binary\">{3}</wsse:Nonce>"
      "<wsu:Created>{4}</wsu:Created></wsse:UsernameToken></wsse:Security>",
      profile, escape_markup(token.user), password_digest(token.nonce, token.created, token.password), to_base64(as_bytes(token.nonce)),
      escape_markup(token.created));
}

}  // namespace

std::string password_digest(std::string_view nonce, std::string_view created, std::string_view password) {
  const std::string all = fmt::format("{}{}{}", nonce, created, password);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  // SHA-1 is what the profile prescribes; it fails only where a system forbids it, and the camera then refuses the sign-in.
  if (EVP_Digest(all.data(), all.size(), digest, &size, EVP_sha1(), nullptr) != 1) size = 0;
  return to_base64({digest, size});
}

std::string envelope(const Request& request, const std::optional<UsernameToken>& token) {
  std::string header;
  if (!request.action.empty())
    header += fmt::format("<wsa:Action>{}</wsa:Action><wsa:To>{}</wsa:To>", escape_markup(request.action), escape_markup(request.to));
  header += request.reference_xml;
  if (token) header += security(*token);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:wsa=\"http://www.w3.org/2005/08/addressing\" "
      "xmlns:tt=\"http://www.onvif.org/ver10/schema\" xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\" "
      "xmlns:trt=\"http://www.onvif.org/ver10/media/wsdl\" xmlns:tr2=\"http://www.onvif.org/ver20/media/wsdl\" "
      "xmlns:tptz=\"http://www.onvif.org/ver20/ptz/wsdl\" xmlns:tev=\"http://www.onvif.org/ver10/events/wsdl\" "
      "xmlns:wsnt=\"http://docs.oasis-open.org/wsn/b-2\"><s:Header>{}</s:Header><s:Body>{}</s:Body></s:Envelope>",
      header, request.body);
}

Result<pugi::xml_node> body_of(const pugi::xml_document& answer) {
  const auto body = descend(answer, {"Envelope", "Body"});
  if (!body) return fail(ErrorKind::invalid_input, "the camera's answer is no SOAP envelope", "onvif.answer");
  pugi::xml_node first;
  for (const auto& node : body.children())
    if (!first && node.type() == pugi::node_element) first = node;
  if (!first) return fail(ErrorKind::invalid_input, "the camera's answer is empty", "onvif.answer");
  if (local_name(first) != "Fault") return first;

  std::string codes;
  auto code = child(first, "Code");
  for (int level = 0; level < subcode_levels && code; ++level, code = child(code, "Subcode"))
    codes += text(child(code, "Value"), 200) + " ";
  std::string reason = text(descend(first, {"Reason", "Text"}), 300);
  if (reason.empty()) reason = text(child(first, "faultstring"), 300);
  if (codes.find("NotAuthorized") != std::string::npos || codes.find("FailedAuthentication") != std::string::npos)
    return fail(ErrorKind::denied, "the camera refuses user and password; check its secret", "onvif.denied");
  if (codes.find("ActionNotSupported") != std::string::npos || codes.find("OptionalActionNotImplemented") != std::string::npos)
    return fail(ErrorKind::unsupported, fmt::format("the camera cannot do this: {}", reason.empty() ? codes : reason), "onvif.unsupported");
  return fail(ErrorKind::unavailable, fmt::format("the camera refused: {}", reason.empty() ? codes : reason), "onvif.refused");
}

}  // namespace vigie::connectors::onvif
