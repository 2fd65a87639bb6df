#pragma once
// Which worker does which camera.

#include <map>
#include <vector>

#include "city/words.h"

namespace vigie::app {

using Assignment = std::map<city::SourceId, std::size_t>;  // index of the worker

// A camera stays where it is as long as that is fair: moving it means closing and opening its source. New cameras go to who
// has fewest; one moves only when a worker has two or more cameras above another.
Assignment assign(const std::vector<city::SourceId>& cameras, const Assignment& before, std::size_t workers);

}  // namespace vigie::app
