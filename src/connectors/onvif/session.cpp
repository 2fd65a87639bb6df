#include "onvif/session.h"

#include "base/digest.h"

namespace vigie::connectors::onvif {

Result<std::string> Session::here(const std::string& address) const {
  VIGIE_TRY(UrlParts parts, split_url(address));
  if (parts.host != device_.host) parts.port = device_.port;
  parts.scheme = device_.scheme;
  parts.host = device_.host;
  return parts.str();
}

Result<pugi::xml_document> Session::ask(const std::string& url, const Request& request, bool signs, std::chrono::milliseconds extra) {
  const bool has_account = signs && !access_.user.empty();
  const auto once = [&]() -> Result<HttpAnswer> {
    std::optional<UsernameToken> token;
    if (has_account && !http_digest_) {
      const Bytes random = random_bytes(16);
      token = UsernameToken{access_.user, access_.password, {random.begin(), random.end()}, format_utc(clock_.utc_now() + ahead_)};
    }
    return http_->post(url, envelope(request, token), access_.timeout + extra);
  };
  VIGIE_TRY(HttpAnswer answer, once());
  if (has_account && answer.asks_digest && !http_digest_) {
    http_digest_ = true;
    http_->sign_in(access_.user, access_.password);
    VIGIE_TRY(answer, once());
  }
  if (answer.status == 401 || answer.status == 403)
    return fail(ErrorKind::denied, "the camera refuses user and password; check its secret", "onvif.denied");
  // 400 and 500 carry a fault, which says more.
  if (answer.status != 200 && answer.status != 400 && answer.status != 500)
    return fail(ErrorKind::unavailable, fmt::format("{} answers with HTTP {}; is this the camera's ONVIF address?", url, answer.status),
                "onvif.refused");
  auto document = parse_xml(answer.body);
  if (!document && answer.status != 200)
    return fail(ErrorKind::unavailable, fmt::format("{} answers with HTTP {}; is this the camera's ONVIF address?", url, answer.status),
                "onvif.refused");
  return document;
}

Status Session::tell(const std::string& url, const Request& request) {
  VIGIE_TRY(const auto document, ask(url, request));
  VIGIE_TRY(const auto body, body_of(document));
  (void)body;
  return {};
}

}  // namespace vigie::connectors::onvif
