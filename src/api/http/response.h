#pragma once
// One answer, free of any HTTP library, and errors as RFC 9457 problems with codes of the catalogue.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace vigie::api {

struct Response {
  int status = 200;
  std::string content_type;
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`, for what many are given
  std::vector<std::pair<std::string, std::string>> headers;

  std::string_view content() const { return shared_body ? std::string_view{*shared_body} : std::string_view{body}; }
};

Response json_response(const Json& value, int status = 200);
Response text_response(std::string text, int status = 200);
inline Response no_content() { return {204, {}, {}, {}, {}}; }

// `detail` is one English sentence; the console shows the catalogue's text of `code` with `params` filled in.
Response problem(int status, const std::string& code, const std::string& detail, Json params = Json::object());
// Status by kind; what is our own fault is logged and not told.
Response problem(const Error& error, Json params = Json::object());
int status_of(ErrorKind kind);
// The error's code, or "error.<kind>".
std::string code_of(const Error& error);

}  // namespace vigie::api
