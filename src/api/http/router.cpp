#include "http/router.h"

namespace vigie::api {
namespace {

// "{id}" takes one non-empty segment.
bool fits(std::string_view pattern, std::string_view path, Words& params) {
  while (!pattern.empty() && !path.empty()) {
    if (pattern.front() != '/' || path.front() != '/') return false;
    const auto pattern_end = std::min(pattern.find('/', 1), pattern.size());
    const auto path_end = std::min(path.find('/', 1), path.size());
    const auto wanted = pattern.substr(1, pattern_end - 1), given = path.substr(1, path_end - 1);
    if (wanted.size() > 2 && wanted.front() == '{') {
      if (given.empty()) return false;
      params[std::string{wanted.substr(1, wanted.size() - 2)}] = std::string{given};
    } else if (wanted != given) {
      return false;
    }
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
  return pattern.empty() && path.empty();
}

}  // namespace

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  for (const auto& route : routes_) {
    Words params;
    if (!fits(route.pattern, path, params)) continue;
    match.allowed.push_back(route.method);
    if (route.method != method || match.route) continue;
    match.route = &route;
    match.params = std::move(params);
  }
  return match;
}

}  // namespace vigie::api
