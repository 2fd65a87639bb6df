#pragma once
// Questions to one camera: who asks, by which clock, at which host. Private to the client's calls.

#include <functional>

#include "connectors/onvif.h"
#include "onvif/answers.h"
#include "onvif/http.h"
#include "onvif/soap.h"

namespace vigie::connectors::onvif {

class Session {
 public:
  Session(OnvifAccess access, UrlParts device, std::unique_ptr<HttpClient> http, const Clock& clock)
      : access_(std::move(access)), device_(std::move(device)), http_(std::move(http)), clock_(clock) {}

  std::string device_service() const { return device_.str(); }
  // What the camera calls its service, at the host that a person configured: cameras behind a translating router name one that is not
  // reachable, and a hostile one would name somebody else's. Its port is believed only for the same host.
  Result<std::string> here(const std::string& address) const;
  const UrlParts& device() const { return device_; }

  void take_time(UtcTime device_now) { ahead_ = device_now - clock_.utc_now(); }
  std::chrono::milliseconds ahead() const { return std::chrono::duration_cast<std::chrono::milliseconds>(ahead_); }

  // One exchange; `extra` is added to the time that it may take. `signs` false: before the camera's clock is known.
  Result<pugi::xml_document> ask(const std::string& url, const Request& request, bool signs = true, std::chrono::milliseconds extra = {});

  // The same, read by `take` from the element in the answer's body.
  template <typename Value>
  Result<Value> ask_for(const std::string& url, const Request& request, const std::function<Result<Value>(const pugi::xml_node&)>& take,
                        std::chrono::milliseconds extra = {}) {
    VIGIE_TRY(const auto document, ask(url, request, true, extra));
    VIGIE_TRY(const auto body, body_of(document));
    return take(body);
  }
  Status tell(const std::string& url, const Request& request);  // where the answer says nothing

 private:
  OnvifAccess access_;
  UrlParts device_;
  std::unique_ptr<HttpClient> http_;
  const Clock& clock_;
  std::chrono::microseconds ahead_{0};
  bool http_digest_ = false;  // the camera asks for HTTP Digest and not for a UsernameToken
};

}  // namespace vigie::connectors::onvif
