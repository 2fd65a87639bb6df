#pragma once
// Logging for a reader: error needs an operator, warn recovered, info is worth knowing, debug per operation.
// Lines go to standard error. Always carry camera, event or request id in the text.

#include <spdlog/spdlog.h>

#include <string>

namespace vigie {

// Call once per process. `process` names it in every line ("server", "worker-1"). Level from VIGIE_LOG or "info".
void start_logging(const std::string& process);

}  // namespace vigie
