#pragma once
// Which factors may stand beside counts of events (RULES L21: an allow-list; nothing about persons, no proxy for them).

#include <string_view>

#include "base/result.h"

namespace vigie::foresight {

// Fine for a factor of the list; denied with the name for one about persons; invalid_input for any other.
Status allowed_factor(std::string_view name);

}  // namespace vigie::foresight
