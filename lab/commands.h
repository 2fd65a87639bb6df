#pragma once
// One function per command of vigie-lab. Each prints its result as JSON on standard output; what goes wrong comes back.

#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::lab {

Status analyse(const std::vector<std::string>& words);
Status evaluate_alerts(const std::vector<std::string>& words);
Status evaluate_search(const std::vector<std::string>& words);
Status evaluate_tracking(const std::vector<std::string>& words);
Status search(const std::vector<std::string>& words);
Status truth_of_search(const std::vector<std::string>& words);

}  // namespace vigie::lab
