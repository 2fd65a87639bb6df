#include "onvif/http.h"

#include <curl/curl.h>

#include "onvif/xml.h"

namespace vigie::connectors::onvif {
namespace {

// libcurl's own start is not thread-safe on every build: once, before the first handle.
bool curl_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + size * count > most_xml_bytes) return 0;  // ends the transfer with CURLE_WRITE_ERROR
  body.append(bytes, size * count);
  return size * count;
}

int asked_to_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  std::string out;
  if (curl_url_get(url, which, &text, 0) == CURLUE_OK) out = text;
  curl_free(text);
  return out;
}

}  // namespace

struct HttpClient::State {
  CURL* handle = nullptr;
  curl_slist* headers = nullptr;
  std::stop_token stop;
  bool digest = false;
  ~State() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
  }
};

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::~HttpClient() = default;

Result<std::unique_ptr<HttpClient>> HttpClient::create(std::stop_token stop) {
  if (!curl_ready()) return fail(ErrorKind::internal, "libcurl did not start");
  auto state = std::make_unique<State>();
  state->stop = std::move(stop);
  state->handle = curl_easy_init();
  if (!state->handle) return fail(ErrorKind::internal, "libcurl gave no handle");
  state->headers = curl_slist_append(nullptr, "Content-Type: application/soap+xml; charset=utf-8");
  // Without it libcurl waits a second for "100 Continue" before it sends a larger body.
  if (curl_slist* longer = curl_slist_append(state->headers, "Expect:")) state->headers = longer;
  CURL* handle = state->handle;
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, state->headers);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "vigie");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, asked_to_stop);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &state->stop);
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(state)));
}

void HttpClient::sign_in(const std::string& user, const std::string& password) {
  state_->digest = true;
  curl_easy_setopt(state_->handle, CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
  curl_easy_setopt(state_->handle, CURLOPT_USERNAME, user.c_str());
  curl_easy_setopt(state_->handle, CURLOPT_PASSWORD, password.c_str());
}

Result<HttpAnswer> HttpClient::post(const std::string& url, const std::string& body, std::chrono::milliseconds timeout) {
  CURL* handle = state_->handle;
  HttpAnswer answer;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());  // not copied: `body` outlives the transfer
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, std::chrono::milliseconds{2000}).count()));
  const CURLcode code = curl_easy_perform(handle);
  const auto failed = [&](ErrorKind kind, const std::string& what) {
    return fail(kind, fmt::format("{} {}", url, what), kind == ErrorKind::invalid_input ? "onvif.answer" : "camera.unreachable");
  };
  switch (code) {
    case CURLE_OK:
      break;
    case CURLE_WRITE_ERROR:
      return failed(ErrorKind::invalid_input, fmt::format("answers with more than {} bytes", most_xml_bytes));
    case CURLE_OPERATION_TIMEDOUT:
      return failed(ErrorKind::timeout,
                    fmt::format("did not answer within {} ms; is the camera on, is the address right?", timeout.count()));
    case CURLE_ABORTED_BY_CALLBACK:
      return fail(ErrorKind::cancelled, "stopping");
    default:
      return failed(ErrorKind::unavailable, fmt::format("cannot be asked: {}", curl_easy_strerror(code)));
  }
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  long offered = 0;
  curl_easy_getinfo(handle, CURLINFO_HTTPAUTH_AVAIL, &offered);
  answer.asks_digest = answer.status == 401 && (offered & CURLAUTH_DIGEST) != 0;
  return answer;
}

std::string UrlParts::str() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port) + path_and_query; }

Result<UrlParts> split_url(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed{curl_url(), curl_url_cleanup};
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return fail(ErrorKind::invalid_input, "that is no address like http://HOST/PATH", "onvif.address");
  UrlParts parts;
  parts.scheme = part(parsed.get(), CURLUPART_SCHEME);
  parts.host = part(parsed.get(), CURLUPART_HOST);
  parts.port = part(parsed.get(), CURLUPART_PORT);
  parts.path_and_query = part(parsed.get(), CURLUPART_PATH);
  if (const auto query = part(parsed.get(), CURLUPART_QUERY); !query.empty()) parts.path_and_query += "?" + query;
  parts.credentials = !part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_PASSWORD).empty();
  return parts;
}

}  // namespace vigie::connectors::onvif
