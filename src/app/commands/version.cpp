#include "commands.h"

#include <cstdio>

#include "base/json.h"

namespace vigie::app {

int run_version(Arguments arguments) {
  const Json version{{"name", "vigie"}, {"version", VIGIE_VERSION}, {"compiler", __VERSION__}, {"api", "v1"}};
  if (!arguments.empty() && arguments[0] == "--json")
    std::printf("%s\n", canonical(version).c_str());
  else
    std::printf("vigie %s\n", VIGIE_VERSION);
  return 0;
}

}  // namespace vigie::app
