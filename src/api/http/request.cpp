#include "http/request.h"

namespace vigie::api {
namespace {

constexpr std::size_t max_target = 4096;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(ErrorKind::invalid_input, "the address has a broken % escape", "request.target");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return fail(ErrorKind::invalid_input, "the address has a control character", "request.target");
    out.push_back(c);
  }
  return out;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto slash = path.find('/', 1);
    const auto segment = path.substr(1, slash == std::string_view::npos ? slash : slash - 1);
    if (segment == "." || segment == "..") return true;
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  }
  return false;
}

}  // namespace

const char* to_string(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::del: return "DELETE";
  }
  return "GET";
}

Result<Target> parse_target(std::string_view target) {
  if (target.empty() || target.front() != '/' || target.size() > max_target)
    return fail(ErrorKind::invalid_input, "the address must be a path of at most 4096 bytes", "request.target");
  const auto mark = target.find('?');
  Target parsed;
  VIGIE_TRY(parsed.path, decode(target.substr(0, mark), false));
  if (has_dot_segment(parsed.path)) return fail(ErrorKind::invalid_input, "the address has a dot segment", "request.target");
  std::string_view rest = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    VIGIE_TRY(const std::string name, decode(pair.substr(0, equals), true));
    VIGIE_TRY(const std::string value, decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true));
    parsed.query[name] = value;
  }
  return parsed;
}

const std::string& Request::value_of(const Words& words, std::string_view name) {
  static const std::string nothing;
  const auto at = words.find(name);
  return at == words.end() ? nothing : at->second;
}

std::string Request::cookie(std::string_view name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') return std::string{pair.substr(name.size() + 1)};
  }
  return {};
}

}  // namespace vigie::api
