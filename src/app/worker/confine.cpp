#include "worker/confine.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace vigie::app {

Status confine_worker() {
  const auto refused = [](const char* what) {
    return fail(ErrorKind::internal, fmt::format("cannot confine the worker ({}): {}", what, std::strerror(errno)));
  };
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no new privileges");
  const rlimit no_core{0, 0};
  if (::setrlimit(RLIMIT_CORE, &no_core) != 0) return refused("core files");
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return refused("open files");
  files.rlim_cur = files.rlim_max = std::min<rlim_t>(files.rlim_max, 1024);
  if (::setrlimit(RLIMIT_NOFILE, &files) != 0) return refused("open files");
  return {};
}

}  // namespace vigie::app
