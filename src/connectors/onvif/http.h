#pragma once
// POST over HTTP by libcurl: no redirect, no proxy, HTTP and HTTPS only, certificates verified, answers bounded. One
// connection is kept open, so that a command goes out at once. One thread at a time.

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace vigie::connectors::onvif {

struct HttpAnswer {
  long status = 0;
  bool asks_digest = false;  // a 401 that names the Digest scheme (RFC 7616)
  std::string body;
};

class HttpClient {
 public:
  static Result<std::unique_ptr<HttpClient>> create(std::stop_token stop);
  ~HttpClient();
  // From now on requests answer a Digest challenge with these; never Basic.
  void sign_in(const std::string& user, const std::string& password);
  Result<HttpAnswer> post(const std::string& url, const std::string& body, std::chrono::milliseconds timeout);

 private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Host and port of a URL as libcurl reads it, and the URL with another host or port put in.
struct UrlParts {
  std::string scheme, host, port, path_and_query;  // port "" where the URL has none
  bool credentials = false;
  std::string str() const;
};
Result<UrlParts> split_url(const std::string& url);

}  // namespace vigie::connectors::onvif
