#pragma once
// One request as the handlers see it, free of any HTTP library: parsed, decoded, bounded.

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::api {

enum class Method { get, post, put, del };
const char* to_string(Method method);

using Words = std::map<std::string, std::string, std::less<>>;

struct Target {
  std::string path;  // percent-decoded
  Words query;       // percent-decoded; of a name given twice the last one counts
};

// The request line's target. Refuses what is not an absolute path, bad escapes, control characters and dot segments.
Result<Target> parse_target(std::string_view target);

struct Request {
  Method method = Method::get;
  bool head = false;      // answered like GET, without the body
  bool upgrade = false;   // asks for a WebSocket
  Target target;
  Words headers;          // names in lower case
  Words params;           // of the route's pattern
  std::string body;
  std::string address;    // of the peer's socket
  bool loopback = false;
  bool secure = false;    // over TLS

  const std::string& header(std::string_view name) const { return value_of(headers, name); }
  const std::string& query(std::string_view name) const { return value_of(target.query, name); }
  const std::string& param(std::string_view name) const { return value_of(params, name); }
  std::string cookie(std::string_view name) const;

 private:
  static const std::string& value_of(const Words& words, std::string_view name);
};

}  // namespace vigie::api
