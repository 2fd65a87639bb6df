#include "http/response.h"

#include "base/log.h"
#include "http/catalogue.h"

namespace vigie::api {

Response json_response(const Json& value, int status) { return {status, "application/json", canonical(value), {}, {}}; }

Response text_response(std::string text, int status) { return {status, "text/plain; charset=utf-8", std::move(text), {}, {}}; }

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid_input: return 400;
    case ErrorKind::not_found: return 404;
    case ErrorKind::denied: return 403;
    case ErrorKind::conflict: return 409;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::timeout: return 504;
    case ErrorKind::corrupt: return 500;
    case ErrorKind::full: return 507;
    case ErrorKind::unsupported: return 422;
    case ErrorKind::cancelled: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

std::string code_of(const Error& error) { return error.code.empty() ? fmt::format("error.{}", to_string(error.kind)) : error.code; }

Response problem(int status, const std::string& code, const std::string& detail, Json params) {
  Json body{{"type", "about:blank"}, {"status", status}, {"code", code}, {"title", Catalogue::embedded().text("en", code)}, {"detail", detail}};
  if (!params.empty()) body["params"] = std::move(params);
  return {status, "application/problem+json", canonical(body), {}, {}};
}

Response problem(const Error& error, Json params) {
  const int status = status_of(error.kind);
  if (status == 500) {
    spdlog::error("api: {}", error.message);
    return problem(status, code_of(error), "The server failed; the reason is in its log.", std::move(params));
  }
  return problem(status, code_of(error), error.message, std::move(params));
}

}  // namespace vigie::api
