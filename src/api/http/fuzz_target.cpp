// The request line comes from anywhere: whatever the bytes, parsing and routing answer, and nothing leads out of the tree.
#include <cstdlib>

#include "calls/routes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::api;
  static const Router routes = all_routes();
  const auto target = parse_target({reinterpret_cast<const char*>(data), size});
  if (!target) return 0;
  if (target->path.empty() || target->path.front() != '/' || target->path.find('\0') != std::string::npos || (target->path + "/").find("/../") != std::string::npos) std::abort();
  for (const auto method : {Method::get, Method::post, Method::put, Method::del}) {
    const auto match = routes.match(method, target->path);
    if (match.route && match.allowed.empty()) std::abort();
  }
  return 0;
}
